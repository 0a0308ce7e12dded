/** A document without scripts, for a frame that blocks them: each would only log a refusal to the console. */
export function withoutScripts(document: string): string {
  const parsed = new DOMParser().parseFromString(document, 'text/html')
  for (const script of parsed.querySelectorAll('script')) script.remove()
  return `<!doctype html>${parsed.documentElement.outerHTML}`
}

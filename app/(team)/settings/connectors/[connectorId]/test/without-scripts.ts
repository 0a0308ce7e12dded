/** A document for a frame in which nothing runs. A script that stayed in it would only fill the console with refusals. */
export function withoutScripts(document: string): string {
  const parsed = new DOMParser().parseFromString(document, 'text/html')
  for (const script of parsed.querySelectorAll('script')) script.remove()
  return `<!doctype html>${parsed.documentElement.outerHTML}`
}

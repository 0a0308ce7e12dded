export type Heading = { level: 2 | 3; text: string; id: string }

/** The headings of a page, with the ids that rehype-slug gives them: those of GitHub. */
export function listHeadings(markdown: string): Heading[] {
  const seen = new Map<string, number>()
  return withoutCode(markdown)
    .split('\n')
    .flatMap((line) => {
      const found = /^(#{1,6}) +(.+?)\s*$/.exec(line)
      if (!found) return []
      const [, marks = '', raw = ''] = found
      const text = toPlain(raw)
      const slug = toSlug(text)
      const count = seen.get(slug) ?? 0
      seen.set(slug, count + 1)
      const id = count === 0 ? slug : `${slug}-${count}`
      return marks.length === 2 || marks.length === 3 ? [{ level: marks.length as 2 | 3, text, id }] : []
    })
}

/** A heading's words, without the marks of Markdown. */
export function toPlain(text: string): string {
  return text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '')
}

/** By the rule of GitHub: lower case, no punctuation, a hyphen for each space. */
function toSlug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-')
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```$/gm, '')
}

/** Characters that may mean something in Markdown, in one text; and nested quotes or lists at the start of one line. */
export const markdownMarksMax = 500
const blockDepthMax = 10

/**
 * Whether a text can be rendered in time: parsers of Markdown recurse into quotes, and try each bracket with each other one.
 * A text beyond it is refused where it is saved, and shown as it is typed.
 */
export function isBoundedMarkdown(text: string): boolean {
  const marks = text.match(/[!&*<>[\\\]_`~]/g)?.length ?? 0
  return marks <= markdownMarksMax && text.split(/\r\n?|\n/).every(isShallowLine)
}

function isShallowLine(line: string): boolean {
  const [markers = ''] = /^(?:\s*(?:>|[-*+]|\d{1,9}[.)]))*/.exec(line) ?? []
  return (
    (markers.match(/[>\-*+]|\d+/g)?.length ?? 0) <= blockDepthMax || /^\s*([-*])(?:\s*\1)*\s*$/.test(line)
  )
}

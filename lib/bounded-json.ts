import { AppError, type ErrorCode } from '@/lib/errors'

/** How deep JSON of strangers may nest. Writers and walkers recurse; nothing that is exchanged here goes beyond ten. */
export const jsonDepthMax = 64

/**
 * Parses JSON from outside, after checking its depth.
 * @throws AppError `code` if it is not JSON, or is nested more than 64 levels deep
 */
export function parseBoundedJson(text: string, code: ErrorCode, subject = 'The content'): unknown {
  if (!isShallowJson(text))
    throw new AppError(code, `${subject} is nested more than ${jsonDepthMax} levels deep.`)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError(code, `${subject} is not JSON.`, { cause })
  }
}

/** Whether it nests no deeper than this portal reads. */
export function isShallowJson(text: string): boolean {
  return measureDepth(text) <= jsonDepthMax
}

/** The deepest level of brackets outside strings, of JSON or of what only looks like it. Linear, without recursion. */
function measureDepth(text: string): number {
  let depth = 0
  let deepest = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === quote) {
      index = skipString(text, index)
    } else if (code === openBracket || code === openBrace) {
      depth += 1
      if (depth > deepest) deepest = depth
    } else if (code === closeBracket || code === closeBrace) {
      depth -= 1
    }
  }
  return deepest
}

function skipString(text: string, start: number): number {
  let index = start + 1
  while (index < text.length && text.charCodeAt(index) !== quote)
    index += text.charCodeAt(index) === backslash ? 2 : 1
  return index
}

const quote = 0x22
const backslash = 0x5c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/** At most this many times the text itself, where indentation makes it readable. */
const growthMax = 4

/** JSON over several lines, or on one where indentation would make much more of it than there is. */
export function writeReadableJson(value: unknown): string {
  const compact = JSON.stringify(value)
  const readable = JSON.stringify(value, null, 2)
  return readable.length > growthMax * compact.length + 1000 ? compact : readable
}

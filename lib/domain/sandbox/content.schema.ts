import {
  findNodeAtLocation,
  type JSONPath,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser'
import type { z } from 'zod'
import { isShallowJson, jsonDepthMax } from '@/lib/bounded-json'
import { ownRecordBytesMax } from '@/lib/domain/sandbox/launches.schema'

export type ContentProblem = { line: number | null; path: string; message: string }
export type CheckedContent =
  | { content: Record<string, unknown>; problems?: undefined }
  | { content?: undefined; problems: ContentProblem[] }

const problemsMax = 12

/**
 * Own JSON against the shape of what the protocol sends there: each problem with its line or its path. What may be left out comes from
 * the sample: team, user, time, ids and nonce.
 */
export function checkOwnContent(text: string, shape: z.ZodType): CheckedContent {
  if (new TextEncoder().encode(text).length > ownRecordBytesMax)
    return { problems: [{ line: null, path: '', message: 'It is larger than 20 kB.' }] }
  if (!isShallowJson(text))
    return { problems: [{ line: null, path: '', message: `It nests deeper than ${jsonDepthMax} levels.` }] }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { problems: [describeSyntax(text)] }
  }
  const parsed = shape.safeParse(value)
  if (parsed.success) return { content: parsed.data as Record<string, unknown> }
  return {
    problems: parsed.error.issues.slice(0, problemsMax).map((issue) => {
      const path = writePath(issue.path)
      return { line: findLine(text, issue.path), path, message: issue.message }
    }),
  }
}

/** Which sentence names a problem of the writing; the parser's code for it decides. */
const syntaxMessages: Record<string, string | undefined> = {
  PropertyNameExpected: 'a name in double quotes is missing',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: 'a closing brace is missing',
  CloseBracketExpected: 'a closing bracket is missing',
  EndOfFileExpected: 'there is more after its end',
  InvalidCommentToken: 'it has a comment',
  UnexpectedEndOfString: 'a text is not closed',
  InvalidSymbol: 'it has a word or mark that JSON does not know',
  InvalidNumberFormat: 'a number is not written as JSON writes it',
  InvalidUnicode: 'a \\u is not followed by four hex digits',
  InvalidEscapeCharacter: 'a backslash escapes what JSON does not escape',
  InvalidCharacter: 'a text has a control character',
}

/** Where a text that JSON.parse refuses stops being JSON. */
function describeSyntax(text: string): ContentProblem {
  const errors: ParseError[] = []
  parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  const [first] = errors
  const message = (first && syntaxMessages[printParseErrorCode(first.error)]) ?? 'it cannot be read'
  return {
    line: first ? text.slice(0, first.offset).split('\n').length : null,
    path: '',
    message: `This is not JSON: ${message}.`,
  }
}

function writePath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (written, key) =>
      typeof key === 'number' ? `${written}[${key}]` : `${written}${written ? '.' : ''}${String(key)}`,
    '',
  )
}

/** The line of the last member of the path that is there. */
function findLine(text: string, path: readonly PropertyKey[]): number | null {
  const tree = parseTree(text)
  for (let length = path.length; tree && length > 0; length -= 1) {
    const node = findNodeAtLocation(tree, path.slice(0, length) as JSONPath)
    // A member's line is that of its name.
    if (node) return text.slice(0, (node.parent ?? node).offset).split('\n').length
  }
  return null
}

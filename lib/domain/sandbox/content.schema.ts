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

/** What fills the fields that own JSON leaves out, and those that stay left out. */
export type OwnSample = { example: Readonly<Record<string, unknown>>; leftOut: readonly string[] }

/**
 * Own JSON, filled from the sample, against the shape of what the protocol sends there: each problem with its line or its path. The
 * signing adds team, user, time, ids and nonce where they are left out.
 */
export function checkOwnContent(text: string, shape: z.ZodType, sample?: OwnSample): CheckedContent {
  if (new TextEncoder().encode(text).length > ownRecordBytesMax)
    return { problems: [{ line: null, path: '', message: 'The content is larger than 20 kB.' }] }
  if (!isShallowJson(text))
    return {
      problems: [
        { line: null, path: '', message: `The content is nested more than ${jsonDepthMax} levels deep.` },
      ],
    }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { problems: [describeSyntax(text)] }
  }
  const filled = sample ? fillTop(value, sample) : value
  const parsed = shape.safeParse(filled)
  if (parsed.success) return { content: parsed.data as Record<string, unknown> }
  return {
    problems: parsed.error.issues.slice(0, problemsMax).map((issue) => {
      const path = writePath(issue.path)
      return { line: findLine(text, issue.path), path, message: describeIssue(issue, filled) }
    }),
  }
}

function fillTop(own: unknown, { example, leftOut }: OwnSample): unknown {
  if (!isObject(own)) return own
  const kept = Object.entries(example).filter(([name]) => Object.hasOwn(own, name) || !leftOut.includes(name))
  return fill(own, Object.fromEntries(kept))
}

/** Own values with the sample's in place of what objects leave out. An object in a list takes after the sample's at its place, or the first. */
function fill(own: unknown, sample: unknown): unknown {
  if (Array.isArray(own))
    return Array.isArray(sample) ? own.map((item, at) => fill(item, sample[at] ?? sample[0])) : own
  if (!isObject(own) || !isObject(sample)) return own
  return Object.fromEntries(
    [...new Set([...Object.keys(sample), ...Object.keys(own)])].map((name) => [
      name,
      Object.hasOwn(own, name) ? fill(own[name], sample[name]) : sample[name],
    ]),
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const expectedWords: Partial<Record<string, string>> = {
  string: 'a string in double quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in [ ]',
  object: 'an object in { }',
  record: 'an object in { }',
  null: 'null',
}

/** A problem in words for the author of the JSON, without the terms of the library that found it. */
function describeIssue(issue: z.core.$ZodIssue, content: unknown): string {
  const value = issue.path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    content,
  )
  if (value === undefined) return 'This field is missing.'
  switch (issue.code) {
    case 'invalid_type':
      return `This must be ${expectedWords[issue.expected] ?? 'of another kind'}, not ${nameKind(value)}.`
    case 'unrecognized_keys':
      return `The CRM doesn’t send ${issue.keys.map((key) => `“${key}”`).join(', ')} here.`
    case 'too_small':
      return 'This can’t be empty.'
    case 'invalid_format':
      return issue.format === 'url' ? 'This must be an http or https address.' : issue.message
    case 'invalid_union':
      return issue.message
    default:
      return 'The CRM doesn’t send this here.'
  }
}

function nameKind(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  const kind = typeof value
  return kind === 'string'
    ? 'text'
    : kind === 'object'
      ? 'an object'
      : kind === 'number'
        ? 'a number'
        : 'true or false'
}

/** Which sentence names a problem of the writing; the parser's code for it decides. */
const syntaxMessages: Record<string, string | undefined> = {
  PropertyNameExpected: 'a name in double quotes is missing',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: 'a closing brace is missing',
  CloseBracketExpected: 'a closing bracket is missing',
  EndOfFileExpected: 'there is extra text after its end',
  InvalidCommentToken: 'it contains a comment',
  UnexpectedEndOfString: 'a string is not closed',
  InvalidSymbol: 'it has a word or character that JSON doesn’t allow',
  InvalidNumberFormat: 'a number is not written in JSON’s format',
  InvalidUnicode: 'a \\u is not followed by four hex digits',
  InvalidEscapeCharacter: 'a backslash escapes a character that JSON doesn’t escape',
  InvalidCharacter: 'a string has a control character',
}

/** Where a text that JSON.parse refuses stops being JSON. */
function describeSyntax(text: string): ContentProblem {
  const errors: ParseError[] = []
  parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  const [first] = errors
  const message = (first && syntaxMessages[printParseErrorCode(first.error)]) ?? 'it can’t be read'
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

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
  } catch (thrown) {
    return { problems: [describeSyntax(text, thrown)] }
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

/** JSON.parse says where it gave up as "position 17" or "line 2 column 3", or quotes what it met. */
function describeSyntax(text: string, thrown: unknown): ContentProblem {
  const message = thrown instanceof Error ? thrown.message : 'This is not JSON.'
  const position = /position (\d+)/.exec(message)?.[1]
  const atEnd = /end of JSON input/i.test(message)
  const before = atEnd ? text : position === undefined ? null : text.slice(0, Number(position))
  return {
    line: before === null ? null : before.split('\n').length,
    path: '',
    message: `This is not JSON: ${message.replace(/\s*\(line.*$/, '').replace(/ in JSON at position.*$/, '')}.`,
  }
}

function writePath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (written, key) =>
      typeof key === 'number' ? `${written}[${key}]` : `${written}${written ? '.' : ''}${String(key)}`,
    '',
  )
}

/** The line of the last member of the path that can be found, read from above. */
function findLine(text: string, path: readonly PropertyKey[]): number | null {
  let at = 0
  let isFound = false
  for (const key of path) {
    if (typeof key !== 'string') continue
    const next = text.indexOf(`${JSON.stringify(key)}`, at)
    if (next < 0) break
    at = next
    isFound = true
  }
  return isFound ? text.slice(0, at).split('\n').length : null
}

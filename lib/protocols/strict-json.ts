import { parseBoundedJson } from '@/lib/bounded-json'
import { AppError, type ErrorCode } from '@/lib/errors'

export type JsonObject = { [name: string]: unknown }

/**
 * Reads a JSON object that has one meaning: UTF-8 without a byte order mark, no name twice in one object, at most 64 levels deep.
 * @throws AppError not_utf8, or `code` if it is not such an object
 */
export function parseJsonObject(source: string | Uint8Array, code: ErrorCode): JsonObject {
  const text = typeof source === 'string' ? source : decodeUtf8(source)
  const value = parseBoundedJson(text, code)
  if (!isObject(value)) throw new AppError(code, 'The content is not a JSON object.')
  if (countNames(value) !== countWrittenNames(text))
    throw new AppError(
      code,
      'The content has a duplicate name in one object, which parsers read differently.',
    )
  return value
}

/** @throws AppError not_utf8 */
export function decodeUtf8(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  // Buffer puts U+FFFD for what is not UTF-8; only then is it worth asking whether the sender wrote one.
  if (!text.includes('\uFFFD')) return text
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new AppError('not_utf8', 'The content is not UTF-8.', { cause })
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether it is an object in which each of these names has a text. */
export function hasText(value: unknown, ...names: string[]): value is JsonObject {
  return isObject(value) && names.every((name) => typeof value[name] === 'string')
}

/** The names in a parsed value. */
function countNames(root: unknown): number {
  const pending: unknown[] = [root]
  let count = 0
  while (pending.length > 0) {
    const value = pending.pop()
    if (typeof value !== 'object' || value === null) continue
    const members: unknown[] = Array.isArray(value) ? value : Object.values(value)
    if (!Array.isArray(value)) count += members.length
    for (const member of members) if (typeof member === 'object') pending.push(member)
  }
  return count
}

/** The strings before a colon in a text that is known to be JSON. */
function countWrittenNames(text: string): number {
  let count = 0
  let open = text.indexOf('"')
  while (open >= 0) {
    let close = text.indexOf('"', open + 1)
    while (isEscaped(text, close)) close = text.indexOf('"', close + 1)
    let next = close + 1
    while (isSpace(text.charCodeAt(next))) next += 1
    if (text.charCodeAt(next) === colon) count += 1
    open = text.indexOf('"', next)
  }
  return count
}

const colon = 0x3a
const backslash = 0x5c

function isEscaped(text: string, quote: number): boolean {
  let start = quote
  while (text.charCodeAt(start - 1) === backslash) start -= 1
  return (quote - start) % 2 === 1
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

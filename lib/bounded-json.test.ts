import { expect, test } from 'vitest'
import { jsonDepthMax, parseBoundedJson, writeReadableJson } from '@/lib/bounded-json'
import { codeOf } from '@/test/code-of'

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
const parse = (text: string) => parseBoundedJson(text, 'malformed_request')
const refusalOf = (text: string) => codeOf((async () => parse(text))())

test('JSON up to the limit of depth is parsed, and beyond it refused, whatever its size', async () => {
  expect(parse(nested(jsonDepthMax))).toBeInstanceOf(Array)
  for (const levels of [jsonDepthMax + 1, 60_000, 1_000_000]) {
    expect(await refusalOf(nested(levels))).toBe('malformed_request')
    expect(await refusalOf('{"a":'.repeat(levels))).toBe('malformed_request')
  }
})

test('brackets inside strings are no depth', () => {
  const text = JSON.stringify({ text: `${'['.repeat(200)}\\"${'{'.repeat(200)}"` })
  expect(parse(text)).toEqual(JSON.parse(text))
})

test.each(['', '{', '"', '"\\', '[1,]', '\u0000', 'undefined', ']'.repeat(100)])(
  'what is not JSON is refused by its code: %j',
  async (text) => {
    expect(await refusalOf(text)).toBe('malformed_request')
  },
)

test('readable JSON is indented, and never much longer than what it writes', () => {
  expect(writeReadableJson({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}')
  let deep: unknown = 0
  for (let level = 0; level < jsonDepthMax; level += 1) deep = [deep, 0, 0, 0, 0, 0, 0, 0, 0]
  const wide = Array.from({ length: 50 }, () => deep)
  expect(writeReadableJson(wide).length).toBeLessThanOrEqual(4 * JSON.stringify(wide).length + 1000)
})

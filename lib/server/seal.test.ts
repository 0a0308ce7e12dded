import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { AppError } from '@/lib/errors'
import { parseKeyring, seal, unseal } from '@/lib/server/seal'
import { codeOf, refusalOf } from '@/test/refusals'

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64')
const ring = parseKeyring(`1:${key(1)}`)
const binding = { owner: 'wgt_a', version: 1, purpose: 'widget-secret' }
const secret = 'a'.repeat(64)

function sealed() {
  return seal(ring, secret, binding)
}

test('opens what it sealed for the same row', () => {
  for (const text of [secret, '', 'żółw 漢字 🦊', 'x'.repeat(10_000)]) {
    expect(unseal(ring, seal(ring, text, binding), binding)).toBe(text)
  }
})

test('seals the same text to other bytes each time, none of them the text', () => {
  const [one, two] = [sealed(), sealed()]
  expect(Buffer.from(one.sealed)).not.toEqual(Buffer.from(two.sealed))
  expect(Buffer.from(one.sealed).toString('latin1')).not.toContain('aaaa')
})

test.each([
  ['owner', { ...binding, owner: 'wgt_b' }],
  ['version', { ...binding, version: 2 }],
  ['purpose', { ...binding, purpose: 'master-key-check' }],
  ['border between owner and purpose', { ...binding, purpose: 'widget-secret","wgt_a', owner: '' }],
])('does not open a value moved to another %s', async (_, other) => {
  expect(await codeOf(() => unseal(ring, sealed(), other))).toBe('secrets_unavailable')
})

test('does not open a value with any byte changed', async () => {
  const value = sealed()
  for (let index = 0; index < value.sealed.length; index += 1) {
    const changed = Uint8Array.from(value.sealed)
    changed[index] = (changed[index] ?? 0) ^ 1
    expect(await codeOf(() => unseal(ring, { ...value, sealed: changed }, binding))).toBe(
      'secrets_unavailable',
    )
  }
})

test('does not open a value that was cut short anywhere, the tag included', async () => {
  const value = sealed()
  for (let length = 0; length < value.sealed.length; length += 1) {
    const cut = { ...value, sealed: value.sealed.slice(0, length) }
    expect(await codeOf(() => unseal(ring, cut, binding))).toBe('secrets_unavailable')
  }
})

describe('master keys', () => {
  test('a missing one is named in the cause and not in the answer', async () => {
    const error = await refusalOf(() => unseal(parseKeyring(`2:${key(2)}`), sealed(), binding))
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({
      code: 'secrets_unavailable',
      status: 503,
      cause: { message: 'master key 1 is missing' },
    })
    expect((error as AppError).publicDetail).not.toContain('master key')
  })

  test('a wrong one under the right number opens nothing', async () => {
    expect(await codeOf(() => unseal(parseKeyring(`1:${key(9)}`), sealed(), binding))).toBe(
      'secrets_unavailable',
    )
  })

  test('the highest version seals, and the older still opens', () => {
    const both = parseKeyring(`10:${key(3)}, 9:${key(2)},1:${key(1)}`)
    expect(seal(both, secret, binding).keyVersion).toBe(10)
    expect(unseal(both, sealed(), binding)).toBe(secret)
  })

  test('a value claiming another version of the key does not open', async () => {
    const both = parseKeyring(`1:${key(1)},2:${key(2)}`)
    expect(await codeOf(() => unseal(both, { ...sealed(), keyVersion: 2 }, binding))).toBe(
      'secrets_unavailable',
    )
  })

  test.each([
    '',
    ' , ',
    key(1),
    `1:${randomBytes(16).toString('base64')}`,
    `1:${randomBytes(33).toString('base64')}`,
    `1:${key(1)}=`,
    `one:${key(1)}`,
    `-1:${key(1)}`,
    `1:${key(1)};2:${key(2)}`,
    `1:${key(1)},1:${key(2)}`,
  ])('refuses %j without repeating it', async (text) => {
    const error = await refusalOf(() => parseKeyring(text))
    expect(error).toMatchObject({ code: 'secrets_unavailable' })
    const told = `${String(error)} ${String((error as AppError).cause)}`
    expect(told).toContain('MASTER_KEYS')
    if (text.trim().length > 10) expect(told).not.toContain(text.slice(2, 30))
  })
})

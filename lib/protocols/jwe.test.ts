import { randomBytes } from 'node:crypto'
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose'
import { expect, test } from 'vitest'
import { encryptCompact } from '@/lib/protocols/jwe'

const key = randomBytes(32)
const algorithms = { keyManagementAlgorithms: ['A256GCMKW'], contentEncryptionAlgorithms: ['A256GCM'] }

test.each([0, 1, 15, 16, 17, 5_000, 100_000])('jose opens what was encrypted of %i bytes', async (length) => {
  const bytes = randomBytes(length)
  const { plaintext } = await compactDecrypt(encryptCompact(bytes, key), key, algorithms)
  expect(Buffer.from(plaintext).equals(bytes)).toBe(true)
})

test('is spelled as jose spells it: the members of its header in their order, and every part as long', async () => {
  const ours = encryptCompact(Buffer.from('{"a":1}'), key)
  const theirs = await new CompactEncrypt(Buffer.from('{"a":1}'))
    .setProtectedHeader({ alg: 'A256GCMKW', enc: 'A256GCM' })
    .encrypt(key)
  expect(Object.keys(decodeProtectedHeader(ours))).toEqual(Object.keys(decodeProtectedHeader(theirs)))
  expect(ours.split('.').map(({ length }) => length)).toEqual(theirs.split('.').map(({ length }) => length))
})

test('no part comes twice: keys and initialisation vectors are drawn anew', () => {
  const tokens = Array.from({ length: 100 }, () => encryptCompact(Buffer.from('same'), key).split('.'))
  for (const part of [0, 1, 2, 3, 4]) expect(new Set(tokens.map((token) => token[part])).size).toBe(100)
})

test('another key, or one changed bit of any part, opens nothing', async () => {
  const token = encryptCompact(Buffer.from('{"a":1}'), key)
  await expect(compactDecrypt(token, randomBytes(32), algorithms)).rejects.toThrow()
  const parts = token.split('.')
  for (const index of [1, 2, 3, 4]) {
    const bytes = Buffer.from(parts[index] ?? '', 'base64url')
    bytes[0] = (bytes[0] ?? 0) ^ 1
    const changed = parts.with(index, bytes.toString('base64url')).join('.')
    await expect(compactDecrypt(changed, key, algorithms)).rejects.toThrow()
  }
})

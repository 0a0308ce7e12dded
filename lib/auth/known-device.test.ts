import { afterEach, describe, expect, test, vi } from 'vitest'
import { findKnownDevice, rememberDevice } from '@/lib/auth/known-device'
import { authenticate } from '@/lib/domain/accounts/sign-in'
import { createTeam } from '@/test/factories'
import { setCheapPassword } from '@/test/passwords'
import { codeOf } from '@/test/refusals'

afterEach(() => vi.unstubAllEnvs())

const email = 'ann@acme.example'

describe('a browser that signed in before', () => {
  test('is known for the accounts it signed in to, and for no other', () => {
    const cookie = rememberDevice(undefined, email)
    expect(findKnownDevice(cookie, ' ANN@acme.example')).toMatch(/^[\w-]{22}$/)
    expect(findKnownDevice(cookie, 'bob@acme.example')).toBeUndefined()
    const both = rememberDevice(cookie, 'bob@acme.example')
    expect(findKnownDevice(both, 'bob@acme.example')).toBe(findKnownDevice(cookie, email))
    expect(findKnownDevice(both, email)).toBe(findKnownDevice(cookie, email))
    expect(Buffer.from(both.split('.')[0] ?? '', 'base64url').toString()).not.toMatch(/acme|ann|bob/)
  })

  test('is not known by a cookie that we did not make', () => {
    const cookie = rememberDevice(undefined, email)
    const [text = '', mac = ''] = cookie.split('.')
    const other = rememberDevice(undefined, 'bob@acme.example').split('.')
    const forged = [
      `${other[0]}.${mac}`,
      `${text}.${other[1]}`,
      `${text}.`,
      text,
      `${text}.${mac}x`,
      `${'A'.repeat(5000)}.${mac}`,
      '',
    ]
    for (const each of forged) expect(findKnownDevice(each, email)).toBeUndefined()
    expect(findKnownDevice(undefined, email)).toBeUndefined()
  })
})

async function account() {
  const { admin } = await createTeam()
  await setCheapPassword(admin.email, 'the right password')
  return admin.email
}

describe('a hundred wrong tries from anywhere', () => {
  test('keep out a stranger with the right password, and not its owner on a known device', async () => {
    const address = await account()
    const tries = (input: { clientAddress: string; password?: string; knownDevice?: string }) =>
      codeOf(authenticate({ email: address, password: 'wrong', ...input }))
    for (let count = 0; count < 100; count += 1) await tries({ clientAddress: `192.0.2.${count}` })
    const right = { clientAddress: '198.51.100.1', password: 'the right password' }
    expect(await tries(right)).toBe('rate_limited')
    const cookie = rememberDevice(undefined, address)
    const knownDevice = findKnownDevice(cookie, address)
    expect(await authenticate({ email: address, ...right, knownDevice })).toMatchObject({
      userId: expect.any(String),
    })
  })

  test('are no more than ten by a known device itself', async () => {
    const address = await account()
    const knownDevice = findKnownDevice(rememberDevice(undefined, address), address)
    const codes: string[] = []
    for (let count = 0; count < 12; count += 1)
      codes.push(
        await codeOf(
          authenticate({ email: address, password: 'wrong', clientAddress: '192.0.2.1', knownDevice }),
        ),
      )
    expect(codes.filter((code) => code === 'invalid_credentials')).toHaveLength(10)
    expect(codes.slice(10)).toEqual(['rate_limited', 'rate_limited'])
  })
})

import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { signUpInput } from '@/lib/domain/accounts/accounts.schema'
import { authenticate } from '@/lib/domain/accounts/sign-in'
import { signUpPartner } from '@/lib/domain/accounts/sign-up'
import { db } from '@/lib/server/db'
import { fromNewAddress, newEmail, password, signUp } from '@/test/accounts'

describe('sign-up', () => {
  test('creates a partner and its owner, who can sign in', async () => {
    const email = await signUp()
    const user = await db().user.findFirstOrThrow({ where: { email }, include: { partner: true } })
    expect(user).toMatchObject({ role: 'owner', teamId: null, tokenVersion: 1, partner: { name: 'Acme' } })
    expect(await authenticate(fromNewAddress({ email: ` ${email.toUpperCase()} `, password }))).toEqual({
      userId: user.id,
      tokenVersion: 1,
    })
  })

  test('keeps passwords as argon2id of the recommended strength', async () => {
    const email = await signUp()
    const { passwordHash } = await db().user.findFirstOrThrow({ where: { email } })
    expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  test('signs the owner in', async () => {
    const email = newEmail()
    const claims = await signUpPartner(fromNewAddress({ email, password, organisation: 'Acme' }))
    const user = await db().user.findFirstOrThrow({ where: { email }, include: { sessions: true } })
    expect(claims).toEqual({ userId: user.id, tokenVersion: 1, sessionId: user.sessions[0]?.id })
  })

  test('with an address that has an account makes another one, so that nobody learns of the first', async () => {
    const email = await signUp()
    const other = 'another long password'
    const input = fromNewAddress({ email, password: other, organisation: 'Second' })
    const claims = await signUpPartner(input)
    expect(await authenticate(fromNewAddress({ email, password: other }))).toMatchObject({
      userId: claims?.userId,
    })
    expect(await authenticate(fromNewAddress({ email, password }))).not.toMatchObject({
      userId: claims?.userId,
    })
  })

  test('with the password of an account of that address creates nothing and signs nobody in', async () => {
    const email = await signUp()
    const name = `Second ${randomUUID()}`
    expect(await signUpPartner(fromNewAddress({ email, password, organisation: name }))).toBe(null)
    expect(await db().user.count({ where: { email } })).toBe(1)
    expect(await db().partner.count({ where: { name } })).toBe(0)
    expect(await db().auditEvent.count({ where: { subjectName: name } })).toBe(0)
  })

  test('at once and often makes at most three accounts of one address', async () => {
    const email = newEmail()
    const calls = Array.from({ length: 6 }, (_, index) =>
      signUpPartner(fromNewAddress({ email, password: `${password} ${index}`, organisation: 'Acme' })),
    )
    const claims = await Promise.all(calls)
    expect(claims.filter(Boolean)).toHaveLength(3)
    expect(await db().user.count({ where: { email } })).toBe(3)
  })

  test('ignores whatever else a form sends', () => {
    const parsed = signUpInput.parse({
      email: 'A@Example.com ',
      password,
      organisation: 'Acme',
      role: 'reviewer',
      partnerId: 'prt_1',
      teamId: randomUUID(),
      tokenVersion: 9,
    })
    expect(parsed).toEqual({ email: 'a@example.com', password, organisation: 'Acme' })
  })

  test.each([
    { password: 'eleven char' },
    { password: 'x'.repeat(257) },
    { email: 'nobody' },
    { email: `${'a'.repeat(250)}@example.com` },
    { organisation: ' ' },
    { organisation: 'a\nb' },
    { organisation: 'a\u202eb' },
    { organisation: 'x'.repeat(81) },
  ])('refuses %j', (fields) => {
    const form = { email: 'a@example.com', password, organisation: 'Acme', ...fields }
    const parsed = signUpInput.safeParse(form)
    const refused = new Set(parsed.error?.issues.map((issue) => issue.path[0]))
    expect([...refused]).toEqual(Object.keys(fields))
  })
})

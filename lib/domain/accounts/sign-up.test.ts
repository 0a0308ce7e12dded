import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { signUpInput } from '@/lib/domain/accounts/accounts.schema'
import { authenticate } from '@/lib/domain/accounts/sign-in'
import { signUpPartner } from '@/lib/domain/accounts/sign-up'
import { db } from '@/lib/server/db'
import { fromNewAddress, newEmail, password, signUp } from '@/test/accounts'
import { codeOf, settleAll } from '@/test/refusals'

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

  test('with a taken address answers alike and creates nothing', async () => {
    const email = await signUp()
    const name = `Second ${randomUUID()}`
    await expect(
      signUpPartner(fromNewAddress({ email, password: 'another password', organisation: name })),
    ).resolves.toBe(undefined)
    expect(await db().user.count({ where: { email } })).toBe(1)
    expect(await db().partner.count({ where: { name } })).toBe(0)
    expect(await db().auditEvent.count({ where: { subjectName: name } })).toBe(0)
    expect(await codeOf(authenticate(fromNewAddress({ email, password: 'another password' })))).toBe(
      'invalid_credentials',
    )
  })

  test('twice at once creates one account', async () => {
    const email = newEmail()
    const calls = Array.from({ length: 5 }, () => signUp(email))
    expect(await settleAll(calls)).toEqual({ won: 5, codes: [] })
    expect(await db().user.count({ where: { email } })).toBe(1)
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

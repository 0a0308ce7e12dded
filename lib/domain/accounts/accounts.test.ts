import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  acceptInvitation,
  authenticate,
  changePassword,
  resetPassword,
  signUpPartner,
  updateAccount,
} from '@/lib/domain/accounts/accounts'
import { signUpInput } from '@/lib/domain/accounts/accounts.schema'
import { createResetLink, inviteMember, removeMember } from '@/lib/domain/accounts/members'
import { db } from '@/lib/server/db'
import { createPartner } from '@/test/factories'
import { setCheapPassword } from '@/test/passwords'
import { codeOf, refusalOf, settleAll } from '@/test/refusals'

const password = 'a long enough password'

function newEmail(): string {
  return `person-${randomUUID()}@example.com`
}

/** Each caller from an address of its own, so that limits by address stay out of the way. */
function from<T>(input: T) {
  return { ...input, clientAddress: randomUUID(), address: '192.0.2.1', device: 'Test browser' }
}

async function signUp(email = newEmail(), organisation = 'Acme') {
  await signUpPartner(from({ email, password, organisation }))
  return email
}

/** An account that may be guessed at many times. */
async function signUpGuessed() {
  const email = await signUp()
  await setCheapPassword(email, password)
  return email
}

function tokenOf({ link }: { link: string }): string {
  return link.split('/').at(-1) ?? ''
}

describe('sign-up', () => {
  test('creates a partner and its owner, who can sign in', async () => {
    const email = await signUp()
    const user = await db().user.findFirstOrThrow({ where: { email }, include: { partner: true } })
    expect(user).toMatchObject({ role: 'owner', teamId: null, tokenVersion: 1, partner: { name: 'Acme' } })
    expect(await authenticate(from({ email: ` ${email.toUpperCase()} `, password }))).toEqual({
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
      signUpPartner(from({ email, password: 'another password', organisation: name })),
    ).resolves.toBe(undefined)
    expect(await db().user.count({ where: { email } })).toBe(1)
    expect(await db().partner.count({ where: { name } })).toBe(0)
    expect(await db().auditEvent.count({ where: { subjectName: name } })).toBe(0)
    expect(await codeOf(authenticate(from({ email, password: 'another password' })))).toBe(
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

describe('sign-in', () => {
  test('tells neither by code nor by words which addresses exist', async () => {
    const email = await signUp()
    const wrong = await refusalOf(authenticate(from({ email, password: 'not the password' })))
    const unknown = await refusalOf(authenticate(from({ email: newEmail(), password })))
    expect(wrong).toMatchObject({ code: 'invalid_credentials', status: 401 })
    expect(String(unknown)).toBe(String(wrong))
  })

  test('refuses a client after ten failures at an address, the right password too, while its owner elsewhere still gets in', async () => {
    const email = await signUpGuessed()
    const { clientAddress } = from({})
    for (let tries = 0; tries < 10; tries += 1) {
      const guess = authenticate({ email, password: 'not the password', clientAddress })
      expect(await codeOf(guess)).toBe('invalid_credentials')
    }
    const error = await refusalOf(authenticate({ email, password, clientAddress }))
    expect(error).toMatchObject({ code: 'rate_limited', status: 429 })
    expect((error as { retryAfterSeconds: number }).retryAfterSeconds).toBeGreaterThan(0)
    await expect(authenticate(from({ email, password }))).resolves.toBeDefined()
  })

  test('refuses an address after a hundred failures from wherever they come', async () => {
    const email = await signUpGuessed()
    for (let round = 0; round < 10; round += 1) {
      const guesses = Array.from({ length: 10 }, () => authenticate(from({ email, password: 'a guess' })))
      expect(new Set(await Promise.all(guesses.map(codeOf)))).toEqual(new Set(['invalid_credentials']))
    }
    expect(await codeOf(authenticate(from({ email, password })))).toBe('rate_limited')
  })

  test('lets no more guesses through when they come at once', async () => {
    const email = await signUpGuessed()
    const { clientAddress } = from({})
    const guesses = Array.from({ length: 30 }, () =>
      authenticate({ email, password: 'a guess', clientAddress }),
    )
    const codes = await Promise.all(guesses.map((guess) => codeOf(guess)))
    expect(codes.filter((code) => code === 'invalid_credentials')).toHaveLength(10)
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(20)
  })

  test('counts failures of an address that does not exist alike', async () => {
    const email = newEmail()
    const { clientAddress } = from({})
    const codes = new Set<string>()
    for (let tries = 0; tries < 11; tries += 1)
      codes.add(await codeOf(authenticate({ email, password, clientAddress })))
    expect([...codes]).toEqual(['invalid_credentials', 'rate_limited'])
  })

  test('does not count success', async () => {
    const email = await signUpGuessed()
    for (let tries = 0; tries < 12; tries += 1) await authenticate(from({ email, password }))
  })

  test('is over for a removed member, whose address is free again', async () => {
    const { owner } = await createPartner()
    const email = newEmail()
    const invitation = await inviteMember(owner, { email, role: 'qa' })
    await acceptInvitation(from({ token: tokenOf(invitation), name: 'Kim', password }))
    const { userId } = await authenticate(from({ email, password }))
    await removeMember(owner, { userId })
    expect(await codeOf(authenticate(from({ email, password })))).toBe('invalid_credentials')
    await signUp(email)
    expect((await authenticate(from({ email, password }))).userId).not.toBe(userId)
  })
})

describe('the own account', () => {
  test('changes its password with the present one alone, and failures are limited', async () => {
    const email = await signUpGuessed()
    const { userId } = await authenticate(from({ email, password }))
    const { owner } = await createPartner()
    const actor = { ...owner, userId, email }
    const change = (current: string) => changePassword(actor, from({ current, password: 'a fresh password' }))
    for (let tries = 0; tries < 10; tries += 1) expect(await codeOf(change('a guess'))).toBe('invalid_input')
    expect(await codeOf(change(password))).toBe('rate_limited')
    await expect(db().user.findUnique({ where: { id: userId } })).resolves.toMatchObject({ tokenVersion: 1 })
  })

  test('ends open reset links with a new password', async () => {
    const { owner, developer } = await createPartner()
    const first = tokenOf(await createResetLink(owner, { userId: developer.userId }))
    await resetPassword(from({ token: first, password }))
    const open = tokenOf(await createResetLink(owner, { userId: developer.userId }))
    await changePassword(developer, from({ current: password, password: 'a fresh password' }))
    expect(await codeOf(resetPassword(from({ token: open, password })))).toBe('link_expired')
  })

  test('changes its name for nobody else', async () => {
    const { owner, qa } = await createPartner()
    await updateAccount(qa, { name: 'Q', singleKeys: false })
    const rows = await db().user.findMany({ where: { id: { in: [owner.userId, qa.userId] } } })
    expect(rows.map((row) => row.name).sort()).toEqual(['Q', owner.name].sort())
    expect(await codeOf(updateAccount({ kind: 'anonymous' }, { name: 'X', singleKeys: true }))).toBe(
      'unauthenticated',
    )
  })
})

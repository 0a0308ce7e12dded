import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { createReviewer, createTeam, issueResetLink } from '@/lib/domain/accounts/admin-commands'
import { resetPassword } from '@/lib/domain/accounts/password-reset'
import { authenticate } from '@/lib/domain/accounts/sign-in'
import { db } from '@/lib/server/db'
import { password, tokenOf } from '@/test/accounts'
import { codeOf } from '@/test/refusals'

const system = { kind: 'system' } as const

async function signInWith(link: string, email: string) {
  const clientAddress = randomUUID()
  await resetPassword({
    token: tokenOf({ link }),
    password,
    clientAddress,
    address: '192.0.2.1',
    device: 'Test browser',
  })
  return authenticate({ email, password, clientAddress })
}

test('a new team’s admin and a new reviewer sign in with their link, and not before', async () => {
  const [adminEmail, reviewerEmail] = [`${randomUUID()}@example.com`, `${randomUUID()}@example.com`]
  const team = await createTeam(system, { team: 'Acme', email: adminEmail, name: 'Ada' })
  const reviewer = await createReviewer(system, { email: reviewerEmail, name: 'Rae' })
  const early = authenticate({ email: adminEmail, password, clientAddress: randomUUID() })
  expect(await codeOf(early)).toBe('invalid_credentials')
  for (const [link, email, role, teamId] of [
    [team.link, adminEmail, 'admin', team.teamId],
    [reviewer.link, reviewerEmail, 'reviewer', null],
  ] as const) {
    const { userId } = await signInWith(link, email)
    expect(await db().user.findUnique({ where: { id: userId } })).toMatchObject({ role, teamId })
  }
  const events = await db().auditEvent.findMany({
    where: { teamId: team.teamId },
    orderBy: { sequence: 'asc' },
  })
  expect(events.map((event) => event.action)).toEqual([
    'team.created',
    'member.joined',
    'account.reset_issued',
    'account.password_reset',
  ])
})

test('a taken address is a conflict and leaves no team behind', async () => {
  const email = `${randomUUID()}@example.com`
  await createReviewer(system, { email, name: 'Rae' })
  const team = `Team ${randomUUID()}`
  expect(await codeOf(createTeam(system, { team, email, name: 'Ada' }))).toBe('conflict')
  expect(await codeOf(createReviewer(system, { email, name: 'Rae' }))).toBe('conflict')
  expect(await db().team.count({ where: { name: team } })).toBe(0)
})

test('a reset link is made for an address that has an account', async () => {
  const email = `${randomUUID()}@example.com`
  expect(await codeOf(issueResetLink(system, { email }))).toBe('not_found')
  await createReviewer(system, { email, name: 'Rae' })
  const { link } = await issueResetLink(system, { email })
  await expect(signInWith(link, email)).resolves.toBeDefined()
})

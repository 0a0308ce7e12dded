import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { findActor } from '@/lib/auth/read-actor'
import { inviteInput, joinInput } from '@/lib/domain/accounts/accounts.schema'
import {
  acceptInvitation,
  getInvitation,
  inviteMember,
  withdrawInvitation,
} from '@/lib/domain/accounts/invitations'
import { listMembers } from '@/lib/domain/accounts/members'
import { resetPassword } from '@/lib/domain/accounts/password-reset'
import { authenticate } from '@/lib/domain/accounts/sign-in'
import { hashToken, newToken } from '@/lib/ids'
import { db } from '@/lib/server/db'
import { fromNewAddress, newEmail, password, signUp, tokenOf } from '@/test/accounts'
import { createPartner, createReviewer, createTeam } from '@/test/factories'
import { codeOf, refusalOf, settleAll } from '@/test/refusals'

const days = (count: number) => new Date(Date.now() + count * 86_400_000)

describe('an invitation', () => {
  test('makes a member of the inviter’s organisation, with the invited role and address', async () => {
    const { owner, partnerId, name } = await createPartner()
    const email = newEmail()
    const invitation = await inviteMember(owner, { email, role: 'developer' })
    expect(invitation.link).toMatch(/^http:\/\/localhost:3000\/join\/[A-Za-z0-9_-]{43}$/)
    expect(await getInvitation(tokenOf(invitation))).toMatchObject({
      email,
      role: 'developer',
      organisation: name,
    })
    await acceptInvitation(fromNewAddress({ token: tokenOf(invitation), name: 'Kim', password }))
    const user = await db().user.findFirstOrThrow({ where: { email } })
    expect(user).toMatchObject({ role: 'developer', partnerId, teamId: null, name: 'Kim' })
  })

  test('is accepted as its page showed it, or not at all', async () => {
    const { owner } = await createPartner()
    const token = tokenOf(await inviteMember(owner, { email: newEmail(), role: 'qa' }))
    const { contentHash } = await getInvitation(token)
    const accept = (seen: string) =>
      acceptInvitation(fromNewAddress({ token, name: 'Kim', password, contentHash: seen }))
    expect(await codeOf(accept('0'.repeat(64)))).toBe('changed_since_read')
    await accept(contentHash)
  })

  test('of somebody who is a member already is refused with their name; who is one elsewhere is not told of', async () => {
    const [{ owner, developer }, team] = [await createPartner(), await createTeam()]
    const email = ` ${developer.email.toUpperCase()} `
    expect(await refusalOf(inviteMember(owner, inviteInput.parse({ email, role: 'qa' })))).toMatchObject({
      code: 'invalid_input',
      fields: { email: [`${developer.name} is already a member.`] },
    })
    expect((await listMembers(owner)).invitations).toEqual([])
    await inviteMember(team.admin, inviteInput.parse({ email, role: 'agent' }))
  })

  test('is kept as a hash alone', async () => {
    const { owner } = await createPartner()
    const token = tokenOf(await inviteMember(owner, { email: newEmail(), role: 'qa' }))
    const row = await db().invitation.findUniqueOrThrow({ where: { tokenHash: hashToken(token) } })
    expect(JSON.stringify(row)).not.toContain(token)
  })

  test('is spent once, also by twenty at once', async () => {
    const { owner } = await createPartner()
    const email = newEmail()
    const token = tokenOf(await inviteMember(owner, { email, role: 'qa' }))
    const calls = Array.from({ length: 20 }, () =>
      acceptInvitation(fromNewAddress({ token, name: 'Kim', password })),
    )
    expect(await settleAll(calls)).toEqual({ won: 1, codes: ['link_expired'] })
    expect(await db().user.count({ where: { email } })).toBe(1)
  })

  test('ends after seven days', async () => {
    const { owner } = await createPartner()
    const token = tokenOf(await inviteMember(owner, { email: newEmail(), role: 'qa' }))
    await expect(getInvitation(token, days(6.99))).resolves.toBeDefined()
    expect(await codeOf(getInvitation(token, days(7.01)))).toBe('link_expired')
    const late = acceptInvitation(fromNewAddress({ token, name: 'Kim', password }), days(7.01))
    expect(await codeOf(late)).toBe('link_expired')
  })

  test('withdrawn is over; another organisation’s is the same 404 as a random id', async () => {
    const [mine, other] = [await createPartner(), await createTeam()]
    const token = tokenOf(await inviteMember(mine.owner, { email: newEmail(), role: 'qa' }))
    const { invitations } = await listMembers(mine.owner)
    const invitationId = invitations[0]?.id ?? ''
    const stranger = await refusalOf(withdrawInvitation(other.admin, { invitationId }))
    const random = await refusalOf(withdrawInvitation(other.admin, { invitationId: 'inv_none' }))
    expect(stranger).toMatchObject({ code: 'not_found' })
    expect(String(stranger)).toBe(String(random))
    await withdrawInvitation(mine.owner, { invitationId })
    expect(await codeOf(withdrawInvitation(mine.owner, { invitationId }))).toBe('not_found')
    expect(await codeOf(acceptInvitation(fromNewAddress({ token, name: 'Kim', password })))).toBe(
      'link_expired',
    )
    expect((await listMembers(mine.owner)).invitations).toEqual([])
  })

  test('to an address that somebody else took lets the invited person in, and both go on', async () => {
    const { owner, partnerId } = await createPartner()
    const email = await signUp()
    const invitation = await inviteMember(owner, { email, role: 'qa' })
    const joins = { token: tokenOf(invitation), name: 'Kim' }
    await acceptInvitation(fromNewAddress({ ...joins, password: 'their very own password' }))
    const joined = await authenticate(fromNewAddress({ email, password: 'their very own password' }))
    expect(await findActor(joined.userId)).toMatchObject({ partnerId, role: 'qa' })
    expect((await authenticate(fromNewAddress({ email, password }))).userId).not.toBe(joined.userId)
  })

  test('answers alike whether the address has an account, but to whoever knows its password', async () => {
    const [{ owner }, email] = [await createPartner(), await signUp()]
    const token = tokenOf(await inviteMember(owner, { email, role: 'qa' }))
    const same = await refusalOf(acceptInvitation(fromNewAddress({ token, name: 'Kim', password })))
    expect(same).toMatchObject({ code: 'invalid_input', fields: { password: [expect.any(String)] } })
    await expect(getInvitation(token)).resolves.toMatchObject({ email })
  })

  test('to somebody who is a member already is refused where it is made', async () => {
    const { owner, qa } = await createPartner()
    const { email } = await db().user.findUniqueOrThrow({ where: { id: qa.userId } })
    const refusal = await refusalOf(inviteMember(owner, { email, role: 'qa' }))
    expect(refusal).toMatchObject({ code: 'invalid_input', fields: { email: [expect.any(String)] } })
  })

  test('gives no role of another kind of organisation', async () => {
    const [{ owner, qa }, { admin, agent }] = [await createPartner(), await createTeam()]
    for (const role of ['admin', 'agent'] as const)
      expect(await codeOf(inviteMember(owner, { email: newEmail(), role }))).toBe('invalid_input')
    for (const role of ['owner', 'developer', 'qa'] as const)
      expect(await codeOf(inviteMember(admin, { email: newEmail(), role }))).toBe('invalid_input')
    const reviewer = await createReviewer()
    for (const actor of [qa, agent, reviewer])
      expect(await codeOf(inviteMember(actor, { email: newEmail(), role: 'qa' }))).toBe('forbidden')
  })

  test.each(['', 'x', 'a'.repeat(42), `${'a'.repeat(42)}%`, `${'a'.repeat(43)} `])(
    'with the token %j is refused before the database is asked',
    (token) => {
      expect(joinInput.safeParse({ token, name: 'Kim', password }).success).toBe(false)
    },
  )

  test('guesses are limited by the caller’s address', async () => {
    const clientAddress = randomUUID()
    const guesses = Array.from({ length: 63 }, () =>
      resetPassword({
        token: newToken(),
        password,
        clientAddress,
        address: '192.0.2.1',
        device: 'Test browser',
      }),
    )
    expect((await settleAll(guesses)).codes.sort()).toEqual(['link_expired', 'rate_limited'])
  })
})

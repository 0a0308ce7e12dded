import { describe, expect, test } from 'vitest'
import { readActor } from '@/lib/auth/read-actor'
import { removeReviewer } from '@/lib/domain/accounts/admin-commands'
import { createApiKey, listApiKeys, readApiKey } from '@/lib/domain/accounts/api-keys'
import { getInvitation, inviteMember } from '@/lib/domain/accounts/invitations'
import { listMadeByMember } from '@/lib/domain/accounts/made-by-member'
import { changeRole, createResetLink, removeMember } from '@/lib/domain/accounts/members'
import { resetPassword } from '@/lib/domain/accounts/password-reset'
import { endOwnSessions, endSession, listSessions } from '@/lib/domain/accounts/sessions'
import { listAuditEvents } from '@/lib/domain/audit/events'
import { createSandboxSecret } from '@/lib/domain/widgets/sandbox-secret'
import { db } from '@/lib/server/db'
import { tokenOf } from '@/test/accounts'
import { createPartner, createReviewer, createTeam, registerWidget, salesloftFields } from '@/test/factories'
import { codeOf } from '@/test/refusals'
import { openSession } from '@/test/sessions'

const nobody = { kind: 'anonymous' }

/** A team with a second admin, who made one of everything. */
async function withSecondAdmin() {
  const team = await createTeam()
  await changeRole(team.admin, { userId: team.agent.userId, role: 'admin' })
  const leaver = { ...team.agent, role: 'admin' as const }
  const [lost, kept] = [
    await createApiKey(leaver, { name: 'Lost' }),
    await createApiKey(leaver, { name: 'Kept' }),
  ]
  const session = await openSession(leaver.userId)
  const invitation = tokenOf(await inviteMember(leaver, { email: 'new@example.com', role: 'admin' }))
  const reset = tokenOf(await createResetLink(leaver, { userId: team.admin.userId }))
  return { ...team, leaver, lost, kept, session, invitation, reset }
}

test('what a member may still know is counted: secrets of widgets, connectors and clients', async () => {
  const { owner, developer } = await createPartner()
  const { widgetId } = await registerWidget(developer)
  await registerWidget(developer, salesloftFields)
  await createSandboxSecret(developer, { widgetId })
  expect(await listMadeByMember(owner, { userId: developer.userId })).toMatchObject({ secrets: 3 })
})

describe('a removed member', () => {
  test('gets in by nothing that they ever made or held', async () => {
    const { admin, leaver, lost, kept, session, invitation, reset } = await withSecondAdmin()
    expect(await readActor(session)).toMatchObject({ userId: leaver.userId })
    await removeMember(admin, { userId: leaver.userId })
    expect(await readActor(session)).toEqual(nobody)
    for (const { key } of [lost, kept]) expect(await readApiKey(key)).toBeUndefined()
    expect(await codeOf(getInvitation(invitation))).toBe('link_expired')
    const taken = resetPassword({
      token: reset,
      password: 'a taken password',
      clientAddress: 'a',
      address: '192.0.2.1',
      device: 'Test browser',
    })
    expect(await codeOf(taken)).toBe('link_expired')
    expect(await db().session.count({ where: { userId: leaver.userId, endedAt: null } })).toBe(0)
  })

  test('leaves the keys that the remover takes over, under their name, and the log tells of each', async () => {
    const { admin, leaver, lost, kept } = await withSecondAdmin()
    const made = await listMadeByMember(admin, { userId: leaver.userId })
    expect(made).toMatchObject({ sessions: 1, links: 2, grants: 0 })
    expect(made.apiKeys.map(({ name }) => name).sort()).toEqual(['Kept', 'Lost'])
    await removeMember(admin, { userId: leaver.userId, keepKeys: [kept.apiKeyId] })
    expect(await readApiKey(lost.key)).toBeUndefined()
    expect((await readApiKey(kept.key))?.actor).toMatchObject({ kind: 'team', userId: admin.userId })
    const { events } = await listAuditEvents(admin, {})
    const told = events.map(({ action, subjectName }) => `${action} ${subjectName}`)
    expect(told).toEqual(expect.arrayContaining(['api_key.revoked Lost', 'api_key.taken_over Kept']))
  })

  test('is looked at by the managers of their own organisation alone', async () => {
    const [{ leaver }, other] = [await withSecondAdmin(), await createTeam()]
    const empty = { apiKeys: [], secrets: 0, sessions: 0, grants: 0, links: 0 }
    expect(await listMadeByMember(other.admin, { userId: leaver.userId })).toEqual(empty)
    expect(await codeOf(listMadeByMember(other.agent, { userId: leaver.userId }))).toBe('forbidden')
  })
})

test('who is no admin any more keeps neither keys nor links of an admin', async () => {
  const { admin, leaver, lost, invitation, reset } = await withSecondAdmin()
  await changeRole(admin, { userId: leaver.userId, role: 'agent' })
  expect(await readApiKey(lost.key)).toBeUndefined()
  expect(await codeOf(getInvitation(invitation))).toBe('link_expired')
  const taken = resetPassword({
    token: reset,
    password: 'a taken password',
    clientAddress: 'b',
    address: '192.0.2.1',
    device: 'Test browser',
  })
  expect(await codeOf(taken)).toBe('link_expired')
  expect((await listApiKeys(admin)).every(({ revokedAt }) => revokedAt !== null)).toBe(true)
})

test('a key acts for nobody whose maker was removed or lost the role behind its back', async () => {
  const { admin } = await createTeam()
  const { key } = await createApiKey(admin, { name: 'Sync' })
  for (const data of [{ role: 'agent' as const }, { removedAt: new Date() }]) {
    expect(await readApiKey(key)).toBeDefined()
    await db().user.update({ where: { id: admin.userId }, data })
    expect(await readApiKey(key)).toBeUndefined()
    await db().user.update({ where: { id: admin.userId }, data: { role: 'admin', removedAt: null } })
  }
})

test('a removed reviewer decides by nothing that they had, and the last one stays', async () => {
  const [reviewer, other] = [await createReviewer(), await createReviewer()]
  const [{ key }, session] = [
    await createApiKey(reviewer, { name: 'Bot' }),
    await openSession(reviewer.userId),
  ]
  expect((await readApiKey(key))?.actor.kind).toBe('reviewer')
  const { email } = await db().user.findUniqueOrThrow({ where: { id: reviewer.userId } })
  await removeReviewer({ kind: 'system' }, { email })
  expect([await readApiKey(key), await readActor(session)]).toEqual([undefined, nobody])
  expect(await codeOf(removeReviewer({ kind: 'system' }, { email }))).toBe('not_found')
  await db().user.updateMany({
    where: { role: 'reviewer', id: { not: other.userId } },
    data: { removedAt: new Date() },
  })
  const last = await db().user.findUniqueOrThrow({ where: { id: other.userId } })
  expect(await codeOf(removeReviewer({ kind: 'system' }, { email: last.email }))).toBe('conflict')
})

describe('a session', () => {
  test('ends on the server by signing out, whoever copied its cookie', async () => {
    const { owner } = await createPartner()
    const [copied, other] = [await openSession(owner.userId), await openSession(owner.userId)]
    await endSession(copied.sessionId)
    expect(await readActor(copied)).toEqual(nobody)
    expect(await readActor(other)).toMatchObject({ userId: owner.userId })
  })

  test('is listed to its own member, who ends one, or all but the one at hand', async () => {
    const { owner, qa } = await createPartner()
    const [here, there, third] = [
      await openSession(owner.userId),
      await openSession(owner.userId),
      await openSession(owner.userId),
    ]
    expect((await listSessions(owner)).map(({ id }) => id).sort()).toEqual(
      [here, there, third].map(({ sessionId }) => sessionId).sort(),
    )
    expect(await codeOf(endOwnSessions(qa, { sessionId: there.sessionId }))).toBe('not_found')
    await endOwnSessions(owner, { sessionId: there.sessionId })
    expect(await readActor(there)).toEqual(nobody)
    await endOwnSessions(owner, { allBut: here.sessionId })
    expect(await readActor(third)).toEqual(nobody)
    expect(await readActor(here)).toMatchObject({ userId: owner.userId })
  })

  test('expires', async () => {
    const { owner } = await createPartner()
    const session = await openSession(owner.userId)
    const later = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1000)
    expect(await readActor(session, later(6.9))).toMatchObject({ userId: owner.userId })
    expect(await readActor(session, later(7.1))).toEqual(nobody)
  })
})

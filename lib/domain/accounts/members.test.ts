import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { assignableRoles, changeRole, listMembers, removeMember } from '@/lib/domain/accounts/members'
import { db } from '@/lib/server/db'
import { createPartner, createReviewer, createTeam } from '@/test/factories'
import { codeOf, refusalOf, settleAll } from '@/test/refusals'

const organisations = [
  ['partner', 'owner', async () => createPartner().then(({ owner, qa }) => ({ head: owner, member: qa }))],
  ['team', 'admin', async () => createTeam().then(({ admin, agent }) => ({ head: admin, member: agent }))],
] as const

describe.each(organisations)('in a %s', (_, headRole, create) => {
  const lowerRole = headRole === 'owner' ? 'developer' : 'agent'

  test(`the last ${headRole} can neither be demoted nor removed`, async () => {
    const { head } = await create()
    const { userId } = head
    expect(await refusalOf(changeRole(head, { userId, role: lowerRole }))).toMatchObject({
      code: 'conflict',
      publicDetail: expect.stringContaining(`needs at least one ${headRole}`),
    })
    expect(await codeOf(removeMember(head, { userId }))).toBe('conflict')
    expect(await db().user.findUnique({ where: { id: userId } })).toMatchObject({
      role: headRole,
      removedAt: null,
    })
  })

  test(`two who demote each other at once leave one ${headRole}`, async () => {
    const { head, member } = await create()
    await changeRole(head, { userId: member.userId, role: headRole })
    const other = { ...member, role: headRole } as typeof head
    const calls = [
      changeRole(head, { userId: other.userId, role: lowerRole }),
      changeRole(other, { userId: head.userId, role: lowerRole }),
    ]
    expect(await settleAll(calls)).toEqual({ won: 1, codes: ['conflict'] })
    const { members } = await listMembers(head)
    expect(members.filter((entry) => entry.role === headRole)).toHaveLength(1)
  })

  test(`two who remove each other at once leave one ${headRole}`, async () => {
    const { head, member } = await create()
    await changeRole(head, { userId: member.userId, role: headRole })
    const other = { ...member, role: headRole } as typeof head
    const calls = [removeMember(head, { userId: other.userId }), removeMember(other, { userId: head.userId })]
    expect(await settleAll(calls)).toEqual({ won: 1, codes: ['conflict'] })
  })

  test('a stranger’s member is the same 404 as a random id, and stays', async () => {
    const [{ head }, stranger] = [await create(), await create()]
    const { userId } = stranger.member
    for (const act of [
      (id: string) => removeMember(head, { userId: id }),
      (id: string) => changeRole(head, { userId: id, role: lowerRole }),
    ]) {
      const [theirs, random, malformed] = [
        await refusalOf(act(userId)),
        await refusalOf(act(randomUUID())),
        await refusalOf(act("' OR 1=1")),
      ]
      expect(theirs).toMatchObject({ code: 'not_found' })
      expect(String(theirs)).toBe(String(random))
      expect(String(theirs)).toBe(String(malformed))
    }
    expect(await db().user.findUnique({ where: { id: userId } })).toMatchObject({ removedAt: null })
  })

  test('only the head manages members', async () => {
    const { head, member } = await create()
    expect(await codeOf(removeMember(member, { userId: head.userId }))).toBe('forbidden')
    expect(await codeOf(changeRole(member, { userId: member.userId, role: headRole }))).toBe('forbidden')
  })

  test('a removed member is gone from the list, and what they did stays under their name', async () => {
    const { head, member } = await create()
    await removeMember(head, { userId: member.userId })
    const { members } = await listMembers(head)
    expect(members.map((entry) => entry.id)).not.toContain(member.userId)
    expect(await codeOf(removeMember(head, { userId: member.userId }))).toBe('not_found')
    const event = await db().auditEvent.findFirst({
      where: { subjectId: member.userId, action: 'member.removed' },
    })
    expect(event).toMatchObject({ subjectName: member.name, actorId: head.userId })
  })
})

test('members see their own organisation, reviewers only reviewers', async () => {
  const [partner, team, reviewer] = [await createPartner(), await createTeam(), await createReviewer()]
  const idsOf = async (actor: Parameters<typeof listMembers>[0]) =>
    (await listMembers(actor)).members.map((member) => member.id)
  expect((await idsOf(partner.qa)).sort()).toEqual(
    [partner.owner.userId, partner.developer.userId, partner.qa.userId].sort(),
  )
  expect((await idsOf(team.agent)).sort()).toEqual([team.admin.userId, team.agent.userId].sort())
  expect(await idsOf(reviewer)).toContain(reviewer.userId)
  const { members } = await listMembers(reviewer)
  expect(new Set(members.map((member) => member.role))).toEqual(new Set(['reviewer']))
})

test('no role is given across kinds of organisations, and none by a reviewer', async () => {
  const [{ owner, qa }, { admin, agent }] = [await createPartner(), await createTeam()]
  expect(await codeOf(changeRole(owner, { userId: qa.userId, role: 'admin' }))).toBe('invalid_input')
  expect(await codeOf(changeRole(owner, { userId: qa.userId, role: 'reviewer' }))).toBe('invalid_input')
  expect(await codeOf(changeRole(admin, { userId: agent.userId, role: 'reviewer' }))).toBe('invalid_input')
  expect(assignableRoles(await createReviewer())).toEqual([])
})

import { describe, expect, test } from 'vitest'
import { listAuditEvents } from '@/lib/domain/audit/events'
import { listInstallations, switchPlacement } from '@/lib/domain/installations/installations'
import { listTabs } from '@/lib/domain/installations/tabs'
import { openLaunch } from '@/lib/domain/launches/launches'
import { decideVersion } from '@/lib/domain/review/approvals'
import { getReview, listQueue } from '@/lib/domain/review/reviews'
import { withdrawVersion } from '@/lib/domain/review/submissions'
import { answerTesting, listTestingRequests, requestTesting } from '@/lib/domain/review/team-testing'
import { discardChange, updateWidget } from '@/lib/domain/widgets/widgets'
import type { AppError } from '@/lib/errors'
import { db } from '@/lib/server/db'
import {
  approvedWidget,
  createPartner,
  createPerson,
  createReviewer,
  createTeam,
  registerWidget,
  submitWidget,
  switchOn,
  testedWidget,
  widgetChange,
} from '@/test/factories'
import { codeOf, refusalOf } from '@/test/refusals'

const elsewhere = 'https://widgets.example.com/another'

async function submitted() {
  const [{ owner }, reviewer] = [await createPartner(), await createReviewer()]
  const { widgetId } = await registerWidget(owner)
  await submitWidget(owner, { widgetId })
  const { pending, contentHash } = await getReview(reviewer, { widgetId })
  return { owner, reviewer, widgetId, versionId: pending?.id ?? '', contentHash }
}

async function edit(owner: Parameters<typeof widgetChange>[0], widgetId: string, fields: object) {
  await updateWidget(owner, await widgetChange(owner, widgetId, fields))
}

/** What a launch opened, as the frame and the log have it. */
async function openedBy(...launch: Parameters<typeof openLaunch>) {
  const { launchId, origins, allow } = await openLaunch(...launch)
  const { versionId } = await db().launch.findUniqueOrThrow({ where: { id: launchId } })
  return { origins, allow, versionId }
}

describe('a reviewer’s decision', () => {
  test('never falls on what was withdrawn, edited and submitted again, and says what differs', async () => {
    const { owner, reviewer, widgetId, versionId, contentHash } = await submitted()
    await withdrawVersion(owner, { widgetId })
    await edit(owner, widgetId, { name: 'Another name', url: elsewhere, allow: ['camera'] })
    await submitWidget(owner, { widgetId })
    for (const decision of ['approve', 'return'] as const) {
      for (const seen of [{}, { contentHash }]) {
        const refusal = (await refusalOf(
          decideVersion(reviewer, { widgetId, versionId, decision, reason: 'Because.', ...seen }),
        )) as AppError
        expect(refusal).toMatchObject({ code: 'changed_since_read', status: 409 })
        expect(Object.keys(refusal.fields ?? {}).sort()).toEqual(['allow', 'name', 'url'])
        expect(refusal.fields?.url?.[0]).toContain(elsewhere)
      }
    }
    const again = await getReview(reviewer, { widgetId })
    expect(again).toMatchObject({ pending: { url: elsewhere, number: 2 }, serving: null })
    await decideVersion(reviewer, {
      widgetId,
      versionId: again.pending?.id ?? '',
      contentHash: again.contentHash,
      decision: 'approve',
    })
    expect((await getReview(reviewer, { widgetId })).serving).toMatchObject({ url: elsewhere })
  })

  test('is refused by another hash of the right version, and taken by its own or without one', async () => {
    const { reviewer, widgetId, versionId, contentHash } = await submitted()
    const decide = (seen: string) =>
      codeOf(decideVersion(reviewer, { widgetId, versionId, contentHash: seen, decision: 'approve' }))
    expect(await decide('0'.repeat(64))).toBe('changed_since_read')
    const { entries } = await listQueue(reviewer)
    expect(entries.find((entry) => entry.widgetId === widgetId)?.contentHash).toBe(contentHash)
    await decideVersion(reviewer, { widgetId, versionId, contentHash, decision: 'approve' })
  })

  test('falls on a version that was withdrawn and submitted again as it was', async () => {
    const { owner, reviewer, widgetId, versionId, contentHash } = await submitted()
    await withdrawVersion(owner, { widgetId })
    await submitWidget(owner, { widgetId })
    await decideVersion(reviewer, { widgetId, versionId, contentHash, decision: 'approve' })
  })
})

describe('a team’s test', () => {
  test('begins with the version that its admin was shown, and not with a later one', async () => {
    const [{ owner }, { admin, teamId }] = [await createPartner(), await createTeam()]
    const { widgetId } = await registerWidget(owner)
    await requestTesting(owner, { widgetId, teamId })
    const [shown] = await listTestingRequests(admin)
    await edit(owner, widgetId, { url: elsewhere })
    const accept = (contentHash: string | undefined) =>
      answerTesting(admin, { widgetId, accept: true, contentHash })
    expect(await codeOf(accept(shown?.contentHash))).toBe('changed_since_read')
    const [now] = await listTestingRequests(admin)
    expect(now).toMatchObject({ url: elsewhere })
    await accept(now?.contentHash)
  })

  test.each([
    { url: elsewhere },
    { furtherOrigins: 'https://elsewhere.example.org' },
    { placements: ['person', 'company'] },
    { allow: ['camera', 'clipboard-write'] },
  ])('goes on with what was accepted until its admin accepts %j', async (fields) => {
    const [{ owner }, { admin, agent, teamId }] = [await createPartner(), await createTeam()]
    const { widgetId } = await testedWidget(owner, admin, { placements: ['person'] })
    await switchOn(admin, widgetId)
    const input = { widgetId, placement: 'person' as const, record: await createPerson(teamId) }
    const before = await openedBy(agent, input)
    await edit(owner, widgetId, fields)
    expect(await openedBy(agent, input)).toEqual(before)
    const [offered] = await listTestingRequests(admin)
    expect(offered).toMatchObject({ id: widgetId, changed: Object.keys(fields) })
    expect(await codeOf(answerTesting(agent, { widgetId, accept: true }))).toBe('forbidden')
    await answerTesting(admin, { widgetId, accept: true, contentHash: offered?.contentHash })
    expect((await openedBy(agent, input)).versionId).not.toBe(before.versionId)
    expect(await listTestingRequests(admin)).toEqual([])
    const actions = (await listAuditEvents(admin, { subject: widgetId })).events.map(({ action }) => action)
    expect(actions).toEqual(expect.arrayContaining(['testing.change_offered', 'testing.change_accepted']))
  })

  test('follows another name or description at once, and its log tells of it', async () => {
    const [{ owner }, { admin, agent }] = [await createPartner(), await createTeam()]
    const { widgetId } = await testedWidget(owner, admin)
    await switchOn(admin, widgetId)
    await edit(owner, widgetId, { name: 'Better name' })
    expect((await listTabs(agent, 'person')).map(({ name }) => name)).toEqual(['Better name'])
    expect(await listTestingRequests(admin)).toEqual([])
    const actions = (await listAuditEvents(admin, { subject: widgetId })).events.map(({ action }) => action)
    expect(actions).toContain('testing.version_updated')
  })

  test('stops with a version that reviewers returned, until its admin accepts it with their reason in view', async () => {
    const [{ owner }, { admin, agent, teamId }, reviewer] = [
      await createPartner(),
      await createTeam(),
      await createReviewer(),
    ]
    const { widgetId } = await testedWidget(owner, admin)
    await switchOn(admin, widgetId)
    const input = { widgetId, placement: 'person' as const, record: await createPerson(teamId) }
    await submitWidget(owner, { widgetId })
    const { pending } = await getReview(reviewer, { widgetId })
    await decideVersion(reviewer, {
      widgetId,
      versionId: pending?.id ?? '',
      decision: 'return',
      reason: 'It leaks names.',
    })
    expect(await codeOf(openLaunch(agent, input))).toBe('not_found')
    const [offered] = await listTestingRequests(admin)
    expect(offered).toMatchObject({ returnReason: 'It leaks names.' })
    // A new wording does not bring it back.
    await edit(owner, widgetId, { description: 'Reworded.' })
    expect(await codeOf(openLaunch(agent, input))).toBe('not_found')
    await answerTesting(admin, { widgetId, accept: true })
    await openLaunch(agent, input)
  })

  test('of a change to an approved widget falls back to what is approved when the change is discarded', async () => {
    const [{ owner }, { admin, agent, teamId }] = [await createPartner(), await createTeam()]
    const { widgetId } = await approvedWidget(owner)
    await switchOn(admin, widgetId)
    const input = { widgetId, placement: 'person' as const, record: await createPerson(teamId) }
    const approved = await openedBy(agent, input)
    await requestTesting(owner, { widgetId, teamId })
    await edit(owner, widgetId, { url: elsewhere })
    await answerTesting(admin, { widgetId, accept: true })
    expect((await openedBy(agent, input)).versionId).not.toBe(approved.versionId)
    await discardChange(owner, { widgetId })
    expect(await openedBy(agent, input)).toEqual(approved)
  })
})

describe('switching on', () => {
  test('falls on the version that its reader was shown', async () => {
    const [{ owner }, { admin }] = [await createPartner(), await createTeam()]
    const { widgetId } = await approvedWidget(owner)
    const [row] = (await listInstallations(admin, { show: 'all' })).widgets.filter(
      ({ id }) => id === widgetId,
    )
    const turn = (contentHash: string, enabled = true) =>
      switchPlacement(admin, { widgetId, placement: 'person', enabled, contentHash })
    expect(await codeOf(turn('0'.repeat(64)))).toBe('changed_since_read')
    await turn(row?.contentHash ?? '')
    // Off always works: nobody is kept from stopping something.
    await turn('0'.repeat(64), false)
  })
})

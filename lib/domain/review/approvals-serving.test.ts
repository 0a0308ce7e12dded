import { describe, expect, test } from 'vitest'
import { listInstallations } from '@/lib/domain/installations/installations'
import { listTabs } from '@/lib/domain/installations/tabs'
import { openLaunch } from '@/lib/domain/launches/launches'
import { decideVersion, reinstateWidget, suspendWidget } from '@/lib/domain/review/approvals'
import { getReview } from '@/lib/domain/review/reviews'
import { setStopped } from '@/lib/domain/review/submissions'
import { getWidget, listVersions } from '@/lib/domain/widgets/read'
import { updateWidget } from '@/lib/domain/widgets/widgets'
import { db } from '@/lib/server/db'
import {
  approvedWidget,
  approveWidget,
  createPartner,
  createPerson,
  createReviewer,
  createTeam,
  submitWidget,
  switchOn,
  widgetChange,
  workingVersionOf,
} from '@/test/factories'
import { codeOf } from '@/test/refusals'

/** An approved widget that a team has switched on, and a launch of it. */
async function live() {
  const { owner } = await createPartner()
  const [reviewer, team] = [await createReviewer(), await createTeam()]
  const { widgetId } = await approvedWidget(owner)
  await switchOn(team.admin, widgetId)
  const record = await createPerson(team.teamId)
  const launch = () => openLaunch(team.agent, { widgetId, placement: 'person', record })
  return { owner, reviewer, team, widgetId, launch }
}

describe('a change of an approved widget', () => {
  test('is served only once it was approved', async () => {
    const { owner, reviewer, widgetId, launch } = await live()
    await updateWidget(owner, await widgetChange(owner, widgetId, { url: 'https://new.example.com/' }))
    expect((await launch()).origins).toEqual(['https://widgets.example.com'])
    await submitWidget(owner, { widgetId })
    expect((await launch()).origins).toEqual(['https://widgets.example.com'])
    const versionId = await workingVersionOf(owner, widgetId)
    await decideVersion(reviewer, { widgetId, versionId, decision: 'approve' })
    expect((await launch()).origins).toEqual(['https://new.example.com'])
    const versions = await listVersions(owner, { widgetId })
    expect(versions.map(({ number, state }) => [number, state])).toEqual([
      [2, 'approved'],
      [1, 'superseded'],
    ])
  })

  test('that was returned leaves the old version serving', async () => {
    const { owner, reviewer, widgetId, launch } = await live()
    await updateWidget(owner, await widgetChange(owner, widgetId, { url: 'https://new.example.com/' }))
    await submitWidget(owner, { widgetId })
    const versionId = await workingVersionOf(owner, widgetId)
    await decideVersion(reviewer, { widgetId, versionId, decision: 'return', reason: 'not yet' })
    expect((await launch()).origins).toEqual(['https://widgets.example.com'])
    expect(await getWidget(owner, { widgetId })).toMatchObject({ status: 'approved', change: 'returned' })
  })

  test('shows the reviewer what changed against what serves', async () => {
    const { owner, reviewer, widgetId } = await live()
    const fields = { url: 'https://other.example.org/', placements: ['person' as const], allow: ['camera'] }
    await updateWidget(owner, await widgetChange(owner, widgetId, fields))
    await submitWidget(owner, { widgetId, note: 'A new home.' })
    const review = await getReview(reviewer, { widgetId })
    expect(review).toMatchObject({
      changed: ['url', 'placements', 'allow'],
      pending: { submitNote: 'A new home.' },
      notes: { destination: 'other_site', removedPlacements: ['company'], addedPermissions: ['camera'] },
    })
  })

  test('that drops a placement switches it off everywhere and tells every team that had it on', async () => {
    const { owner, reviewer, team, widgetId } = await live()
    const second = await createTeam()
    await switchOn(team.admin, widgetId, 'company')
    await switchOn(second.admin, widgetId, 'company')
    await updateWidget(owner, await widgetChange(owner, widgetId, { placements: ['person'] }))
    await approveWidget(owner, reviewer, widgetId)

    expect(await listTabs(team.admin, 'company')).toEqual([])
    expect(await listTabs(team.admin, 'person')).toHaveLength(1)
    const events = await db().auditEvent.findMany({
      where: { subjectId: widgetId, action: 'installation.placement_withdrawn' },
    })
    expect(events.map((event) => event.teamId).sort()).toEqual([team.teamId, second.teamId].sort())
    expect(events.every((event) => event.partnerId === null)).toBe(true)
    const { widgets } = await listInstallations(team.admin, { show: 'all' })
    const company = widgets.find(({ id }) => id === widgetId)?.placements[1]
    expect(company).toMatchObject({ isOffered: false, enabled: false, withdrawnAt: expect.any(Date) })
  })
})

describe('from the next launch on', () => {
  test('a suspended widget does not open and its switch is kept; reinstated, it opens again', async () => {
    const { reviewer, team, widgetId, launch } = await live()
    await launch()
    await suspendWidget(reviewer, { widgetId, reason: 'sends data elsewhere' })
    expect(await codeOf(launch())).toBe('widget_suspended')
    expect(await listTabs(team.agent, 'person')).toEqual([])
    expect(await codeOf(suspendWidget(reviewer, { widgetId, reason: 'again' }))).toBe('wrong_state')
    await reinstateWidget(reviewer, { widgetId, reason: 'fixed' })
    expect(await codeOf(reinstateWidget(reviewer, { widgetId, reason: 'again' }))).toBe('wrong_state')
    await expect(launch()).resolves.toBeDefined()
    const { history } = await getReview(reviewer, { widgetId })
    expect(history.slice(0, 2).map(({ action, reason }) => [action, reason])).toEqual([
      ['widget.reinstated', 'fixed'],
      ['widget.suspended', 'sends data elsewhere'],
    ])
  })

  test('a stopped widget does not open; resumed, it opens again; each is written once', async () => {
    const { owner, widgetId, launch } = await live()
    await setStopped(owner, { widgetId, stop: true, reason: 'we have a leak' })
    await setStopped(owner, { widgetId, stop: true, reason: 'a second time' })
    expect(await codeOf(launch())).toBe('widget_stopped')
    await setStopped(owner, { widgetId, stop: false })
    await expect(launch()).resolves.toBeDefined()
    const events = await db().auditEvent.findMany({
      where: { subjectId: widgetId, action: { in: ['widget.stopped', 'widget.resumed'] } },
      orderBy: { sequence: 'asc' },
    })
    expect(events.map(({ action, data }) => [action, data])).toEqual([
      ['widget.stopped', { version: 1, reason: 'we have a leak' }],
      ['widget.resumed', { version: 1 }],
    ])
  })

  test('a partner cannot resume what review suspended', async () => {
    const { owner, reviewer, widgetId, launch } = await live()
    await setStopped(owner, { widgetId, stop: true })
    await suspendWidget(reviewer, { widgetId, reason: 'sends data elsewhere' })
    await setStopped(owner, { widgetId, stop: false })
    expect(await codeOf(launch())).toBe('widget_suspended')
  })
})

import { describe, expect, test } from 'vitest'
import { removeMember } from '@/lib/domain/accounts/members'
import {
  countMembers,
  listDeciders,
  listInstallations,
  switchPlacement,
} from '@/lib/domain/installations/installations'
import { switchPlacementInput } from '@/lib/domain/installations/installations.schema'
import { listTabs } from '@/lib/domain/installations/tabs'
import { suspendWidget } from '@/lib/domain/review/approvals'
import { setStopped } from '@/lib/domain/review/submissions'
import { newId } from '@/lib/ids'
import { db } from '@/lib/server/db'
import {
  approvedWidget,
  createPartner,
  createReviewer,
  createTeam,
  registerWidget,
  switchOn,
  testedWidget,
} from '@/test/factories'
import { codeOf, refusalOf, settleAll } from '@/test/refusals'

async function offered(fields: Parameters<typeof approvedWidget>[1] = {}) {
  const [{ owner, partnerId }, team] = [await createPartner(), await createTeam()]
  const { widgetId } = await approvedWidget(owner, fields)
  return { owner, partnerId, team, widgetId }
}

async function eventsOf(teamId: string) {
  const events = await db().auditEvent.findMany({ where: { teamId }, orderBy: { sequence: 'asc' } })
  return events.map(({ action, data }) => [action, data])
}

describe('a switch', () => {
  test('is the whole team’s, each placement for itself, and can be undone', async () => {
    const { team, widgetId } = await offered()
    const now = new Date('2026-01-02T03:04:05.678Z')
    const input = { widgetId, placement: 'person' as const, enabled: true }
    expect(await switchPlacement(team.admin, input, now)).toEqual({
      name: 'Market pulse',
      placement: 'person',
      enabled: true,
      changed: true,
      memberCount: 2,
      by: { name: team.admin.name, isYou: true },
      at: now.toISOString(),
    })
    expect(await listTabs(team.agent, 'person')).toHaveLength(1)
    expect(await listTabs(team.agent, 'company')).toEqual([])
    await switchPlacement(team.admin, { ...input, enabled: false })
    expect(await listTabs(team.agent, 'person')).toEqual([])
    expect(await eventsOf(team.teamId)).toEqual([
      ['installation.switched_on', { placement: 'person' }],
      ['installation.switched_off', { placement: 'person' }],
    ])
  })

  test('that is taken back is in its place again, by whom and when it was', async () => {
    const { team, owner, widgetId } = await offered()
    const others = [await approvedWidget(owner), await approvedWidget(owner)].map((made) => made.widgetId)
    const [first, ...rest] = [widgetId, ...others]
    const at = (minutes: number) => new Date(Date.UTC(2026, 0, 2, 3, minutes))
    const turn = (minutes: number, enabled: boolean, more: { undoes?: string } = {}, actor = team.admin) =>
      switchPlacement(actor, { widgetId, placement: 'person', enabled, ...more }, at(minutes))
    const colleague = { ...team.agent, mayInstall: true }
    await turn(0, true, {}, colleague)
    for (const [index, id] of rest.entries())
      await switchPlacement(team.admin, { widgetId: id, placement: 'person', enabled: true }, at(index + 1))
    const order = async () => (await listTabs(team.agent, 'person')).map((tab) => tab.widgetId)

    const off = await turn(10, false)
    expect(await order()).toEqual(rest)
    const undone = await turn(11, true, { undoes: off.at ?? '' })
    expect(undone).toMatchObject({ by: { name: colleague.name, isYou: false }, at: at(0).toISOString() })
    expect(await order()).toEqual([first, ...rest])
    expect((await eventsOf(team.teamId)).at(-1)).toEqual([
      'installation.switched_on',
      { placement: 'person', undone: true },
    ])
    // Undone twice, or changed by someone else in the meantime: a change like any other.
    expect(await turn(12, true, { undoes: off.at ?? '' })).toMatchObject({ changed: false })
    const again = await turn(13, false, {}, colleague)
    expect(await turn(14, true, { undoes: again.at ?? '' })).toMatchObject({ at: at(14).toISOString() })
    expect(await order()).toEqual([...rest, first])
  })

  test('that was never set before is gone when it is taken back', async () => {
    const { team, widgetId } = await offered()
    const on = await switchOn(team.admin, widgetId)
    const input = { widgetId, placement: 'person' as const, enabled: false, undoes: on.at ?? '' }
    expect(await switchPlacement(team.admin, input)).toMatchObject({ changed: true, by: null, at: null })
    const [listed] = (await listInstallations(team.admin, { show: 'all' })).widgets.filter(
      ({ id }) => id === widgetId,
    )
    expect(listed?.placements[0]).toMatchObject({ enabled: false, switchedAt: undefined })
  })

  test('of one team is nothing to another', async () => {
    const { team, widgetId } = await offered()
    const other = await createTeam()
    await switchOn(team.admin, widgetId)
    expect(await listTabs(other.agent, 'person')).toEqual([])
    await switchPlacement(other.admin, { widgetId, placement: 'person', enabled: false })
    expect(await listTabs(team.agent, 'person')).toHaveLength(1)
    expect(await eventsOf(other.teamId)).toEqual([])
  })

  test('set to what it is changes nothing and writes no event', async () => {
    const { team, widgetId } = await offered()
    expect(await switchOn(team.admin, widgetId)).toMatchObject({ changed: true })
    expect(await switchOn(team.admin, widgetId)).toMatchObject({ changed: false })
    expect(await eventsOf(team.teamId)).toHaveLength(1)
  })

  test('of twenty at once changes once and writes one event', async () => {
    const { team, widgetId } = await offered()
    for (const enabled of [true, false, true]) {
      const input = { widgetId, placement: 'person' as const, enabled }
      const answers = await Promise.all(Array.from({ length: 20 }, () => switchPlacement(team.admin, input)))
      expect(answers.filter((answer) => answer.changed)).toHaveLength(1)
    }
    expect((await eventsOf(team.teamId)).map(([action]) => action)).toEqual([
      'installation.switched_on',
      'installation.switched_off',
      'installation.switched_on',
    ])
  })

  test('turns on for offered placements alone', async () => {
    const { team, widgetId } = await offered({ placements: ['person'] })
    expect(await refusalOf(switchOn(team.admin, widgetId, 'company'))).toMatchObject({
      code: 'wrong_state',
      publicDetail: 'Market pulse doesn’t offer the company view.',
    })
    const foreign = switchPlacement(team.admin, { widgetId, placement: 'full_page', enabled: true })
    expect(await codeOf(foreign)).toBe('wrong_state')
    const forged = { widgetId, placement: 'sidebar', enabled: true }
    expect(switchPlacementInput.safeParse(forged).success).toBe(false)
  })

  test('is the admin’s to set: not the agent’s, the partner’s or the reviewer’s', async () => {
    const { owner, team, widgetId } = await offered()
    const input = { widgetId, placement: 'person' as const, enabled: true }
    for (const actor of [team.agent, owner, await createReviewer()]) {
      expect(await codeOf(switchPlacement(actor, input))).toBe('forbidden')
    }
    expect(await codeOf(switchPlacement({ kind: 'anonymous' }, input))).toBe('unauthenticated')
    expect(await eventsOf(team.teamId)).toEqual([])
  })

  test('of a draft, or of what another team tests, is the same 404 as a random id', async () => {
    const [{ owner }, tester, team] = [await createPartner(), await createTeam(), await createTeam()]
    const [draft, tested] = [await registerWidget(owner), await testedWidget(owner, tester.admin)]
    const random = await refusalOf(switchOn(team.admin, newId('wgt')))
    for (const { widgetId } of [draft, tested]) {
      expect(String(await refusalOf(switchOn(team.admin, widgetId)))).toBe(String(random))
    }
    await expect(switchOn(tester.admin, tested.widgetId)).resolves.toMatchObject({ changed: true })
  })

  test('of a suspended widget is refused and kept as it is', async () => {
    const { team, widgetId } = await offered()
    await switchOn(team.admin, widgetId)
    await suspendWidget(await createReviewer(), { widgetId, reason: 'sends data elsewhere' })
    for (const enabled of [true, false]) {
      const call = switchPlacement(team.admin, { widgetId, placement: 'person', enabled })
      expect(await codeOf(call)).toBe('widget_suspended')
    }
    const { widgets } = await listInstallations(team.admin, { show: 'all' })
    const listed = widgets.find(({ id }) => id === widgetId)
    expect(listed?.suspensionReason).toBe('sends data elsewhere')
    expect(listed?.placements[0]).toMatchObject({ enabled: true })
  })

  test('and a suspension at once leave either order, and never an event without its change', async () => {
    const { team, widgetId } = await offered()
    const results = await settleAll([
      switchOn(team.admin, widgetId),
      suspendWidget(await createReviewer(), { widgetId, reason: 'sends data elsewhere' }),
    ])
    const row = await db().placementSwitch.findFirst({ where: { widgetId, teamId: team.teamId } })
    expect(await eventsOf(team.teamId)).toHaveLength(row ? 1 : 0)
    expect(results.won).toBe(row ? 2 : 1)
  })
})

describe('the settings list', () => {
  test('says what is on, by whom and since when, and how many it affects', async () => {
    const { team, widgetId } = await offered()
    const now = new Date('2026-01-02T03:04:05.678Z')
    await switchPlacement(team.admin, { widgetId, placement: 'person', enabled: true }, now)
    const seen = await listInstallations(team.agent, { show: 'on' })
    expect(seen).toMatchObject({ memberCount: 2, counts: { on: 1 } })
    expect(seen.widgets).toMatchObject([
      {
        id: widgetId,
        isApproved: true,
        isTesting: false,
        placements: [
          {
            placement: 'person',
            enabled: true,
            switchedAt: now,
            switchedBy: { name: team.admin.name, isYou: false },
          },
          { placement: 'company', enabled: false, isOffered: true },
          { placement: 'full_page', isOffered: false },
          { placement: 'email_editor', isOffered: false },
          { placement: 'custom_action', isOffered: false },
        ],
      },
    ])
  })

  test('filters by text, placement, partner and state', async () => {
    const { partnerId, team, widgetId } = await offered({ name: 'Überraschung', placements: ['company'] })
    const { owner } = await createPartner()
    const tested = await testedWidget(owner, team.admin, { name: 'Trial' })
    const ids = async (input: Omit<Parameters<typeof listInstallations>[1], 'show'>, show = 'all' as const) =>
      (await listInstallations(team.admin, { show, ...input })).widgets.map((widget) => widget.id)
    expect(await ids({ query: 'uberraschung' })).toEqual([widgetId])
    expect(await ids({ partner: partnerId })).toEqual([widgetId])
    expect(await ids({ partner: partnerId, placement: 'person' })).toEqual([])
    expect(await ids({ partner: partnerId, placement: 'company' })).toEqual([widgetId])
    const { widgets, counts } = await listInstallations(team.admin, { show: 'testing' })
    expect(widgets.map((widget) => widget.id)).toEqual([tested.widgetId])
    expect(counts.testing).toBe(1)
    expect(counts.on + counts.off).toBe(counts.all)
  })

  test('counts members that are there', async () => {
    const team = await createTeam()
    expect(await countMembers(team.teamId)).toBe(2)
    await removeMember(team.admin, { userId: team.agent.userId })
    expect(await countMembers(team.teamId)).toBe(1)
    expect(await listDeciders(team.admin)).toEqual([team.admin.name])
  })
})

describe('the tabs', () => {
  test('stand in the order in which they were switched on', async () => {
    const [{ owner }, team] = [await createPartner(), await createTeam()]
    const [late, early] = [
      await approvedWidget(owner, { name: 'B' }),
      await approvedWidget(owner, { name: 'A' }),
    ]
    const on = (widgetId: string, at: string) =>
      switchPlacement(team.admin, { widgetId, placement: 'person', enabled: true }, new Date(at))
    await on(late.widgetId, '2026-01-02T00:00:00Z')
    await on(early.widgetId, '2026-01-01T00:00:00Z')
    expect((await listTabs(team.agent, 'person')).map((tab) => tab.name)).toEqual(['A', 'B'])
  })

  test('leave out what its partner stopped', async () => {
    const { owner, team, widgetId } = await offered()
    await switchOn(team.admin, widgetId)
    await setStopped(owner, { widgetId, stop: true })
    expect(await listTabs(team.agent, 'person')).toEqual([])
  })

  test('hold nothing that signs', async () => {
    const { team, widgetId } = await offered({ url: 'https://widgets.example.com/path?key=private' })
    await switchOn(team.admin, widgetId)
    const tabs = await listTabs(team.agent, 'person')
    expect(tabs[0]?.origin).toBe('https://widgets.example.com')
    expect(JSON.stringify(tabs)).not.toContain('private')
  })
})

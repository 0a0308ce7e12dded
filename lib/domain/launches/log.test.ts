import { describe, expect, test } from 'vitest'
import { switchPlacement } from '@/lib/domain/installations/installations'
import { openLaunch, settleLaunch } from '@/lib/domain/launches/launches'
import { listLaunchesInput } from '@/lib/domain/launches/launches.schema'
import {
  exportWidgetLaunches,
  getRecordLaunch,
  getWidgetLaunch,
  listLaunchChoices,
  listWidgetLaunches,
} from '@/lib/domain/launches/log'
import { withDatabase } from '@/test/database'
import {
  approvedWidget,
  createCompany,
  createPartner,
  createPerson,
  createTeam,
  switchOn,
} from '@/test/factories'
import { codeOf } from '@/test/refusals'
import { countRowsRead } from '@/test/rows-read'

const now = new Date('2026-03-01T12:00:00.789Z')
const ago = (ms: number) => new Date(now.getTime() - ms)
const hour = 60 * 60 * 1000

type Team = Awaited<ReturnType<typeof createTeam>>

/** Launches of two teams: shown, failed for two reasons, left, and one a moment ago. */
async function logged() {
  const [{ owner, qa }, acme, northwind] = [
    await createPartner(),
    await createTeam('Acme Log'),
    await createTeam('Northwind Log'),
  ]
  const { widgetId } = await approvedWidget(owner)
  await switchOn(acme.admin, widgetId, 'person')
  await switchPlacement(acme.admin, { widgetId, placement: 'company', enabled: true })
  await switchPlacement(northwind.admin, { widgetId, placement: 'person', enabled: true })
  const records = new Map([
    [acme, await createPerson(acme.teamId)],
    [northwind, await createPerson(northwind.teamId)],
  ])
  const open = async (team: Team, at: Date, placement: 'person' | 'company' = 'person') => {
    const record = placement === 'company' ? await createCompany(team.teamId) : (records.get(team) ?? '')
    return (await openLaunch(team.agent, { widgetId, placement, record }, at)).launchId
  }
  const settle = (team: Team, launchId: string, at: Date, reason?: 'refused' | 'too_slow') =>
    settleLaunch(
      team.agent,
      { launchId, ...(reason ? { outcome: 'failed', reason } : { outcome: 'shown' }) },
      at,
    )
  const ids = {
    old: await open(acme, ago(40 * 24 * hour)),
    shown: await open(acme, ago(3 * hour)),
    refused: await open(northwind, ago(2 * hour)),
    slow: await open(acme, ago(hour), 'company'),
    left: await open(northwind, ago(hour / 2)),
    opening: await open(acme, ago(1000)),
  }
  await settle(acme, ids.shown, new Date(ago(3 * hour).getTime() + 420))
  await settle(northwind, ids.refused, new Date(ago(2 * hour).getTime() + 90), 'refused')
  await settle(acme, ids.slow, new Date(ago(hour).getTime() + 10_000), 'too_slow')
  const list = async (filters: Record<string, unknown> = {}) =>
    (await listWidgetLaunches(qa, { ...listLaunchesInput.parse(filters), widgetId }, now)).launches.map(
      ({ id }) => Object.entries(ids).find(([, known]) => known === id)?.[0],
    )
  return { owner, qa, acme, northwind, widgetId, ids, list, records }
}

describe('the launch log', () => {
  test('finds by outcome, reason, placement, version, team and period', async () => {
    const { list, acme, northwind } = await logged()
    expect(await list()).toEqual(['opening', 'left', 'slow', 'refused', 'shown', 'old'])
    expect(await list({ outcome: 'failed' })).toEqual(['slow', 'refused'])
    expect(await list({ outcome: 'refused' })).toEqual(['refused'])
    expect(await list({ outcome: 'shown' })).toEqual(['shown'])
    expect(await list({ placement: 'company' })).toEqual(['slow'])
    expect(await list({ version: '1', outcome: 'shown' })).toEqual(['shown'])
    expect(await list({ version: '2' })).toEqual([])
    expect(await list({ team: northwind.teamId })).toEqual(['left', 'refused'])
    expect(await list({ team: acme.teamId, outcome: 'failed' })).toEqual(['slow'])
    expect(await list({ period: '24h' })).not.toContain('old')
    expect(await list({ outcome: 'nothing', version: 'x', period: 'y', cursor: 'z' })).toHaveLength(6)
  })

  test('finds a launch by its id and launches by part of a team’s name', async () => {
    const { list, ids, acme } = await logged()
    expect(await list({ query: ids.slow })).toEqual(['slow'])
    expect(await list({ query: 'northw' })).toEqual(['left', 'refused'])
    expect(await list({ query: 'log' })).toHaveLength(6)
    expect(await list({ query: 'northw', team: acme.teamId })).toEqual([])
    expect(await list({ query: '%' })).toEqual([])
  })

  test('says how each one went, and what is still opening', async () => {
    const { qa, widgetId, ids } = await logged()
    const { launches } = await listWidgetLaunches(qa, { widgetId }, now)
    const outcomes = new Map(launches.map(({ id, outcome, loadMs }) => [id, [outcome, loadMs]]))
    expect(outcomes.get(ids.opening)).toEqual(['opening', null])
    expect(outcomes.get(ids.left)).toEqual(['left', null])
    expect(outcomes.get(ids.shown)).toEqual(['shown', 420])
    expect(outcomes.get(ids.slow)).toEqual(['failed', null])
  })

  test('pages through several teams of one name without losing a launch', async () => {
    const { qa, widgetId, northwind, acme, records } = await logged()
    const open = (team: Team) =>
      openLaunch(team.agent, { widgetId, placement: 'person', record: records.get(team) ?? '' }, now)
    await Promise.all(Array.from({ length: 30 }, () => [open(acme), open(northwind)]).flat())
    const first = await listWidgetLaunches(qa, { widgetId, query: 'log' }, now)
    const second = await listWidgetLaunches(qa, { widgetId, query: 'log', cursor: first.nextCursor }, now)
    expect(first.launches).toHaveLength(50)
    expect(new Set([...first.launches, ...second.launches].map(({ id }) => id)).size).toBe(66)
    expect(second.nextCursor).toBeUndefined()
    const { launches } = await exportWidgetLaunches(qa, { widgetId }, now)
    expect(launches).toHaveLength(66)
  })

  test('gives a partner the details without the record, and nobody else anything', async () => {
    const { qa, acme, widgetId, ids, records } = await logged()
    const details = await getWidgetLaunch(qa, { widgetId, launchId: ids.shown }, now)
    expect(details).toMatchObject({
      outcome: 'shown',
      settledAt: expect.any(Date),
      version: 1,
      teamName: acme.admin.organisation,
      sandboxVersion: 'serving',
      probe: null,
    })
    expect(JSON.stringify(details)).not.toContain(records.get(acme))
    expect(JSON.stringify(details)).not.toContain(acme.agent.userId)
    const [{ owner: stranger }, other] = [
      await createPartner(),
      await approvedWidget((await createPartner()).owner),
    ]
    expect(await codeOf(getWidgetLaunch(stranger, { widgetId, launchId: ids.shown }))).toBe('not_found')
    expect(await codeOf(getWidgetLaunch(qa, { widgetId: other.widgetId, launchId: ids.shown }))).toBe(
      'not_found',
    )
    expect(await codeOf(getWidgetLaunch(acme.admin, { widgetId, launchId: ids.shown }))).toBe('forbidden')
    expect(await codeOf(listLaunchChoices(stranger, { widgetId }))).toBe('not_found')
    expect(await codeOf(exportWidgetLaunches(stranger, { widgetId }))).toBe('not_found')
  })

  test('gives a team the details of its own record’s launches, with who opened them', async () => {
    const { qa, acme, northwind, ids, records } = await logged()
    const [mine, theirs] = [records.get(acme) ?? '', records.get(northwind) ?? '']
    const read = (recordId: string, launchId: string, actor = acme.agent) =>
      getRecordLaunch(actor, { recordId, launchId }, now)
    expect(await read(mine, ids.shown)).toMatchObject({ outcome: 'shown', userName: acme.agent.name })
    expect(await codeOf(read(theirs, ids.refused))).toBe('not_found')
    expect(await codeOf(read(mine, ids.refused))).toBe('not_found')
    expect(await codeOf(read('x', ids.shown))).toBe('not_found')
    expect(await codeOf(getRecordLaunch(qa, { recordId: mine, launchId: ids.shown }))).toBe('forbidden')
  })

  test('names no team that never opened the widget', async () => {
    const { qa, widgetId, acme } = await logged()
    const other = await createTeam('Never opened')
    expect(await listLaunchChoices(qa, { widgetId, team: acme.teamId })).toEqual({
      versions: [1],
      teamName: acme.admin.organisation,
    })
    expect((await listLaunchChoices(qa, { widgetId, team: other.teamId })).teamName).toBeUndefined()
  })

  test('reads for each filter about as many rows as it shows, whatever it does not show', async () => {
    const { qa, acme, northwind, widgetId, ids } = await logged()
    // Five thousand that no filter below shows, all newer than what it does.
    await withDatabase(async (client) => {
      await client.query(
        `INSERT INTO "Launch" ("id", "widgetId", "versionId", "teamId", "userId", "placement", "secretVersion", "fingerprint",
          "outcome", "createdAt")
        SELECT 'lch_many' || n, l."widgetId", l."versionId", l."teamId", l."userId", 'person', 1, l."fingerprint", 'shown',
          $1::timestamptz + n * interval '1 ms'
        FROM "Launch" l, generate_series(1, 5000) n WHERE l."id" = $2`,
        [now, ids.shown],
      )
      await client.query('ANALYZE "Launch"')
    })
    const later = new Date(now.getTime() + hour)
    for (const filters of [
      { outcome: 'failed' },
      { outcome: 'refused' },
      { outcome: 'opened' },
      { placement: 'company' },
      { team: northwind.teamId },
      { query: 'northw' },
      { query: ids.slow },
      { cursor: `${ago(hour).getTime()}_lch_1` },
      { team: acme.teamId, outcome: 'failed' },
      { version: '1', outcome: 'failed' },
      { version: '1' },
      { placement: 'person', outcome: 'refused' },
      { placement: 'person', outcome: 'opened', period: '7d' },
    ]) {
      const { result, read } = await countRowsRead('Launch', () =>
        listWidgetLaunches(qa, { ...listLaunchesInput.parse(filters), widgetId }, later),
      )
      expect(result.launches.length, JSON.stringify(filters)).toBeGreaterThan(0)
      expect(read, JSON.stringify(filters)).toBeGreaterThan(0)
      expect(read, JSON.stringify(filters)).toBeLessThan(300)
    }
  })
})

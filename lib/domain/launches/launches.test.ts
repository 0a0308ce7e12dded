import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { switchPlacement } from '@/lib/domain/installations/installations'
import { listRecordLaunches, openLaunch, settleLaunch } from '@/lib/domain/launches/launches'
import { settleLaunchInput } from '@/lib/domain/launches/launches.schema'
import { listWidgetLaunches } from '@/lib/domain/launches/log'
import { pruneLaunches } from '@/lib/domain/platform/retention'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import { newId } from '@/lib/ids'
import { db } from '@/lib/server/db'
import {
  approvedWidget,
  createCompany,
  createPartner,
  createPerson,
  createReviewer,
  createTeam,
  switchOn,
} from '@/test/factories'
import { receive } from '@/test/partner-receiver'
import { codeOf, refusalOf, settleAll } from '@/test/refusals'

const now = new Date('2026-03-01T12:00:00.789Z')

async function live(fields: Parameters<typeof approvedWidget>[1] = {}, teamName?: string) {
  const [{ owner, qa }, team] = [await createPartner(), await createTeam(teamName)]
  const { widgetId, secret } = await approvedWidget(owner, fields)
  for (const placement of ['person', 'company'] as const) await switchOn(team.admin, widgetId, placement)
  const launch = (placement: Placement, record: string, actor = team.agent) =>
    openLaunch(actor, { widgetId, placement, record }, now)
  return { owner, qa, team, widgetId, secret, launch }
}

describe('a launch', () => {
  test('keeps the registered URL’s own query', async () => {
    const { team, launch, secret } = await live({ url: 'https://widgets.example.com/a?view=b&c=d%20e' })
    const { request } = await launch('person', await createPerson(team.teamId))
    expect(request.method).toBe('GET')
    expect(request.url.startsWith('https://widgets.example.com/a?view=b&c=d%20e&context=')).toBe(true)
    expect(receive(request.url, secret).isSigned).toBe(true)
  })

  test('is signed anew each time, for who opens it', async () => {
    const { team, secret, launch } = await live()
    const record = await createPerson(team.teamId)
    const byAdmin = receive((await launch('person', record, team.admin)).request.url, secret)
    expect(byAdmin.data.user).toEqual({ id: team.admin.userId, email: team.admin.email })
    expect(receive((await launch('person', record)).request.url, secret).data.user.id).toBe(team.agent.userId)
  })

  test('is not accepted under another widget’s secret', async () => {
    const [mine, other] = [await live(), await live()]
    const { request } = await mine.launch('person', await createPerson(mine.team.teamId))
    expect(receive(request.url, other.secret).isSigned).toBe(false)
  })

  test('names exactly the declared origins and permissions', async () => {
    const { team, launch } = await live({
      furtherOrigins: 'https://login.example.com',
      allow: ['geolocation', 'camera'],
    })
    expect(await launch('person', await createPerson(team.teamId))).toMatchObject({
      origins: ['https://widgets.example.com', 'https://login.example.com'],
      allow: ['camera', 'geolocation'],
      signedAt: now.toISOString(),
    })
  })

  test('of another team’s record is the same 404 as of a random one, and leaves no row', async () => {
    const [{ team, widgetId, launch }, other] = [await live(), await createTeam()]
    const records = { person: await createPerson(other.teamId), company: await createCompany(other.teamId) }
    for (const placement of ['person', 'company'] as const) {
      const theirs = await refusalOf(launch(placement, records[placement]))
      expect(theirs).toMatchObject({ code: 'not_found' })
      expect(String(theirs)).toBe(String(await refusalOf(launch(placement, randomUUID()))))
      expect(String(theirs)).toBe(String(await refusalOf(launch(placement, 'not-a-uuid'))))
    }
    const company = await createCompany(team.teamId)
    expect(await codeOf(launch('person', company))).toBe('not_found')
    expect(await db().launch.count({ where: { widgetId } })).toBe(0)
  })

  test('of what is not switched on for this team and placement is 404', async () => {
    const [{ team, widgetId, launch }, other] = [await live(), await createTeam()]
    const record = await createPerson(other.teamId)
    const foreign = openLaunch(other.admin, { widgetId, placement: 'person', record })
    expect(await codeOf(foreign)).toBe('not_found')
    const own = await createPerson(team.teamId)
    await launch('person', own)
    await switchPlacement(team.admin, { widgetId, placement: 'person', enabled: false })
    expect(await codeOf(launch('person', own))).toBe('not_found')
    const random = openLaunch(team.agent, { widgetId: newId('wgt'), placement: 'person', record: own })
    expect(await codeOf(random)).toBe('not_found')
  })

  test('is for members of a team alone', async () => {
    const { owner, qa, team, widgetId } = await live()
    const record = await createPerson(team.teamId)
    for (const actor of [owner, qa, await createReviewer()]) {
      expect(await codeOf(openLaunch(actor, { widgetId, placement: 'person', record }))).toBe('forbidden')
    }
    const anonymous = openLaunch({ kind: 'anonymous' }, { widgetId, placement: 'person', record })
    expect(await codeOf(anonymous)).toBe('unauthenticated')
  })

  test('leaves a row with the secret’s version and fingerprint, and neither context nor signature', async () => {
    const { team, widgetId, secret, launch } = await live()
    const record = await createPerson(team.teamId, { lastName: 'Unmistakable' })
    const { launchId, request } = await launch('person', record)
    const row = await db().launch.findUniqueOrThrow({ where: { id: launchId } })
    expect(row).toMatchObject({
      widgetId,
      recordId: record,
      secretVersion: 1,
      outcome: 'opened',
      createdAt: now,
    })
    const signature = new URL(request.url).searchParams.get('signature') ?? ''
    for (const text of ['Unmistakable', secret, signature]) expect(JSON.stringify(row)).not.toContain(text)
  })

  test('opens fifty times at once', async () => {
    const { team, secret, launch } = await live()
    const record = await createPerson(team.teamId)
    const launches = await Promise.all(Array.from({ length: 50 }, () => launch('person', record)))
    expect(new Set(launches.map((entry) => entry.launchId)).size).toBe(50)
    expect(launches.every(({ request }) => receive(request.url, secret).isSigned)).toBe(true)
  })
})

describe('the outcome', () => {
  test('is told by who opened it, and the first word counts', async () => {
    const { owner, team, launch } = await live()
    const other = await createTeam()
    const { launchId } = await launch('person', await createPerson(team.teamId))
    const outcome = async () => {
      const row = await db().launch.findUniqueOrThrow({ where: { id: launchId } })
      return [row.outcome, row.reason]
    }
    for (const stranger of [team.admin, other.agent]) {
      const forged = settleLaunch(stranger, { launchId, outcome: 'failed', reason: 'too_slow' })
      expect(await codeOf(forged)).toBe('not_found')
    }
    expect(await codeOf(settleLaunch(team.agent, { launchId: 'lch_unknown', outcome: 'shown' }))).toBe(
      'not_found',
    )
    expect(await codeOf(settleLaunch(owner, { launchId, outcome: 'shown' }))).toBe('forbidden')
    expect(await outcome()).toEqual(['opened', null])
    await settleLaunch(team.agent, { launchId, outcome: 'failed', reason: 'refused_framing' })
    await settleLaunch(team.agent, { launchId, outcome: 'shown' })
    expect(await outcome()).toEqual(['failed', 'refused_framing'])
  })

  test('of what was shown becomes failed when the portal’s look at its server ends so, once and never back', async () => {
    const { team, launch } = await live()
    const { launchId } = await launch('person', await createPerson(team.teamId))
    const outcome = async () => {
      const row = await db().launch.findUniqueOrThrow({ where: { id: launchId } })
      return [row.outcome, row.reason]
    }
    await settleLaunch(team.agent, { launchId, outcome: 'shown' })
    await settleLaunch(team.agent, { launchId, outcome: 'failed', reason: 'refused' })
    expect(await outcome()).toEqual(['failed', 'refused'])
    await settleLaunch(team.agent, { launchId, outcome: 'shown' })
    await settleLaunch(team.agent, { launchId, outcome: 'failed', reason: 'too_slow' })
    expect(await outcome()).toEqual(['failed', 'refused'])
  })

  test('at once from twenty is kept once', async () => {
    const { team, launch } = await live()
    const { launchId } = await launch('person', await createPerson(team.teamId))
    const calls = Array.from({ length: 20 }, (_, index) =>
      settleLaunch(team.agent, { launchId, outcome: 'shown' }, new Date(now.getTime() + index)),
    )
    expect((await settleAll(calls)).won).toBe(20)
    const row = await db().launch.findUniqueOrThrow({ where: { id: launchId } })
    expect(row.outcome).toBe('shown')
  })

  test('is one of the known words', () => {
    expect(settleLaunchInput.safeParse({ launchId: 'lch_1', outcome: 'opened' }).success).toBe(false)
    const forged = { launchId: 'lch_1', outcome: 'failed', reason: '<script>' }
    expect(settleLaunchInput.safeParse(forged).success).toBe(false)
  })
})

describe('the lists', () => {
  test('tell the partner of each launch and never whose record it was', async () => {
    const [{ owner, qa, team, widgetId, launch }, stranger] = [await live(), await createPartner()]
    const record = await createPerson(team.teamId)
    const { launchId } = await launch('person', record)
    const { launches } = await listWidgetLaunches(qa, { widgetId })
    expect(launches).toMatchObject([{ id: launchId, teamName: team.name, secretVersion: 1 }])
    expect(JSON.stringify(launches)).not.toContain(record)
    const theirs = await refusalOf(listWidgetLaunches(stranger.owner, { widgetId }))
    const random = await refusalOf(listWidgetLaunches(owner, { widgetId: newId('wgt') }))
    expect(theirs).toMatchObject({ code: 'not_found' })
    expect(String(theirs)).toBe(String(random))
  })

  test('tell a team of its own launches alone', async () => {
    const [{ team, launch }, other] = [await live(), await createTeam()]
    const recordId = await createPerson(team.teamId)
    await launch('person', recordId)
    expect((await listRecordLaunches(team.agent, { recordId })).launches).toHaveLength(1)
    expect((await listRecordLaunches(other.agent, { recordId })).launches).toEqual([])
    expect(await codeOf(listRecordLaunches(team.agent, { recordId: 'x' }))).toBe('not_found')
  })

  test('page through equal times without losing a launch', async () => {
    const { qa, team, widgetId, launch } = await live()
    const record = await createPerson(team.teamId)
    await Promise.all(Array.from({ length: 55 }, () => launch('person', record)))
    const first = await listWidgetLaunches(qa, { widgetId })
    const second = await listWidgetLaunches(qa, { widgetId, cursor: first.nextCursor })
    const ids = [...first.launches, ...second.launches].map((entry) => entry.id)
    expect(new Set(ids).size).toBe(55)
    expect(second.nextCursor).toBeUndefined()
  })

  test('forget launches after 90 days and no sooner', async () => {
    const { team, widgetId, launch } = await live()
    await launch('person', await createPerson(team.teamId))
    const daysLater = (days: number) => new Date(now.getTime() + days * 86_400_000)
    await pruneLaunches(daysLater(89.9))
    expect(await db().launch.count({ where: { widgetId } })).toBe(1)
    await pruneLaunches(daysLater(90.1))
    expect(await db().launch.count({ where: { widgetId } })).toBe(0)
  })
})

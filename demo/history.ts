import { describeCall } from '@/lib/domain/connectors/describe-call'
import { endpointUrl } from '@/lib/domain/connectors/endpoint-url'
import type { LaunchFailure } from '@/lib/domain/framing/framing.schema'
import { profileOf } from '@/lib/domain/profiles/registry'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { newId } from '@/lib/ids'
import { db } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'
import { demoWidgets } from './catalogue'
import type { DemoFile } from './file'
import { casalyticsId } from './organisations'
import { createDemoRandom, type DemoRandom } from './random'

const dayMs = 24 * 60 * 60 * 1000
const minuteMs = 60 * 1000

export function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * dayMs)
}

/**
 * What ninety days of use would have left behind: launches by every member on every placement since it was switched on, with a Tuesday
 * on which one partner's server was down for six hours, and two weeks of the connectors' requests. Nothing of the last ten minutes.
 */
export async function createDemoHistory(connectors: DemoFile['connectors'], now: Date): Promise<void> {
  const end = new Date(now.getTime() - 10 * minuteMs)
  await createLaunches(end)
  await markSecretsAsUsed()
  await createRequests(connectors, end)
}

type Tab = {
  widgetId: string
  teamId: string
  placement: string
  since: Date
  version: { id: string; partnerId: string; failsFrom: Date | undefined }
  secret: { version: number; fingerprint: string }
  users: string[]
  records: string[]
}

async function createLaunches(end: Date): Promise<void> {
  const random = createDemoRandom(0x1a7c)
  const tabs = await listTabs(end)
  const badTuesday = findBadTuesday(end)
  const rows = tabs.flatMap((tab) => createLaunchesOf(random, tab, { end, badTuesday }))
  rows.sort((one, other) => Number(one.createdAt) - Number(other.createdAt))
  for (let index = 0; index < rows.length; index += 1000)
    await db().launch.createMany({ data: rows.slice(index, index + 1000) })
}

/** Every placement that is switched on, with those who open it and for whom. */
async function listTabs(end: Date): Promise<Tab[]> {
  const switches = await db().placementSwitch.findMany({
    where: { enabled: true },
    orderBy: [{ switchedAt: 'asc' }, { placement: 'asc' }],
    select: {
      widgetId: true,
      teamId: true,
      placement: true,
      switchedAt: true,
      widget: {
        select: {
          partnerId: true,
          servingVersion: { select: { id: true, name: true } },
          secrets: { where: { state: 'active' }, select: { version: true, fingerprint: true } },
          installations: {
            where: { uninstalledAt: null },
            select: {
              teamId: true,
              secrets: { where: { state: 'active' }, select: { version: true, fingerprint: true } },
            },
          },
        },
      },
    },
  })
  const teams = new Map<string, Pick<Tab, 'users'> & { person: string[]; company: string[] }>()
  for (const teamId of new Set(switches.map((entry) => entry.teamId)))
    teams.set(teamId, await readTeam(teamId))
  return switches.flatMap(({ widget, switchedAt, ...entry }) => {
    const team = teams.get(entry.teamId)
    const installation = widget.installations.find(({ teamId }) => teamId === entry.teamId)
    const secret = widget.secrets[0] ?? installation?.secrets[0]
    const { servingVersion: version, partnerId } = widget
    if (!team || !secret || !version) return []
    const fails = demoWidgets.find(({ name }) => name === version.name)?.failsForDays
    return [
      {
        ...entry,
        since: switchedAt,
        version: { id: version.id, partnerId, failsFrom: fails ? daysBefore(end, fails) : undefined },
        secret,
        users: team.users,
        records:
          entry.placement === 'full_page' ? [] : entry.placement === 'company' ? team.company : team.person,
      },
    ]
  })
}

/** The first forty people and twelve companies: a team comes back to the same ones. */
async function readTeam(teamId: string) {
  const ids = { where: { teamId }, orderBy: { createdAt: 'desc' }, select: { id: true } } as const
  const [users, people, companies] = await Promise.all([
    db().user.findMany({
      where: { teamId, removedAt: null },
      orderBy: { email: 'asc' },
      select: { id: true },
    }),
    db().person.findMany({ ...ids, take: 40 }),
    db().company.findMany({ ...ids, take: 12 }),
  ])
  const idOf = ({ id }: { id: string }) => id
  return { users: users.map(idOf), person: people.map(idOf), company: companies.map(idOf) }
}

/** The last Tuesday that is at least a week old, at nine in the morning. */
function findBadTuesday(end: Date): Date {
  const day = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth(), end.getUTCDate(), 9) - 7 * dayMs)
  return new Date(day.getTime() - ((day.getUTCDay() + 5) % 7) * dayMs)
}

const launchesADay: Record<string, number> = {
  person: 9,
  company: 4,
  full_page: 3,
  email_editor: 4,
  custom_action: 2,
}

function createLaunchesOf(
  random: DemoRandom,
  tab: Tab,
  { end, badTuesday }: { end: Date; badTuesday: Date },
): Prisma.LaunchCreateManyInput[] {
  const rows: Prisma.LaunchCreateManyInput[] = []
  const midnight = Date.UTC(tab.since.getUTCFullYear(), tab.since.getUTCMonth(), tab.since.getUTCDate())
  for (let day = midnight; day < end.getTime(); day += dayMs) {
    const isWeekend = [0, 6].includes(new Date(day).getUTCDay())
    const usual = (launchesADay[tab.placement] ?? 2) * (isWeekend ? 0.2 : 1)
    const count = Math.floor(usual * (0.5 + random.next(100) / 100))
    for (let index = 0; index < count; index += 1) {
      const createdAt = new Date(
        day + 8 * 60 * minuteMs + random.next(10 * 60 * 60) * 1000 + random.next(1000),
      )
      if (createdAt > tab.since && createdAt < end)
        rows.push(createLaunch(random, tab, createdAt, badTuesday))
    }
  }
  return rows
}

function createLaunch(
  random: DemoRandom,
  tab: Tab,
  createdAt: Date,
  badTuesday: Date,
): Prisma.LaunchCreateManyInput {
  const reason = findFailure(random, tab, createdAt, badTuesday)
  const ms =
    reason === 'too_slow' ? 10_000 : 140 + random.next(300) + (random.happens(8) ? random.next(2500) : 0)
  return {
    id: newId('lch'),
    widgetId: tab.widgetId,
    versionId: tab.version.id,
    teamId: tab.teamId,
    userId: random.pick(tab.users),
    placement: tab.placement,
    recordId: tab.records.length > 0 ? random.pick(tab.records) : null,
    secretVersion: tab.secret.version,
    fingerprint: tab.secret.fingerprint,
    outcome: reason ? 'failed' : 'shown',
    reason: reason ?? null,
    createdAt,
    settledAt: new Date(createdAt.getTime() + ms),
  }
}

function findFailure(
  random: DemoRandom,
  { version }: Tab,
  at: Date,
  badTuesday: Date,
): LaunchFailure | undefined {
  if (version.failsFrom && at >= version.failsFrom) return 'refused'
  const sinceBad = at.getTime() - badTuesday.getTime()
  const isBad = version.partnerId === casalyticsId && sinceBad >= 0 && sinceBad < 6 * 60 * minuteMs
  if (isBad && random.happens(85)) return random.happens(70) ? 'server_error' : 'too_slow'
  return random.happens(1) ? random.pick(['too_slow', 'unreachable', 'server_error'] as const) : undefined
}

/** When each secret signed last, and was accepted last, by these launches. */
async function markSecretsAsUsed(): Promise<void> {
  await db().$executeRaw`
    UPDATE "Secret" s SET "lastSignedAt" = l.signed, "lastAcceptedAt" = l.accepted
    FROM (SELECT "widgetId", max("createdAt") AS signed, max("settledAt") FILTER (WHERE "outcome" = 'shown') AS accepted
      FROM "Launch" GROUP BY "widgetId") l
    WHERE l."widgetId" = s."widgetId" AND s."state" = 'active'`
  await db().$executeRaw`
    UPDATE "InstallationSecret" s SET "lastSignedAt" = l.signed, "lastAcceptedAt" = l.accepted
    FROM "Installation" i JOIN (
      SELECT "widgetId", "teamId", max("createdAt") AS signed, max("settledAt") FILTER (WHERE "outcome" = 'shown') AS accepted
      FROM "Launch" GROUP BY "widgetId", "teamId") l ON l."widgetId" = i."widgetId" AND l."teamId" = i."teamId"
    WHERE i.id = s."installationId" AND s."state" = 'active'`
}

const requestDays = 14
const requestsADay = 30

/** Requests as the platforms sign them, described as the log describes them; a few with a wrong signature, or too late. */
async function createRequests(connectors: DemoFile['connectors'], end: Date): Promise<void> {
  const random = createDemoRandom(0xc0de)
  const rows: Prisma.ConnectorRequestCreateManyInput[] = []
  for (const { id, protocol, secret } of connectors) {
    const calls = await describeCalls(id, protocol as ProtocolId, secret)
    if (calls.length === 0) continue
    for (let index = 0; index < requestDays * requestsADay; index += 1) {
      const at = new Date(end.getTime() - random.next(requestDays * 24 * 60) * minuteMs - random.next(60_000))
      const { endpoint, parameters } = random.pick(calls)
      const reason = random.happens(3) ? random.pick(['signature_mismatch', 'expired'] as const) : null
      const secretVersion = reason === 'signature_mismatch' ? null : 1
      rows.push({
        connectorId: id,
        at,
        endpoint,
        reason,
        latencyMs: 3 + random.next(20),
        secretVersion,
        parameters,
      })
    }
  }
  rows.sort((one, other) => Number(one.at) - Number(other.at))
  await db().connectorRequest.createMany({ data: rows })
  await db().$executeRaw`
    UPDATE "ConnectorSecret" s SET "lastAcceptedAt" = r.at
    FROM (SELECT "connectorId", max("at") AS at FROM "ConnectorRequest" WHERE "reason" IS NULL GROUP BY "connectorId") r
    WHERE r."connectorId" = s."connectorId" AND s."state" = 'active'`
}

/** One signed call of every endpoint that has a test, of Elena Marsh. */
async function describeCalls(connectorId: string, protocol: ProtocolId, secret: string) {
  const connector = await db().connector.findUniqueOrThrow({
    where: { id: connectorId },
    select: {
      teamId: true,
      team: { select: { name: true } },
      createdBy: { select: { id: true, email: true } },
    },
  })
  const { teamId, team, createdBy } = connector
  const person = await db().person.findFirstOrThrow({
    where: { firstName: 'Elena', lastName: 'Marsh' },
    select: { id: true, firstName: true, lastName: true, emails: { take: 1, select: { email: true } } },
  })
  const connection = await db().connectorOAuth.findUnique({
    where: { connectorId },
    select: { tenantId: true, integrationId: true },
  })
  const calls = profileOf(protocol).connector.endpoints.map(async ({ path: endpoint }) => {
    const test = await profileOf(protocol).connector.signTest({
      connection,
      connectorId,
      endpoint,
      url: endpointUrl(protocol, connectorId, endpoint),
      secret,
      team: { teamId, organisation: team.name, userId: createdBy.id, email: createdBy.email },
      person,
      query: 'Marsh',
      now: new Date(),
    })
    if (!test) return []
    const { url, headers, body } = test.request
    return [
      {
        endpoint: endpoint.split('?')[0] ?? endpoint,
        parameters: describeCall({ url, headers, body: body ?? '' }),
      },
    ]
  })
  return (await Promise.all(calls)).flat()
}

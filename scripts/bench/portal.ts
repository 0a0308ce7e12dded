import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Client } from 'pg'
import type { MemberActor, PartnerActor, TeamActor } from '../../lib/auth/permissions'
import { resolveSettings } from '../bootstrap/environment'
import { SetupError } from '../bootstrap/setup-error'
import { replaceDatabase, requireDatabase } from '../postgres/database-url'
import { startPostgres } from '../postgres/embedded'
import { spawnGroup, stopProcess } from '../test/step'
import { addApprovedWidget } from './approved-widget'

export type BenchPortal = {
  origin: string
  /** The session of an agent of the first demo team, as a Cookie header. */
  cookie: string
  /** A person of that team with `widgetIds` switched on. */
  personId: string
  widgetIds: string[]
  /** One of them of each protocol that has launches. */
  launchable: { protocol: string; widgetId: string }[]
  /** A member for whom the marketplace widget is registered. */
  memberId: string
  /** The API key of that team. */
  apiKey: string
  /** Of the process that started the server. */
  pid: number
  /** Where the server writes its heap when it is asked to; see heap-probe.mjs. */
  heapFile: string
}

const widgetCount = 20
const personId = 'e1e4a000-0000-4000-8000-000000000001'
const distDir = process.env.NEXT_DIST_DIR || '.next-test'
const startSecondsMax = 60
const ports = { first: 3500, last: 3549 } as const

/**
 * The built portal with the demo data and 20 widgets on each person, on a separate database: on the server of
 * DATABASE_URL, else on a cluster below `dir` that writes as safely as in life. `stops` undoes it.
 */
export async function openBenchPortal(dir: string, stops: (() => Promise<void>)[]): Promise<BenchPortal> {
  const { status } = spawnSync(process.execPath, ['scripts/build/build.mjs'], {
    env: { ...process.env, NEXT_DIST_DIR: distDir },
    stdio: 'inherit',
  })
  if (status !== 0) throw new SetupError('There is no build to measure.')
  const dataDir = join(dir, 'data')
  mkdirSync(dataDir, { mode: 0o755 })
  const settings = resolveSettings({
    DATABASE_URL: await openDatabase(dir, stops),
    SEED_DEMO: '1',
    PORT: String(await findBenchPort()),
    DATA_DIR: dataDir,
    NEXT_DIST_DIR: distDir,
    LOG_LEVEL: 'warn',
  })
  const { MIGRATION_DATABASE_URL: _, HOST: __, TRUST_PROXY: ___, JOBS: ____, ...inherited } = process.env
  const heapFile = join(dir, 'heap.json')
  const probe = pathToFileURL(resolve('scripts/bench/heap-probe.mjs')).href
  const env = {
    ...inherited,
    ...settings,
    BENCH_HEAP_FILE: heapFile,
    NODE_OPTIONS: `${inherited.NODE_OPTIONS ?? ''} --import=${probe}`.trim(),
  }
  console.log('starting the built portal')
  const child = spawnGroup(process.execPath, [...process.execArgv, 'scripts/server/start.ts'], {
    env,
    withChannel: true,
  })
  stops.push(() => stopProcess(child))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
  const isReady = await new Promise<boolean>((settle) => {
    child.once('message', () => settle(true))
    child.once('exit', () => settle(false))
    setTimeout(() => settle(false), startSecondsMax * 1000).unref()
  })
  if (!isReady) throw new SetupError(`The built portal did not start.\n${output.trim()}`)
  for (const [name, value] of Object.entries(settings)) process.env[name] = value
  const pid = child.pid ?? 0
  return { ...(await fillPortal(settings.PORTAL_ORIGIN ?? '', stops)), heapFile, pid }
}

/** A free port of the bench's own range. */
export async function findBenchPort(): Promise<number> {
  for (let port: number = ports.first; port <= ports.last; port += 1) {
    const isFree = await new Promise<boolean>((settle) => {
      const probe = createServer()
      probe.once('error', () => settle(false))
      probe.listen(port, () => probe.close(() => settle(true)))
    })
    if (isFree) return port
  }
  throw new SetupError(`No port from ${ports.first} to ${ports.last} is free.`)
}

async function openDatabase(dir: string, stops: (() => Promise<void>)[]): Promise<string> {
  const given = process.env.DATABASE_URL
  if (given) await requireDatabase(given)
  const embedded = given ? null : await startPostgres({ dataDir: join(dir, 'postgres') })
  if (embedded) stops.push(embedded.stop)
  const server = given ?? embedded?.url ?? ''
  const name = `framegate_bench_${process.pid}`
  await runSql(server, `CREATE DATABASE ${name} TEMPLATE template0`)
  stops.push(() => runSql(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
  return replaceDatabase(server, name)
}

async function runSql(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Registers, approves and switches on widgets through the domain until a person has 20 of them. */
async function fillPortal(
  origin: string,
  stops: (() => Promise<void>)[],
): Promise<Omit<BenchPortal, 'heapFile' | 'pid'>> {
  // Only now: the environment is read when these are used first.
  const [{ listDemoMembers }, { listTabs }, session, { db }] = await Promise.all([
    import('../../demo/organisations'),
    import('../../lib/domain/installations/tabs'),
    import('../../lib/auth/session'),
    import('../../lib/server/db'),
  ])
  stops.push(() => db().$disconnect())
  const members = await listDemoMembers()
  const agent = members.find(isAgent)
  const admin = members.find(({ kind, role }) => kind === 'team' && role === 'admin')
  const owner = members.find(isOwner)
  const reviewer = members.find(({ kind }) => kind === 'reviewer')
  if (!agent || !admin || !owner || !reviewer) throw new SetupError('The demo data is not complete.')

  const present = (await listTabs(agent, 'person')).length
  for (let number = present + 1; number <= widgetCount; number += 1) {
    await addApprovedWidget(
      { owner, reviewer, admin },
      {
        name: `Bench widget ${number}`,
        description: 'One of many.',
        url: `${process.env.WIDGET_ORIGIN}/demo/market-pulse?number=${number}`,
        placement: 'person',
      },
    )
  }
  // The measurement must not share the machine with their certifications.
  await db().certificationRun.deleteMany({ where: { state: 'queued' } })
  const tabs = await listTabs(agent, 'person')
  const widgetIds = tabs.map(({ widgetId }) => widgetId)
  const launchable = [...new Map(tabs.map(({ protocol, widgetId }) => [protocol, widgetId]))].map(
    ([protocol, widgetId]) => ({ protocol, widgetId }),
  )
  const { tokenVersion } = await db().user.findUniqueOrThrow({
    where: { id: agent.userId },
    select: { tokenVersion: true },
  })
  const { startSession } = await import('../../lib/domain/accounts/sessions')
  const client = { device: 'Bench', address: '127.0.0.1' }
  const { sessionId } = await startSession(db(), agent.userId, client, new Date())
  const token = await session.encodeSession({ userId: agent.userId, tokenVersion, sessionId })
  const { createApiKey } = await import('../../lib/domain/accounts/api-keys')
  const { key: apiKey } = await createApiKey(admin, { name: 'Bench' })
  return {
    origin,
    cookie: `${session.sessionCookieName()}=${token}`,
    personId,
    widgetIds,
    launchable,
    memberId: agent.userId,
    apiKey,
  }
}

function isOwner(member: MemberActor): member is PartnerActor {
  return member.kind === 'partner' && member.role === 'owner'
}

function isAgent(member: { kind: string; role: string }): member is TeamActor {
  return member.kind === 'team' && member.role === 'agent'
}

/** The measurement is the work of a call, and a call that a limit refuses does no work. */
export async function liftLimits(): Promise<void> {
  const { db } = await import('../../lib/server/db')
  await db().$executeRaw`CREATE OR REPLACE FUNCTION bench_no_limit() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN NEW.points := 1; RETURN NEW; END'`
  await db().$executeRaw`CREATE OR REPLACE TRIGGER bench_no_limit BEFORE INSERT OR UPDATE ON rate_limits
    FOR EACH ROW EXECUTE FUNCTION bench_no_limit()`
}

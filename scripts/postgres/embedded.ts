import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, statSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { withLock } from '../bootstrap/lock.mjs'
import { SetupError } from '../bootstrap/setup-error'
import {
  hasCluster,
  initialiseCluster,
  postgresEnvironment,
  readRecord,
  type ServerRecord,
  writeRecord,
} from './cluster'
import { keepPostgres } from './keep-running'
import { type PostgresPlace, preparePlace } from './place'
import { findLivePostmaster, readParentId, stopPostmaster } from './process'

export type PostgresServer = {
  url: string
  /** True when another running process owns the server; `stop` then doesn't touch it. */
  shared: boolean
  stop: () => Promise<void>
}

type StartOptions = {
  /** Holds the cluster, the record (port, password) and the log. */
  dataDir: string
  /** False trades crash safety for speed; for tests only. */
  durable?: boolean
  log?: (line: string) => void
  /** Refuses to share: waits a moment for an owner that is stopping, then throws. */
  exclusive?: boolean
}

const databaseName = 'framegate'
const startAttemptsMax = 4
const startTimeoutSeconds = 60
const exclusiveWaitSeconds = 10
const logBytesMax = 5_000_000

/**
 * Starts the embedded PostgreSQL of `dataDir` on a free port of 127.0.0.1 and makes sure that the
 * `framegate` database exists. A server that a running process owns is shared; one whose owner died is
 * stopped and started anew. Throws SetupError when it cannot start.
 */
export async function startPostgres({
  dataDir,
  durable = true,
  log = () => {},
  exclusive = false,
}: StartOptions): Promise<PostgresServer> {
  const home = resolve(dataDir)
  await mkdir(home, { recursive: true, mode: 0o755 })
  const deadline = Date.now() + (exclusive ? exclusiveWaitSeconds * 1000 : 0)
  for (;;) {
    const server = await withLock(join(home, 'start.lock'), () => startOnce({ home, durable, log }))
    if (!server.shared || !exclusive) return server
    if (Date.now() > deadline) {
      throw new SetupError(
        `Another process is using the database in ${home}. Stop it first, or set DATA_DIR to another folder.`,
      )
    }
    await sleep(300)
  }
}

async function startOnce(input: {
  home: string
  durable: boolean
  log: (line: string) => void
}): Promise<PostgresServer> {
  const { home, durable, log } = input
  const place = await preparePlace({ home, log })
  const recordPath = join(home, 'server.json')
  let record = await readRecord(recordPath)

  const liveId = await findLivePostmaster(place.clusterDir)
  if (liveId !== null) {
    if (record && (await readParentId(liveId)) === record.ownerId) {
      return { url: formatUrl(record), shared: true, stop: async () => {} }
    }
    log('stopping a database server that an earlier run left behind')
    await stopPostmaster(liveId)
  }

  if (!record || !hasCluster(place)) {
    record = await initialiseCluster({ place, recordPath, durable, log })
  }
  await rm(join(place.clusterDir, 'postmaster.pid'), { force: true })

  const child = await startWithRetries({ place, record, recordPath, home, durable })
  await createDatabaseOnce(record)
  const settled = record
  const kept = keepPostgres({
    child,
    log,
    restart: async () => {
      await rm(join(place.clusterDir, 'postmaster.pid'), { force: true })
      return spawnServer({ place, port: settled.port, logPath: join(home, 'postgres.log'), durable })
    },
  })
  return { url: formatUrl(record), shared: false, stop: kept.stop }
}

function formatUrl({ port, password }: ServerRecord, database = databaseName): string {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`
}

async function startWithRetries(input: {
  place: PostgresPlace
  record: ServerRecord
  recordPath: string
  home: string
  durable: boolean
}): Promise<ChildProcess> {
  const { place, record, recordPath, home, durable } = input
  const logPath = join(home, 'postgres.log')
  for (let attempt = 1; ; attempt += 1) {
    record.port = await findFreePort(attempt === 1 ? record.port : 0)
    record.ownerId = process.pid
    await writeRecord(recordPath, record)
    const child = spawnServer({ place, port: record.port, logPath, durable })
    if (await waitUntilReady(child, record)) return child
    if (attempt === startAttemptsMax) {
      throw new SetupError(`The embedded PostgreSQL did not start. Its log is ${logPath}.`)
    }
    // Workers of a killed server hold its shared memory for a moment longer.
    await sleep(500 * attempt)
  }
}

function spawnServer(input: {
  place: PostgresPlace
  port: number
  logPath: string
  durable: boolean
}): ChildProcess {
  const { place, port, logPath, durable } = input
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=']
  settings.push('timezone=UTC', 'log_timezone=UTC')
  if (!durable) {
    settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200')
  }
  const large = (statSync(logPath, { throwIfNoEntry: false })?.size ?? 0) > logBytesMax
  const logFile = openSync(logPath, large ? 'w' : 'a', 0o600)
  try {
    // Its own process group: Ctrl-C must reach the web server first and the database last.
    return spawn(
      join(place.binDir, 'postgres'),
      ['-D', place.clusterDir, ...settings.flatMap((setting) => ['-c', setting])],
      {
        ...place.account,
        cwd: '/',
        detached: true,
        env: postgresEnvironment(),
        stdio: ['ignore', logFile, logFile],
      },
    )
  } finally {
    closeSync(logFile)
  }
}

async function findFreePort(preferred: number): Promise<number> {
  for (const port of preferred ? [preferred, 0] : [0]) {
    const found = await new Promise<number | null>((settle) => {
      const probe = createServer()
      probe.once('error', () => settle(null))
      probe.listen(port, '127.0.0.1', () => {
        const address = probe.address()
        probe.close(() => settle(address && typeof address === 'object' ? address.port : null))
      })
    })
    if (found) return found
  }
  throw new SetupError('No free port was found on 127.0.0.1 for the embedded PostgreSQL.')
}

async function waitUntilReady(child: ChildProcess, record: ServerRecord): Promise<boolean> {
  let ended = false
  child.once('exit', () => (ended = true))
  child.once('error', () => (ended = true))
  const deadline = Date.now() + startTimeoutSeconds * 1000
  while (!ended && Date.now() < deadline) {
    if (await canConnect(record)) return !ended
    await sleep(50)
  }
  if (!ended) await stopChild(child)
  return false
}

async function canConnect(record: ServerRecord): Promise<boolean> {
  const client = new Client({
    connectionString: formatUrl(record, 'postgres'),
    connectionTimeoutMillis: 5_000,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function createDatabaseOnce(record: ServerRecord): Promise<void> {
  const client = new Client({ connectionString: formatUrl(record, 'postgres') })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [databaseName])
    if (!rowCount) await client.query(`create database ${databaseName}`)
  } finally {
    await client.end()
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.pid && child.exitCode === null && child.signalCode === null)
    await stopPostmaster(child.pid, child)
}

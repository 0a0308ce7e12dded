import { readdirSync, readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { SetupError } from '../bootstrap/setup-error'
import type { Figure } from './figure'
import { openPlatform } from './platform'
import { type BenchPortal, liftLimits } from './portal'

const rowCount = Number(process.env.IMPORT_ROWS || 1_000_000)
const pieceRows = 5_000
const searchesPerSecond = 10
const warmUpSearches = 50
const quietSearches = 150

type Running = { id: string; state: string; rows: number; created: number; failed: number }

/**
 * A million people from a CSV file by the API, with their emails, phones and companies, against PostgreSQL's own COPY of the same rows into
 * tables with the same indexes and references; how much memory that takes, and what a platform's search waits meanwhile.
 */
export async function measureImports({ origin, apiKey, pid }: BenchPortal): Promise<Figure[]> {
  const { acmeId } = await import('../../demo/organisations')
  const sign = await openPlatform()
  await liftLimits()
  const words = ['marsh', 'person 77', 'anna', '4915', 'nobody at all']
  const search = (count: number) => sign('search', { q: words[count % words.length] ?? '' })
  const headers = { authorization: `Bearer ${apiKey}` }
  // Server and worker have just started.
  await searchWhile(search, (count) => count < warmUpSearches)
  const quiet = await searchWhile(search, (count) => count < quietSearches)
  const before = residentMegabytes(pid)
  let most = before
  const start = performance.now()
  const response = await fetch(`${origin}/api/v1/imports?type=people`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'text/csv' },
    body: Readable.toWeb(Readable.from(writePeople())),
    duplex: 'half',
  } as unknown as RequestInit)
  const received = (performance.now() - start) / 1000
  let running = (await response.json()) as Running
  if (response.status !== 202) throw new SetupError(`The import was refused: ${JSON.stringify(running)}`)
  let isRunning = true
  const busy = searchWhile(search, () => isRunning)
  while (running.state === 'queued' || running.state === 'running') {
    await wait(500)
    most = Math.max(most, residentMegabytes(pid))
    const asked = await fetch(`${origin}/api/v1/imports/${running.id}`, { headers })
    running = (await asked.json()) as Running
  }
  const seconds = (performance.now() - start) / 1000
  isRunning = false
  const loud = await busy
  if (running.created !== rowCount) throw new SetupError(`The import ended as ${JSON.stringify(running)}`)
  const copySeconds = await copyRows(acmeId)
  return [
    {
      what: `Import of ${rowCount.toLocaleString('en-GB')} people: ${(rowCount / seconds).toFixed(0)} rows a second (${seconds.toFixed(0)} s, of which ${received.toFixed(0)} s to receive the file), COPY ${(rowCount / copySeconds).toFixed(0)}`,
      value: `${(copySeconds / seconds).toFixed(2)} of COPY`,
      aim: 'at least 0.3',
    },
    {
      what: `The server’s resident memory: ${before.toFixed(0)} MB before, at most ${most.toFixed(0)} MB`,
      value: `${(most - before).toFixed(0)} MB more`,
      aim: 'under 200 MB',
    },
    {
      what: `A platform’s search while it runs, p95: ${loud.toFixed(0)} ms against ${quiet.toFixed(0)} ms`,
      value: `${(loud / quiet).toFixed(2)} ×`,
      aim: 'under 2 ×',
    },
  ]
}

function* writePeople(): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  const names = ['Anna', 'Bruno', 'Chloé', 'Dmitri', 'Elif', 'Farid', 'Greta', 'Hugo']
  let text = 'External ID,First name,Last name,Job title,Stage,Email,Mobile phone,Company name\r\n'
  for (let number = 0; number < rowCount; number += 1) {
    const name = names[number % names.length]
    text += `bench-${number},${name},Person ${number},"Agent, ${number % 90}",Lead,${name}.${number}@example.com,+49 15 ${100_000_000 + number},Company ${number % 2_000}\r\n`
    if (number % pieceRows !== pieceRows - 1 && number !== rowCount - 1) continue
    yield encoder.encode(text)
    text = ''
  }
}

/** The 95th percentile of searches at a steady rate, in milliseconds. */
async function searchWhile(
  urlOf: (count: number) => string,
  isWanted: (count: number) => boolean,
): Promise<number> {
  const agent = new Agent({ keepAlive: true })
  const waited: number[] = []
  const open: Promise<void>[] = []
  try {
    for (let count = 0; isWanted(count); count += 1) {
      const start = performance.now()
      open.push(request(urlOf(count), agent).then(() => void waited.push(performance.now() - start)))
      await wait(1000 / searchesPerSecond)
    }
    await Promise.all(open)
  } finally {
    agent.destroy()
  }
  const sorted = waited.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length * 0.95)] ?? 0
}

function request(url: string, agent: Agent): Promise<void> {
  return new Promise((settle, fail) => {
    get(url, { agent }, (response) => {
      response.once('error', fail)
      response.once('end', settle)
      response.resume()
    }).once('error', fail)
  })
}

/** Of the server and what it started, without the database. */
function residentMegabytes(pid: number): number {
  const parents = new Map<number, number>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const [, parent] = /^\d+ \(.*\) \w (\d+)/s.exec(readFileSync(`/proc/${entry}/stat`, 'utf8')) ?? []
      parents.set(Number(entry), Number(parent))
    } catch {
      // It ended while the list was read.
    }
  }
  const isOurs = (id: number | undefined): boolean =>
    id !== undefined && id > 1 && (id === pid || isOurs(parents.get(id)))
  let kilobytes = 0
  for (const id of parents.keys()) {
    if (!isOurs(id)) continue
    try {
      const status = readFileSync(`/proc/${id}/status`, 'utf8')
      if (/^Name:\s+postgres/m.test(status)) continue
      kilobytes += Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0)
    } catch {
      // The same.
    }
  }
  return kilobytes / 1024
}

const copied = ['Company', 'Person', 'PersonEmail', 'PersonPhone']

/** Seconds that COPY takes for the rows that were imported, into empty tables with the same indexes and references. */
async function copyRows(teamId: string): Promise<number> {
  // Not one of the portal's connections, which give up after a few seconds.
  const client = new Client({ connectionString: process.env.DATABASE_URL })
  await client.connect()
  try {
    const { rows } = await client.query<{ folder: string }>(
      `SELECT current_setting('data_directory') AS folder`,
    )
    const folder = rows[0]?.folder
    for (const table of copied) {
      await client.query(`CREATE TABLE "copied${table}" (LIKE "${table}" INCLUDING ALL)`)
      const own =
        table === 'Person' || table === 'Company'
          ? `SELECT * FROM "${table}" WHERE "teamId" = '${teamId}'`
          : `SELECT t.* FROM "${table}" t JOIN "Person" p ON p.id = t."personId" WHERE p."teamId" = '${teamId}'`
      await client.query(`COPY (${own}) TO '${folder}/bench-${table}.copy'`)
    }
    await client.query(
      `ALTER TABLE "copiedPerson" ADD FOREIGN KEY ("companyId") REFERENCES "copiedCompany" (id)`,
    )
    await client.query(`ALTER TABLE "copiedPerson" ADD FOREIGN KEY ("teamId") REFERENCES "Team" (id)`)
    for (const table of ['PersonEmail', 'PersonPhone'])
      await client.query(
        `ALTER TABLE "copied${table}" ADD FOREIGN KEY ("personId") REFERENCES "copiedPerson" (id) ON DELETE CASCADE`,
      )
    const start = performance.now()
    for (const table of copied)
      await client.query(`COPY "copied${table}" FROM '${folder}/bench-${table}.copy'`)
    return (performance.now() - start) / 1000
  } finally {
    await client.end()
  }
}

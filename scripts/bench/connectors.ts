import { Agent, get } from 'node:http'
import { SetupError } from '../bootstrap/setup-error'
import type { Figure } from './figure'
import { openPlatform } from './platform'
import { type BenchPortal, liftLimits } from './portal'

const connectionCount = 8
const secondsEach = 5
const sizes = [1000, 1_000_000]

type Measured = { perSecond: number; p99: number }

/**
 * Searches and frames by a SocialSignIn connector at a thousand and at a million people of the team, against the health check,
 * which is the emptiest route of the same server, in the same run.
 */
export async function measureConnectors({ origin, personId }: BenchPortal): Promise<Figure[]> {
  const { acmeId } = await import('../../demo/organisations')
  const sign = await openPlatform()
  await liftLimits()
  const figures: Figure[] = []
  const p99s: Record<string, number[]> = { search: [], iframe: [] }
  for (const size of sizes) {
    await fillPeople(acmeId, size)
    const empty = await measure(() => `${origin}/api/health/live`)
    const words = ['marsh', 'bench1', 'anna', 'bench 42', '4915', 'example', 'nobody at all']
    const calls: [string, (count: number) => string][] = [
      ['search', (count) => sign('search', { q: words[count % words.length] ?? '' })],
      ['iframe', () => sign('iframe', { id: personId })],
    ]
    for (const [name, urlOf] of calls) {
      const { perSecond, p99 } = await measure(urlOf)
      p99s[name]?.push(p99)
      figures.push({
        what: `Connector ${name} at ${size.toLocaleString('en-GB')} people: ${perSecond.toFixed(0)} a second, p99 ${p99.toFixed(1)} ms, empty route ${empty.perSecond.toFixed(0)}`,
        value: `${(perSecond / empty.perSecond).toFixed(2)} of the empty route`,
        aim: name === 'search' ? 'at least 0.6' : 'none',
      })
    }
  }
  for (const [name, [few = 0, many = 0]] of Object.entries(p99s)) {
    const value = `${(many / few).toFixed(2)} ×`
    figures.push({ what: `Connector ${name}, p99 at a million against a thousand`, value, aim: 'under 2 ×' })
  }
  return figures
}

async function fillPeople(teamId: string, size: number): Promise<void> {
  const { db } = await import('../../lib/server/db')
  const present = await db().person.count({ where: { teamId } })
  const batch = 25_000
  for (let start = present; start < size; start += batch) {
    await db().$executeRaw`
      INSERT INTO "Person" (id, "teamId", "firstName", "lastName", stage, "sortName", "searchText", "createdAt", "updatedAt")
      SELECT gen_random_uuid(), ${teamId}::uuid, first, last, 'Lead', last || ' ' || first,
        first || ' ' || last || ' ' || first || n || '@' || last || '.example ' || 4915000000 + n, now(), now()
      FROM (SELECT n, (ARRAY['anna', 'bruno', 'chloe', 'dmitri', 'elif', 'farid', 'greta', 'hugo'])[1 + n % 8] AS first,
        'bench' || n / 10 AS last FROM generate_series(${start}::int, ${Math.min(start + batch, size) - 1}::int) AS n) AS people`
  }
  await db().$executeRaw`ANALYZE "Person"`
}

/** One request after another on each of several kept connections. */
async function measure(urlOf: (count: number) => string): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: connectionCount })
  const latencies: number[] = []
  let count = 0
  const run = async (seconds: number) => {
    const deadline = performance.now() + seconds * 1000
    await Promise.all(
      Array.from({ length: connectionCount }, async () => {
        while (performance.now() < deadline) {
          const start = performance.now()
          await request(urlOf(count), agent)
          count += 1
          latencies.push(performance.now() - start)
        }
      }),
    )
  }
  try {
    await run(1)
    latencies.length = 0
    await run(secondsEach)
    const sorted = latencies.toSorted((one, other) => one - other)
    return { perSecond: latencies.length / secondsEach, p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0 }
  } finally {
    agent.destroy()
  }
}

function request(url: string, agent: Agent): Promise<void> {
  return new Promise((settle, fail) => {
    get(url, { agent }, (response) => {
      response.once('error', fail)
      response.once('end', () => {
        if (response.statusCode === 200) settle()
        else fail(new SetupError(`A call was answered with ${response.statusCode}.`))
      })
      response.resume()
    }).once('error', fail)
  })
}

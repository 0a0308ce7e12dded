import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FreezableCluster, startFreezableCluster } from '@/test/frozen-cluster'

// One statement, then one wait for a connection: what a request meets at worst, and room for a busy machine.
const boundMs = 20_000

let cluster: FreezableCluster
let portal: Awaited<ReturnType<typeof importPortal>>

beforeAll(async () => {
  cluster = await startFreezableCluster('frozen')
  process.env.DATABASE_URL = cluster.url
  portal = await importPortal()
})

afterAll(async () => {
  await cluster.thaw()
  await portal.db().$disconnect()
  await cluster.stop()
})

/** Only now: the environment is read when these are used first. */
async function importPortal() {
  const [db, loose, limits, health, answers, errors, me, token, search] = await Promise.all([
    import('@/lib/server/db'),
    import('@/lib/server/async-commit-pool'),
    import('@/lib/server/rate-limit'),
    import('@/lib/domain/platform/health'),
    import('@/lib/server/database-answers'),
    import('@/lib/errors'),
    import('@/app/api/v1/me/route'),
    import('@/app/api/oauth/token/route'),
    import('@/app/api/connectors/social-signin/[connectorId]/search/route'),
  ])
  const get = (path: string, init: RequestInit = {}) => new Request(`http://localhost:3000${path}`, init)
  const requests: Record<string, () => Promise<Response>> = {
    'the JSON API': () =>
      me.GET(get('/api/v1/me', { headers: { authorization: 'Bearer fg_team_x' } }), {
        params: Promise.resolve({}),
      }),
    'the token endpoint': () =>
      token.POST(
        get('/api/oauth/token', {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: 'grant_type=authorization_code&client_id=x&client_secret=y&code=z',
        }),
        { params: Promise.resolve({}) },
      ),
    'a connector': () =>
      search.GET(get('/api/connectors/social-signin/con_x/search?q=a&expires=1&sig=x'), {
        params: Promise.resolve({ connectorId: 'con_x' }),
      }),
  }
  return { ...db, ...loose, ...limits, ...health, ...answers, ...errors, requests }
}

/** While the database stands still. */
async function frozen<T>(work: () => Promise<T>): Promise<T> {
  await cluster.freeze()
  try {
    return await work()
  } finally {
    await cluster.thaw()
    await expect.poll(() => portal.isDatabaseAnswering(), { timeout: 15_000 }).toBe(true)
  }
}

async function timed<T>(work: Promise<T>): Promise<{ value: T; ms: number }> {
  const start = performance.now()
  const value = await work
  return { value, ms: performance.now() - start }
}

/** What comes of it, as a caller learns it, with how long it took. */
async function refusalIn(
  work: Promise<unknown>,
): Promise<{ status: number; retryAfter: number | undefined; ms: number }> {
  const { value, ms } = await timed(work.then(() => undefined, portal.toAppError))
  return { status: value?.status ?? 200, retryAfter: value?.retryAfterSeconds, ms }
}

describe('a database that hangs', { timeout: 120_000 }, () => {
  test('is 503 with a time to try again, in bounded time, for whatever was under way', async () => {
    const work: Record<string, () => Promise<unknown>> = {
      'a read': () => portal.db().user.findFirst({ select: { id: true } }),
      'a statement by hand': () => portal.pool().query('SELECT 1'),
      'a raw statement of Prisma': () => portal.db().$queryRaw`SELECT 1`,
      'a transaction': () => portal.inTransaction((tx) => tx.user.count()),
      'a limit': () => portal.consumeLimit('sign_in_address', '192.0.2.1'),
    }
    for (const run of Object.values(work)) await run()
    await frozen(async () => {
      const refusals = await Promise.all(Object.values(work).map((run) => refusalIn(run())))
      for (const [index, name] of Object.keys(work).entries()) {
        expect(refusals[index], name).toMatchObject({ status: 503, retryAfter: 5 })
        expect(refusals[index]?.ms, name).toBeLessThan(boundMs)
      }
    })
  })

  test('is 503 for a transaction that it stops in the middle, and nothing of it is kept', async () => {
    const before = await portal.db().masterKeyCheck.count()
    const row = { keyVersion: 77, sealed: new Uint8Array([1]) }
    const refusal = await refusalIn(
      portal.inTransaction(async (tx) => {
        await tx.masterKeyCheck.create({ data: row, select: { keyVersion: true } })
        await cluster.freeze()
        await tx.masterKeyCheck.count()
      }),
    )
    await cluster.thaw()
    expect(refusal.status).toBe(503)
    expect(refusal.ms).toBeLessThan(boundMs)
    await expect.poll(() => portal.isDatabaseAnswering(), { timeout: 15_000 }).toBe(true)
    expect(await portal.db().masterKeyCheck.count()).toBe(before)
  })

  test('keeps nobody waiting for a connection once it is known, not fifty at once', async () => {
    await frozen(async () => {
      await refusalIn(portal.pool().query('SELECT 1'))
      const refusals = await Promise.all(
        Array.from({ length: 50 }, () => refusalIn(portal.db().user.findFirst({ select: { id: true } }))),
      )
      expect(new Set(refusals.map(({ status }) => status))).toEqual(new Set([503]))
      expect(Math.max(...refusals.map(({ ms }) => ms))).toBeLessThan(3_000)
    })
  })

  test('makes the instance not ready, makes pages unavailable, and both recover without a restart', async () => {
    expect((await portal.checkReadiness()).ready).toBe(true)
    await frozen(async () => {
      const { value, ms } = await timed(portal.checkReadiness())
      expect(value.checks.database).toEqual({ ok: false, detail: 'database_unavailable' })
      expect(ms).toBeLessThan(boundMs)
      expect(await portal.isDatabaseAnswering()).toBe(false)
    })
    expect((await portal.checkReadiness()).ready).toBe(true)
  })

  test('is 503 with Retry-After in the shape of every caller', async () => {
    await frozen(async () => {
      for (const [name, send] of Object.entries(portal.requests)) {
        const { value: response, ms } = await timed(send())
        expect([response.status, response.headers.get('retry-after')], name).toEqual([503, '5'])
        expect(ms, name).toBeLessThan(boundMs)
      }
    })
  })
})

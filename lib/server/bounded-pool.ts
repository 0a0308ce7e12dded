import { Client, Pool, type PoolConfig } from 'pg'
import { sampleClock } from '@/lib/server/database-clock'
import { type DatabaseWatch, databaseWatch } from '@/lib/server/database-watch'
import { outsideRequest } from '@/lib/server/outside-request'

/** What one statement and one wait for a connection may take. The server stops a statement; we stop waiting a second later. */
export const statementMs = 5_000
const silenceMs = statementMs + 1_000
const checkoutMs = 5_000
// Before the driver gives up: it clears the timer then.
const connectSilenceMs = checkoutMs - 500

type Call = (...given: unknown[]) => unknown
type Callback = (thrown: unknown, ...rest: unknown[]) => void

/**
 * Connections on which nothing waits for ever, whatever becomes of the server: every statement and every wait for a connection ends,
 * and the failure has a code. While the database does not answer, nobody waits for a connection at all.
 */
export function createBoundedPool(config: PoolConfig & { connectionString: string }): Pool {
  const watch = databaseWatch(config.connectionString)
  class BoundedClient extends Client {
    constructor(options: PoolConfig) {
      super(options)
      boundClient(this, watch)
    }
  }
  const pool = new Pool({
    connectionTimeoutMillis: checkoutMs,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementMs,
    // Each connection compares the clocks, and none lives so long that they drift apart.
    maxLifetimeSeconds: 600,
    onConnect: sampleClock as unknown as NonNullable<PoolConfig['onConnect']>,
    ...config,
    Client: BoundedClient as unknown as NonNullable<PoolConfig['Client']>,
  })
  boundCheckout(pool, watch)
  // Without listeners a lost connection would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

function boundCheckout(pool: Pool, watch: DatabaseWatch): void {
  const connect = pool.connect.bind(pool) as unknown as Call
  const connectBounded = (callback?: Callback): unknown => {
    if (!callback)
      return new Promise((settle, fail) =>
        connectBounded((thrown, client) => (thrown ? fail(thrown) : settle(client))),
      )
    if (watch.isAway) {
      process.nextTick(callback, new DatabaseLost('The database is not responding.'))
      return undefined
    }
    // Timers and sockets of a connection outlive the request that opened it.
    return outsideRequest(() =>
      connect((thrown: unknown, ...rest: unknown[]) => callback(thrown ? toCoded(thrown) : thrown, ...rest)),
    )
  }
  Object.assign(pool, { connect: connectBounded })
}

function boundClient(client: Client, watch: DatabaseWatch): void {
  const connect = client.connect.bind(client) as unknown as Call
  const query = client.query.bind(client) as unknown as Call
  Object.assign(client, {
    connect: (callback: Callback) => {
      const timer = setTimeout(() => watch.noteSilence(), connectSilenceMs)
      return connect((thrown: unknown, ...rest: unknown[]) => {
        clearTimeout(timer)
        if (!thrown) watch.noteAnswer()
        callback(thrown, ...rest)
      })
    },
    query: (...given: unknown[]) => {
      const settle = beginStatement(client, watch)
      const callback = given.at(-1)
      if (typeof callback === 'function') {
        const answer: Callback = (thrown, ...rest) => callback(settle(thrown), ...rest)
        return query(...given.slice(0, -1), answer)
      }
      const result = query(...given)
      if (!(result instanceof Promise)) {
        settle(undefined)
        return result
      }
      return result.then(
        (value) => {
          settle(undefined)
          return value
        },
        (thrown) => {
          throw settle(thrown)
        },
      )
    },
  })
}

/** Cuts the connection if there is no response in time. Returns what ends the wait, and gives a lost connection's error its code. */
function beginStatement(client: Client, watch: DatabaseWatch): (thrown: unknown) => unknown {
  const timer = setTimeout(() => {
    watch.noteSilence()
    void client.end().catch(() => {})
  }, silenceMs)
  return (thrown) => {
    clearTimeout(timer)
    const isLost = Boolean(thrown) && isCut(client)
    if (!isLost) watch.noteAnswer()
    return isLost ? toCoded(thrown) : thrown
  }
}

function isCut(client: Client): boolean {
  return (
    (client as Client & { connection?: { stream?: { destroyed?: boolean } } }).connection?.stream
      ?.destroyed === true
  )
}

/** A connection that is not to be had, or is gone: as Node.js names one, which Prisma's adapter knows. */
class DatabaseLost extends Error {
  readonly code = 'ECONNRESET'
  readonly syscall = 'read'
  readonly errno = -104
}

/** PostgreSQL's own errors and the socket's have their codes; the driver's have words only. */
function toCoded(thrown: unknown): unknown {
  const isCoded = thrown instanceof Error && 'code' in thrown && ('severity' in thrown || 'syscall' in thrown)
  return isCoded
    ? thrown
    : new DatabaseLost('The connection to the database was lost, or the pool had none free.', {
        cause: thrown,
      })
}

type Sample = { databaseMs: number; takenAt: number; skewMs: number }

// One clock a process, also when the module is evaluated again.
const holder = globalThis as typeof globalThis & { framegateClock?: Sample }

/**
 * The database's time, which all processes share: what one of them lets expire, has expired for the others. Counted on from the last
 * sample by the monotonic clock, so that it doesn't matter what this machine's clock says or when it is set. Until the first
 * connection it is this machine's.
 */
export function databaseNow(): Date {
  const sample = holder.framegateClock
  return sample ? new Date(sample.databaseMs + performance.now() - sample.takenAt) : new Date()
}

/** How far this machine's clock was ahead of the database's when they were compared last, in milliseconds; undefined before. */
export function clockSkewMs(): number | undefined {
  return holder.framegateClock?.skewMs
}

type Asker = { query: (text: string) => Promise<{ rows: { ms: string }[] }> }

/** Compares the clocks. The response counts as the middle of the wait for it. */
export async function sampleClock(asker: Asker, processNow: () => number = Date.now): Promise<void> {
  const askedAt = performance.now()
  const { rows } = await asker.query('SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::text AS ms')
  const waitedMs = performance.now() - askedAt
  const databaseMs = Number(rows[0]?.ms)
  if (!Number.isFinite(databaseMs)) return
  const takenAt = askedAt + waitedMs / 2
  const skewMs = processNow() - (performance.now() - takenAt) - databaseMs
  holder.framegateClock = { databaseMs, takenAt, skewMs }
}

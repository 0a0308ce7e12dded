/** Monotonic milliseconds. */
export type Clock = () => number

/** Work that is done in slices, with room for others between them, and that ends in time. */
export type WorkBudget = {
  /** Whether this slice has lasted long enough. Cheap: ask it before each step. */
  isDue: () => boolean
  /** Lets everything else go on, then starts a new slice. False once all of the time was used. */
  pause: () => Promise<boolean>
}

/**
 * How long this process has worked, where the machine lets it: a busy machine takes the processor away in the middle of a slice, and that
 * time is not the examination's. The processor's time counts every thread, so it is never more than the time that passed.
 */
export function createWorkClock(now: Clock = () => performance.now(), processor: Clock = processorMs): Clock {
  let worked = 0
  let last = { now: now(), processor: processor() }
  return () => {
    const next = { now: now(), processor: processor() }
    worked += Math.min(next.now - last.now, next.processor - last.processor)
    last = next
    return worked
  }
}

function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** All that one examination may work, in milliseconds. What others do between its slices is not counted. */
const workMsMax = 200
const sliceMs = 5

/** Of all examinations together, one slice runs in each turn of the event loop: many at once take turns and do not add up. */
let lastTurn: Promise<void> = Promise.resolve()

export function createWorkBudget(clock: Clock = createWorkClock(), totalMs = workMsMax): WorkBudget {
  let startedAt = clock()
  let usedMs = 0
  return {
    isDue: () => clock() - startedAt >= sliceMs,
    pause: async () => {
      usedMs += clock() - startedAt
      if (usedMs >= totalMs) return false
      lastTurn = lastTurn.then(() => new Promise((resolve) => setImmediate(resolve)))
      await lastTurn
      startedAt = clock()
      return true
    },
  }
}

/** At most so many in each stretch of time. `now` in milliseconds, from anywhere. */
export function paceOf(max: number, windowMs: number): (now: number) => boolean {
  let begun = Number.NEGATIVE_INFINITY
  let count = 0
  return (now) => {
    if (now - begun >= windowMs) [begun, count] = [now, 0]
    count += 1
    return count <= max
  }
}

const loopAfter = 40
const loopWithinMs = 6_000
const loopPauseMs = 10_000

/**
 * Follows the heights that a widget asks for. One that asks for another height after each one that it gets, for forty in a row
 * without a pause, is in a loop: its layout depends on its own height. It is not followed for ten seconds.
 * @returns the height to take, bounded; `loop` once when a loop is found; undefined for none
 */
export function heightsOf({ min, max }: { min: number; max: number }) {
  let asked: { height: number; at: number }[] = []
  let pausedUntil = Number.NEGATIVE_INFINITY
  return (height: number, now: number): number | { loop: number[] } | undefined => {
    if (now < pausedUntil) return undefined
    const next = Math.round(Math.min(Math.max(height, min), max))
    if (next === asked.at(-1)?.height) return undefined
    asked = [...asked, { height: next, at: now }].slice(-loopAfter)
    const [first] = asked
    if (asked.length === loopAfter && first && now - first.at < loopWithinMs) {
      pausedUntil = now + loopPauseMs
      const last = asked.slice(-5).map((one) => one.height)
      asked = []
      return { loop: last }
    }
    return next
  }
}

/** A clock that goes on by four microseconds whenever it is read: the same work takes the same time on every machine. */
export function stepClock(): () => number {
  let now = 0
  return () => {
    now += 0.004
    return now
  }
}

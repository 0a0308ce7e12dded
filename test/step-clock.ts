/** A clock that goes on whenever it is read, in milliseconds: the same work takes the same time on every machine. */
export function stepClock(step = 0.004): () => number {
  let now = 0
  return () => {
    now += step
    return now
  }
}

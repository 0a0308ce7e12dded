/** Round values from 0 to at least `most`, few enough to read. */
export function scaleTicks(most: number): number[] {
  const rough = Math.max(1, most) / 3
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power)
  return Array.from(
    { length: Math.max(1, Math.ceil(Math.max(1, most) / step)) + 1 },
    (_, index) => index * step,
  )
}

/** The steps with a label: about six, evenly spaced, including the last. */
export function labelledSteps(count: number, most = 6): number[] {
  const every = Math.ceil(count / most)
  return Array.from({ length: count }, (_, index) => index).filter(
    (index) => (count - 1 - index) % every === 0,
  )
}

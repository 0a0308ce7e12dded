/** One measured thing: what, how much, and how much it should be. Nothing is asserted. */
export type Figure = { what: string; value: string; aim: string }

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}

/** A value's members, to look at one by one; of none for what has none. It is not copied: it may be of any size. */
export function membersOf(data: unknown): Record<string, unknown> {
  return isPlain(data) ? data : {}
}

export function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A small deterministic generator: every installation shows the same people and companies. */
export type DemoRandom = {
  /** A whole number from 0 up to and without `below`. */
  next: (below: number) => number
  pick: <Value>(values: readonly Value[]) => Value
  /** True about `percent` times in a hundred. */
  happens: (percent: number) => boolean
  uuid: () => string
}

/** Mulberry32 from a seed of 32 bits. */
export function createDemoRandom(seed: number): DemoRandom {
  let state = seed >>> 0
  const next = (below: number) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
  return {
    next,
    pick: (values) => {
      const value = values[next(values.length)]
      if (value === undefined) throw new RangeError('nothing to pick from')
      return value
    },
    happens: (percent) => next(100) < percent,
    uuid: () => formatUuid(Array.from({ length: 16 }, () => next(256))),
  }
}

function formatUuid(bytes: number[]): string {
  const hex = bytes.map((byte, index) => {
    if (index === 6) return ((byte & 0x0f) | 0x40).toString(16).padStart(2, '0')
    if (index === 8) return ((byte & 0x3f) | 0x80).toString(16).padStart(2, '0')
    return byte.toString(16).padStart(2, '0')
  })
  const text = hex.join('')
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join(
    '-',
  )
}

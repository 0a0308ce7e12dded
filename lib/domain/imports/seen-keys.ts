const emptyPlaces = 1 << 12
/** Beyond this part of it taken, a table is slow. */
const fullest = 0.7

/** Which keys came before, in 8 bytes each: open addressing over the first 64 bits of a hash. Of five million keys, two are taken for one by chance once in a million files. */
export class SeenKeys {
  #places = new BigUint64Array(emptyPlaces)
  #count = 0

  /** Adds a key by its hash; true if it was there. */
  addsNothing(hash: Buffer): boolean {
    // Zero means an empty place.
    const key = hash.readBigUInt64LE(0) || 1n
    if (this.#put(key)) return true
    this.#count += 1
    if (this.#count > this.#places.length * fullest) this.#grow()
    return false
  }

  #put(key: bigint): boolean {
    const places = this.#places
    const mask = places.length - 1
    let place = Number(key & 0xffff_ffffn) & mask
    for (;;) {
      const there = places[place]
      if (there === key) return true
      if (there === 0n) {
        places[place] = key
        return false
      }
      place = (place + 1) & mask
    }
  }

  #grow(): void {
    const before = this.#places
    this.#places = new BigUint64Array(before.length * 2)
    for (const key of before) if (key !== 0n) this.#put(key)
  }
}

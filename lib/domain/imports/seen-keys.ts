const emptyPlaces = 1 << 12
/** Beyond this part of it taken, a table is slow. */
const fullest = 0.7

/** Which keys came before, in 8 bytes each: open addressing over the first 64 bits of a hash. Of five million keys, two are taken for one by chance once in a million files. */
export class SeenKeys {
  #places = new BigUint64Array(emptyPlaces)
  #count = 0

  /** Whether a key was added, by its hash. */
  has(hash: Buffer): boolean {
    const key = keyOf(hash)
    return this.#places[this.#placeOf(key)] === key
  }

  /** Adds a key by its hash; true if it was there. */
  addsNothing(hash: Buffer): boolean {
    if (this.#put(keyOf(hash))) return true
    this.#count += 1
    if (this.#count > this.#places.length * fullest) this.#grow()
    return false
  }

  #put(key: bigint): boolean {
    const place = this.#placeOf(key)
    if (this.#places[place] === key) return true
    this.#places[place] = key
    return false
  }

  /** Where a key is, or would be. */
  #placeOf(key: bigint): number {
    const places = this.#places
    const mask = places.length - 1
    let place = Number(key & 0xffff_ffffn) & mask
    while (places[place] !== 0n && places[place] !== key) place = (place + 1) & mask
    return place
  }

  #grow(): void {
    const before = this.#places
    this.#places = new BigUint64Array(before.length * 2)
    for (const key of before) if (key !== 0n) this.#put(key)
  }
}

/** Zero means an empty place. */
function keyOf(hash: Buffer): bigint {
  return hash.readBigUInt64LE(0) || 1n
}

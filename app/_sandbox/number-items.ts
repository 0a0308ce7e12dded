/** Gives the items of a fixed list their index, as a key. */
export function numberItems<Item>(items: readonly Item[]): { item: Item; index: number }[] {
  return items.map((item, index) => ({ item, index }))
}

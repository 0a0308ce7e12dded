/** Items that only their index tells apart, in a list that does not change. */
export function numberItems<Item>(items: readonly Item[]): { item: Item; index: number }[] {
  return items.map((item, index) => ({ item, index }))
}

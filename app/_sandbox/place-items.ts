/** Things that are told apart by nothing but their place in a list that does not change. */
export function placeItems<Item>(items: readonly Item[]): { item: Item; place: number }[] {
  return items.map((item, place) => ({ item, place }))
}

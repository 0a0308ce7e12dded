/**
 * The indexes of the tabs that fit into a row of this width, with room for the button of the rest. The open tab is always among them.
 */
export function fitTabs({
  widths,
  available,
  moreWidth,
  gap,
  current,
}: {
  widths: number[]
  available: number
  moreWidth: number
  gap: number
  current: number
}): number[] {
  const places = [...widths.keys()]
  const widthOf = (shown: number[]) =>
    shown.reduce((sum, place) => sum + (widths[place] ?? 0), 0) + gap * Math.max(0, shown.length - 1)
  if (widthOf(places) <= available) return places
  const left = available - moreWidth - gap
  for (let count = places.length - 1; count > 0; count -= 1) {
    const shown = places.slice(0, count)
    if (current >= count) shown[count - 1] = current
    if (widthOf(shown) <= left) return shown
  }
  return current >= 0 ? [current] : []
}

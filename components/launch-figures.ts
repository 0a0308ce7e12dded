/** The share of ended launches. One that was left before the widget appeared doesn't count. */
export function formatShare({ shown, failed }: { shown: number; failed: number }): string {
  const ended = shown + failed
  return ended === 0 ? 'No data' : `${((shown / ended) * 100).toFixed(1)}%`
}

export function formatMs(ms: number | null): string {
  if (ms === null) return 'No data'
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** Words for a missing value. */
export function Missing({ children = 'None' }: { children?: string }) {
  return <span className="text-ink-3">{children}</span>
}

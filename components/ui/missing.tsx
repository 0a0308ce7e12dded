/** A fact that is not known, said in words. */
export function Missing({ children = 'None' }: { children?: string }) {
  return <span className="text-ink-3">{children}</span>
}

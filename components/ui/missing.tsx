/** A fact that isn't known: a quiet dash that screen readers read as "None", or the given word. */
export function Missing({ children }: { children?: string }) {
  return (
    <span className="text-ink-3">
      {children ?? (
        <>
          <span aria-hidden="true">–</span>
          <span className="sr-only">None</span>
        </>
      )}
    </span>
  )
}

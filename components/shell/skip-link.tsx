/** The first keyboard stop on every page. */
export function SkipLink() {
  return (
    <a
      href="#main"
      className="sr-only z-30 rounded-md bg-surface font-medium shadow-pop focus:not-sr-only focus:fixed! focus:top-2 focus:left-2 focus:px-3! focus:py-2!"
    >
      Skip to main content
    </a>
  )
}

/** The pictures that the browser part kept, each in its square frame: somebody else's pixels. */
export function ScreenshotStrip({
  shots,
  name,
}: {
  shots: readonly { id: string; width: number }[]
  name: string
}) {
  return (
    <ul
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls inside itself, and the keyboard needs a way to.
      tabIndex={0}
      aria-label="Screenshots"
      className="grid grid-cols-[6rem_minmax(0,1fr)_minmax(0,1.6fr)] items-start gap-3.5 overflow-x-auto p-3.5 max-md:grid-cols-[6rem_14rem_20rem]"
    >
      {shots.map(({ id, width }) => (
        <li key={id} className="min-w-0">
          <figure className="grid gap-1.5">
            <div
              data-state="neutral"
              data-tiny
              className="gate relative m-[3px] h-40 border border-line-strong bg-surface"
            >
              <a href={`/api/certification-shots/${id}`} className="block h-full overflow-hidden">
                {/* biome-ignore lint/performance/noImgElement: it is behind the session, and already as small as it is shown. */}
                <img
                  src={`/api/certification-shots/${id}`}
                  alt={`${name} at ${width} pixels`}
                  loading="lazy"
                  className="w-full"
                />
              </a>
            </div>
            <figcaption className="px-[3px] text-ink-3 text-xs tabular-nums">{width} px</figcaption>
          </figure>
        </li>
      ))}
    </ul>
  )
}

import { CopyButton } from './copy-button'
import { joinClasses } from './join-classes'

export type CodeLine = { text: string; kind?: 'plain' | 'dim' | 'del' | 'add' }

/** Code or headers, with lines to leave out and lines to send instead. */
export function CodeBlock({
  label,
  code,
  wrap = true,
  copy = false,
  className,
}: {
  /** What this is, for screen readers: "Response headers". */
  label: string
  code: string | CodeLine[]
  /** Break long lines; otherwise the block scrolls inside itself. */
  wrap?: boolean
  /** A copy button; a string is copied in place of the code. */
  copy?: boolean | string
  className?: string
}) {
  const lines = typeof code === 'string' ? code.split('\n').map((text): CodeLine => ({ text })) : code
  const numbered = lines.map((line, place) => ({ line, place }))
  return (
    <section aria-label={label} className={joinClasses('relative min-w-0', className)}>
      <pre
        tabIndex={wrap ? undefined : 0}
        className={joinClasses(
          'rounded-md border border-line bg-sunken py-2 font-mono text-ink text-xs/5 [font-variant-ligatures:none] [tab-size:2]',
          wrap ? 'whitespace-pre-wrap [overflow-wrap:anywhere]' : 'overflow-x-auto',
        )}
      >
        <code className={joinClasses('block', !wrap && 'w-max min-w-full')}>
          {numbered.map(({ line, place }) => (
            <CodeRow key={place} line={line} className={copy ? 'pr-10 pl-3' : 'px-3'} />
          ))}
        </code>
      </pre>
      {copy ? (
        <span className="absolute top-1.5 right-1.5 rounded-md bg-sunken">
          <CopyButton
            value={typeof copy === 'string' ? copy : lines.map((line) => line.text).join('\n')}
            label={`Copy ${label.toLowerCase()}`}
            size="sm"
            iconOnly
          />
        </span>
      ) : null}
    </section>
  )
}

function CodeRow({ line, className }: { line: CodeLine; className: string }) {
  const text = `${line.text || ' '}\n`
  if (line.kind === 'del') {
    return (
      <del className={joinClasses('block bg-danger-soft text-danger-ink no-underline', className)}>
        {text}
      </del>
    )
  }
  if (line.kind === 'add') {
    return <ins className={joinClasses('block bg-ok-soft text-ok-ink no-underline', className)}>{text}</ins>
  }
  return <span className={joinClasses('block', line.kind === 'dim' && 'text-ink-3', className)}>{text}</span>
}

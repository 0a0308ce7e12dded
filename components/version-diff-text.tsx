import { type DiffPart, diffWords, revealHidden } from '@/components/diff-words'

type Side = 'from' | 'to'

/** One side of a compared text, with deletions marked on the old side and insertions on the new one. */
export function DiffText({ from, to, side }: { from: string; to: string; side: Side }) {
  return withKeys(diffWords(from, to)[side]).map(({ key, text, isChanged }) =>
    isChanged ? (
      <Marked key={key} side={side}>
        {revealHidden(text)}
      </Marked>
    ) : (
      <span key={key}>{revealHidden(text)}</span>
    ),
  )
}

/** One side of a compared list, with entries that the other lacks marked. */
export function DiffList({
  from,
  to,
  side,
  labels = {},
  isMono = false,
}: {
  from: string[]
  to: string[]
  side: Side
  labels?: Record<string, string>
  isMono?: boolean
}) {
  const [own, other] = side === 'from' ? [from, to] : [to, from]
  if (own.length === 0) return <span className="text-ink-3">None</span>
  return (
    <ul className="grid gap-0.5">
      {own.map((entry) => (
        <li key={entry} className={isMono ? 'mono' : undefined}>
          {other.includes(entry) ? label(labels, entry) : <Marked side={side}>{label(labels, entry)}</Marked>}
        </li>
      ))}
    </ul>
  )
}

function Marked({ side, children }: { side: Side; children: string }) {
  if (side === 'from')
    return <del className="rounded-sm bg-danger-soft px-0.5 text-danger-ink line-through">{children}</del>
  return <ins className="rounded-sm bg-ok-soft px-0.5 font-medium text-ok-ink no-underline">{children}</ins>
}

function label(labels: Record<string, string>, entry: string): string {
  return labels[entry] ?? revealHidden(entry)
}

function withKeys(parts: DiffPart[]): (DiffPart & { key: number })[] {
  let position = 0
  return parts.map((part) => {
    const key = position
    position += part.text.length
    return { ...part, key }
  })
}

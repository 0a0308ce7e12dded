import { type Phase, PhaseGlyph, type StatusTone } from '@/components/ui/status'
import { Time } from '@/components/ui/time'
import type { Review } from './review-notes'

type Entry = Review['history'][number]

const looks: Record<Entry['action'], { phase: Phase; tone?: StatusTone; word: string }> = {
  'widget.submitted': { phase: 'half', word: 'submitted' },
  'widget.withdrawn': { phase: 'draft', word: 'withdrawn' },
  'widget.approved': { phase: 'active', word: 'approved' },
  'widget.returned': { phase: 'retiring', word: 'returned' },
  'widget.suspended': { phase: 'revoked', tone: 'danger', word: 'Suspended' },
  'widget.reinstated': { phase: 'active', word: 'Reinstated' },
  'widget.stopped': { phase: 'revoked', tone: 'warn', word: 'Stopped' },
  'widget.archived': { phase: 'draft', word: 'Archived' },
  'widget.restored': { phase: 'active', word: 'Restored' },
  'widget.resumed': { phase: 'active', word: 'Launches allowed again' },
}

/** The decisions on this widget with their reasons, newest first. */
export function ReviewHistory({ history }: { history: Entry[] }) {
  if (history.length === 0) return <p className="text-ink-3">No decisions yet.</p>
  return (
    <ol className="border-line border-t">
      {history.map((entry) => (
        <li
          key={entry.id}
          className="grid grid-cols-[12px_minmax(0,1fr)_auto] gap-x-2.5 border-line border-b py-2 max-md:grid-cols-[12px_minmax(0,1fr)]"
        >
          <span className="pt-1">
            <PhaseGlyph phase={looks[entry.action].phase} {...toneOf(entry)} />
          </span>
          <div className="min-w-0">
            <p>
              <span className="font-medium">{describeEntry(entry)}</span>{' '}
              <span className="text-ink-2">by {entry.actorName}</span>
            </p>
            {(entry.reason ?? entry.note) ? (
              <p className="max-w-[72ch] whitespace-pre-wrap text-ink-2 [overflow-wrap:anywhere]">
                {entry.reason ?? entry.note}
              </p>
            ) : null}
          </div>
          <Time value={entry.at} className="text-ink-3 text-xs leading-5 max-md:col-start-2" />
        </li>
      ))}
    </ol>
  )
}

function toneOf(entry: Entry): { tone?: StatusTone } {
  const { tone } = looks[entry.action]
  return tone ? { tone } : {}
}

function describeEntry({ action, version }: Entry): string {
  const { word } = looks[action]
  const isOfVersion = /^[a-z]/.test(word)
  return isOfVersion ? `Version ${version ?? '?'} ${word}` : word
}

import { type Phase, Status, type StatusTone } from '@/components/ui/status'
import type { WidgetStatus } from '@/lib/domain/widgets/widgets.schema'

type Look = { phase: Phase; tone?: StatusTone; word: string }

/** Glyph and word of each status; the same words in lists, heads and filters. */
export const widgetStatusLooks: Record<WidgetStatus, Look> = {
  draft: { phase: 'draft', word: 'Draft' },
  testing: { phase: 'staged', word: 'Team testing' },
  in_review: { phase: 'half', word: 'In review' },
  returned: { phase: 'retiring', word: 'Returned' },
  approved: { phase: 'active', word: 'Approved' },
  suspended: { phase: 'revoked', tone: 'danger', word: 'Suspended' },
  stopped: { phase: 'revoked', tone: 'warn', word: 'Stopped' },
  archived: { phase: 'draft', word: 'Archived' },
}

const changeWords = {
  draft: 'change in draft',
  in_review: 'change in review',
  returned: 'change returned',
} as const

export function WidgetStatusLine({
  status,
  version,
  change,
}: {
  status: WidgetStatus
  version?: number
  change?: keyof typeof changeWords | undefined
}) {
  const look = widgetStatusLooks[status]
  return (
    <Status phase={look.phase} {...(look.tone ? { tone: look.tone } : {})}>
      {look.word}
      {version ? `, version ${version}` : ''}
      {change ? `, ${changeWords[change]}` : ''}
    </Status>
  )
}

import type { WidgetStatus } from '@/lib/domain/widgets/widgets.schema'

/** The columns that a widget's status follows from. */
export const statusSelect = {
  suspendedAt: true,
  stoppedAt: true,
  archivedAt: true,
  testState: true,
  servingVersionId: true,
  workingVersion: { select: { state: true } },
} as const

type StatusColumns = {
  suspendedAt: Date | null
  stoppedAt: Date | null
  archivedAt: Date | null
  testState: string | null
  servingVersionId: string | null
  workingVersion: { state: string } | null
}

/** The one status shown of a widget: a stop comes first, then the state of its newest version. */
export function widgetStatus(widget: StatusColumns): WidgetStatus {
  if (widget.archivedAt) return 'archived'
  if (widget.suspendedAt) return 'suspended'
  if (widget.stoppedAt) return 'stopped'
  if (widget.servingVersionId) return 'approved'
  if (widget.workingVersion?.state === 'in_review') return 'in_review'
  if (widget.workingVersion?.state === 'returned') return 'returned'
  return widget.testState === 'accepted' ? 'testing' : 'draft'
}

/** Whether an approved widget has a newer version in progress, and its state. */
export function changeState(widget: StatusColumns): 'draft' | 'in_review' | 'returned' | undefined {
  if (!widget.servingVersionId || !widget.workingVersion) return undefined
  const { state } = widget.workingVersion
  return state === 'draft' || state === 'in_review' || state === 'returned' ? state : undefined
}

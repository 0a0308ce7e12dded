import { Note } from '@/components/ui/note'

/** What a self-run report proves, shown with each one. */
export function SelfRunNote({
  partnerName,
  attachedBy,
}: {
  /** Named for reviewers; its own members need no name. */
  partnerName?: string
  attachedBy: string | null
}) {
  const maker = partnerName ?? 'your team'
  return (
    <Note tone="warn" title="Self-run: the portal didn’t run these checks.">
      {partnerName ? `${partnerName} ran` : 'Your team ran'} the checks on its own machine, because the portal
      can’t reach this server. {attachedBy ? `${attachedBy} attached the report. ` : ''}The signature shows
      that its author has the widget’s secret and that the file wasn’t changed. It doesn’t show that the
      responses are real: only {maker} can know that.
    </Note>
  )
}

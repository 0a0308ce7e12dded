import { Note } from '@/components/ui/note'

/** What a self-run report is worth, wherever one is shown. */
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
    <Note tone="warn" title="Self-run: the portal did not see this itself.">
      {partnerName ? `${partnerName} ran` : 'Your team ran'} the checks on its own machine, because the portal
      cannot reach this server. {attachedBy ? `${attachedBy} attached the report. ` : ''}The signature shows
      that whoever made it holds the widget’s secret, and that the file was not changed since. It does not
      show that the answers are real: they are {partnerName ? `${maker}’s word` : 'your word'}.
    </Note>
  )
}

import { Status, Verdict } from '@/components/ui/status'

/** Whether a connector answers, and whether two secrets do. */
export function ConnectorState({
  disabledAt,
  retiringUntil,
  needsConnecting = false,
}: {
  disabledAt: Date | null
  retiringUntil: Date | undefined
  needsConnecting?: boolean
}) {
  if (disabledAt) return <Status phase="revoked">Disabled</Status>
  if (needsConnecting) return <Status phase="staged">Not connected</Status>
  return retiringUntil ? (
    <Status phase="retiring">Two secrets accepted</Status>
  ) : (
    <Status phase="active">Answering</Status>
  )
}

/** What became of a request: accepted, or the reason that only the owner sees. */
export function RequestOutcome({ reason }: { reason: string | null }) {
  if (reason === null) return <Verdict kind="ok">Answered</Verdict>
  return (
    <Verdict kind="bad">
      <code className="mono">{reason}</code>
    </Verdict>
  )
}

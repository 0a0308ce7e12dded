import { Status, Verdict } from '@/components/ui/status'

/** Whether a connector has answered a call that verified, and whether two secrets are accepted. */
export function ConnectorState({
  disabledAt,
  retiringUntil,
  hasAnswered,
  needsConnecting = false,
}: {
  disabledAt: Date | null
  retiringUntil: Date | undefined
  hasAnswered: boolean
  needsConnecting?: boolean
}) {
  if (disabledAt) return <Status phase="revoked">Disabled</Status>
  if (needsConnecting) return <Status phase="staged">Not connected</Status>
  if (retiringUntil) return <Status phase="retiring">Two secrets accepted</Status>
  return hasAnswered ? (
    <Status phase="active">Answering</Status>
  ) : (
    <Status phase="staged">Waiting for the first call</Status>
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

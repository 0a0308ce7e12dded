import { Status, Verdict } from '@/components/ui/status'

/** A connector's state: not connected, waiting for its first verified request, active, or with two accepted secrets. */
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
    <Status phase="active">Active</Status>
  ) : (
    <Status phase="staged">Waiting for the first request</Status>
  )
}

/** A request's outcome: accepted, or the reason for refusing it, which only the team sees. */
export function RequestOutcome({ reason }: { reason: string | null }) {
  if (reason === null) return <Verdict kind="ok">Answered</Verdict>
  return (
    <Verdict kind="bad">
      <code className="mono">{reason}</code>
    </Verdict>
  )
}

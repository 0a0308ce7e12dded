import { Verdict } from '@/components/ui/status'

/** Why a launch was not shown, in words. */
export const launchReasons: Record<string, string> = {
  refused_framing: 'Refuses to be framed',
  undeclared_origin: 'Went to an origin that it did not declare',
  unreachable: 'Could not be reached',
  refused: 'Refused a valid launch',
  server_error: 'Answered with a server error',
  redirect_loop: 'Redirected in a loop',
  too_slow: 'Did not arrive within 10 seconds',
  reload_loop: 'Loaded itself over and over',
}

/** How a launch went, in a glyph and words. */
export function LaunchOutcome({
  outcome,
  reason,
}: {
  outcome: 'opened' | 'opening' | 'left' | 'shown' | 'failed'
  reason: string | null
}) {
  if (outcome === 'shown') return <Verdict kind="ok">Shown</Verdict>
  if (outcome === 'failed') return <Verdict kind="bad">{launchReasons[reason ?? ''] ?? 'Not shown'}</Verdict>
  if (outcome === 'opening') return <Verdict kind="info">Opening</Verdict>
  return <Verdict kind="skip">Left before it was shown</Verdict>
}

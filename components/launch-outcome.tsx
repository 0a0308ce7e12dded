import { Verdict } from '@/components/ui/status'

/** Why a launch wasn't shown. */
export const launchReasons: Record<string, string> = {
  refused_framing: 'Refused to be framed',
  undeclared_origin: 'Went to an undeclared origin',
  unreachable: 'Couldn’t be reached',
  refused: 'Refused a valid launch',
  server_error: 'Server error',
  redirect_loop: 'Redirected in a loop',
  too_slow: 'Took longer than 10 seconds to load',
  reload_loop: 'Reloaded in a loop',
}

/** A launch's outcome as a glyph and words. */
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

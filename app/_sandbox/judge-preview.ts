import type { GateState } from '@/components/ui/gate'
import type { VerdictKind } from '@/components/ui/status'
import type { FramingReport, LaunchFailure } from '@/lib/domain/framing/framing.schema'
import type { Inspection, SandboxLaunchView } from '@/lib/domain/sandbox/launches.schema'
import { isExpected } from './is-expected'
import type { SandboxStage } from './use-sandbox-stage'

type Launched = Pick<SandboxLaunchView, 'wrong' | 'edited' | 'receiver'>
type Staged = Pick<SandboxStage, 'phase'>

/** The gate's words for the frame. `isSigned`: with the time of signing. */
export type PreviewVerdict = { gate: GateState; kind: VerdictKind | null; words: string; isSigned?: true }

/** What a correct receiver does with this launch. */
export function expectedOf({ wrong, edited, receiver }: Launched): 'accept' | 'refuse' | 'either' {
  if (edited) return receiver.accepts ? 'accept' : 'refuse'
  return wrong?.expected ?? 'accept'
}

/**
 * A frame fires load for the browser's error page too, and scripts can't tell the two apart. So the response to the portal's server
 * decides, and until it's known nothing counts as shown.
 */
export function judgePreview(
  view: Launched,
  inspected: Inspection | null,
  { phase }: Staged,
): PreviewVerdict {
  if (phase === 'blocked' || phase === 'refused' || inspected?.mayFrame === false)
    return { gate: 'refused', kind: 'bad', words: 'Not shown' }
  if (!inspected)
    return { gate: 'neutral', kind: null, words: phase === 'loaded' ? 'Checking the response' : 'Opening' }
  const { outcome } = inspected
  const status = inspected.hops.at(-1)?.status
  if (outcome === 'browser_only')
    return phase === 'silent'
      ? { gate: 'refused', kind: 'bad', words: 'No response' }
      : { gate: 'neutral', kind: 'info', words: 'Opened in your browser only' }
  if (outcome === 'unreachable' || status === undefined)
    return { gate: 'refused', kind: 'bad', words: 'No response' }
  if (view.wrong || view.edited) {
    const isRight = isExpected(outcome, expectedOf(view))
    const words = `${outcomeWords[outcome] ?? 'Responded'}, ${status}`
    return { gate: isRight ? 'shown' : 'refused', kind: isRight ? 'ok' : 'bad', words }
  }
  if (outcome === 'refused') return { gate: 'refused', kind: 'bad', words: `Refused your launch (${status})` }
  if (outcome !== 'accepted')
    return {
      gate: 'refused',
      kind: 'bad',
      words: status >= 500 ? `Server error (${status})` : `Responded ${status}`,
    }
  return phase === 'loaded'
    ? { gate: 'shown', kind: 'ok', words: 'Signed', isSigned: true }
    : { gate: 'neutral', kind: null, words: 'Opening' }
}

const outcomeWords: Partial<Record<Inspection['outcome'], string>> = {
  accepted: 'Accepted',
  refused: 'Refused',
}

/** Why the frame doesn't show the widget, for the CRM's diagnosis card; null where it does, or where the gate says enough. */
export function diagnosePreview(
  view: Launched,
  inspected: Inspection | null,
): { reason: LaunchFailure; report: FramingReport } | null {
  if (!inspected) return null
  const reason = failureOf(inspected, expectedOf(view) === 'accept' && !view.edited)
  if (!reason) return null
  const hop = inspected.hops.at(-1)
  return {
    reason,
    report: {
      verdict: reason,
      detail: inspected.detail,
      ...(hop ? describeAnswer(reason, hop) : {}),
      ...(reason === 'refused_framing' && inspected.send ? { send: inspected.send } : {}),
    },
  }
}

type Reason = Exclude<LaunchFailure, 'reload_loop'>

function failureOf({ outcome, mayFrame, send, hops }: Inspection, isToBeAccepted: boolean): Reason | null {
  if (outcome === 'unreachable') return 'unreachable'
  if (mayFrame === false) return send ? 'refused_framing' : null
  if (!isToBeAccepted) return null
  if (outcome === 'refused') return 'refused'
  return outcome === 'faulty' && (hops.at(-1)?.status ?? 0) >= 500 ? 'server_error' : null
}

function describeAnswer(
  reason: Reason,
  { method, url, status, totalMs, framing }: Inspection['hops'][number],
) {
  const { pathname, search } = new URL(url)
  return {
    status,
    request: `${method} ${pathname}${search ? '?…' : ''} → ${status} in ${totalMs} ms`,
    received:
      reason === 'refused_framing'
        ? framing.filter(({ verdict }) => verdict === 'bad').map(({ name, value }) => `${name}: ${value}`)
        : [`HTTP ${status}`],
  }
}

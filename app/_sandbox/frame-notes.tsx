'use client'

import { LaunchDiagnosis } from '@/components/launch-diagnosis'
import { Note } from '@/components/ui/note'
import type { Inspection, SandboxLaunchView } from '@/lib/domain/sandbox/launches.schema'
import { diagnosePreview } from './judge-preview'
import type { SandboxStage } from './use-sandbox-stage'

/** Why the frame shows nothing, or not what it should, and what to do. */
export function FrameNotes({
  view,
  name,
  partnerName,
  inspected,
  stage,
  onRetry,
}: {
  view: SandboxLaunchView
  name: string
  partnerName: string
  inspected: Inspection | null
  stage: SandboxStage
  onRetry: () => void
}) {
  if (stage.phase === 'blocked')
    return (
      <Note tone="danger" title="The stage stopped it." announce="politely">
        It went to {stage.blockedOrigin}, which this version does not declare. Declare the origin, or stay on
        those that are.
      </Note>
    )
  if (stage.refusal)
    return (
      <Note tone="danger" title="The stage did not open.">
        {stage.refusal.detail}
      </Note>
    )
  const failure = diagnosePreview(view, inspected)
  if (failure)
    return (
      <div className="overflow-hidden rounded-md border border-danger-line bg-surface">
        <LaunchDiagnosis
          failure={failure}
          launchId={view.launchId}
          name={name}
          partnerName={partnerName}
          reader={{ kind: 'developer' }}
          onRetry={onRetry}
        />
      </div>
    )
  if (inspected?.mayFrame === false)
    return (
      <Note tone="danger" title="Its headers do not let this CRM frame it." announce="politely">
        {inspected.detail}
      </Note>
    )
  if (view.frame?.isLocal && stage.phase === 'silent')
    return (
      <Note tone="warn" title="Nothing came from your machine." announce="politely">
        Is the server running, and did you allow this page to reach your own network? Nobody but your browser
        calls it.
      </Note>
    )
  if (inspected?.outcome === 'browser_only' && !view.frame?.isLocal)
    return (
      <Note title="Opened in your browser only." announce="politely">
        {inspected.detail}
      </Note>
    )
  if (stage.loads > 10)
    return (
      <Note tone="warn" title={`It loaded itself ${stage.loads} times.`}>
        The CRM stops a frame that goes round in circles.
      </Note>
    )
  return null
}

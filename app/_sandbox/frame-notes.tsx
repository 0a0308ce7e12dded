'use client'

import { LaunchDiagnosis } from '@/components/launch-diagnosis'
import { Note } from '@/components/ui/note'
import type { Inspection, SandboxLaunchView } from '@/lib/domain/sandbox/launches.schema'
import { diagnosePreview } from './judge-preview'
import type { SandboxStage } from './use-sandbox-stage'

/** Why the frame doesn't show the widget, and what to do. */
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
      <Note tone="danger" title="The CRM stopped it." announce="politely">
        It navigated to {stage.blockedOrigin}, which this version doesn’t declare. Declare that origin, or use
        only declared ones.
      </Note>
    )
  if (stage.refusal)
    return (
      <Note tone="danger" title="The launch did not open.">
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
      <Note tone="danger" title="Its headers don’t allow this CRM to frame it." announce="politely">
        {inspected.detail}
      </Note>
    )
  if (view.frame?.isLocal && stage.phase === 'silent')
    return (
      <Note tone="warn" title="Nothing arrived from your machine." announce="politely">
        Check that the server runs and that you allowed this page to reach your local network. Only your
        browser calls it.
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
        The CRM stops a frame that keeps reloading.
      </Note>
    )
  return null
}

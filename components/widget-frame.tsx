'use client'

import { RotateCw } from 'lucide-react'
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { LaunchDiagnosis } from '@/components/launch-diagnosis'
import { Button } from '@/components/ui/button'
import { Gate, type GateState } from '@/components/ui/gate'
import { Icon } from '@/components/ui/icon'
import { isTyping } from '@/components/ui/is-typing'
import { joinClasses } from '@/components/ui/join-classes'
import { Kbd } from '@/components/ui/kbd'
import { Progress, ProgressSteps, type Step } from '@/components/ui/progress'
import { Verdict } from '@/components/ui/status'
import { Time } from '@/components/ui/time'
import { useToast } from '@/components/ui/toast'
import { type StageState, useStage } from '@/components/use-stage'
import { useWire } from '@/components/use-wire'
import { isRecordPlacement, type Placement } from '@/lib/domain/protocols/placements.schema'

type WidgetFrameProps = {
  widgetId: string
  name: string
  partnerName: string
  origin: string
  tile: ReactNode
  placement: Placement
  /** The record or step that the placement is opened for. */
  recordId?: string | undefined
  step?: number | undefined
  /** The result of the partner's search that is opened instead of the record. */
  resultId?: string | undefined
  /** Its name in words: the person's name. */
  recordName: string
  teamName: string
  memberCount: number
  canSwitch: boolean
  singleKeys: boolean
  /** Sanitised HTML that the widget inserts into the email. */
  onHtml?: (html: string) => void
  /** The widget completed the step that it was opened for. */
  onCompleted?: (step: { actionId: number; title: string }) => void
}

/** A widget in its placement: the gate around its stage, the progress while it opens, and the diagnosis if it fails. */
export function WidgetFrame(props: WidgetFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [attempt, setAttempt] = useState(0)
  const { show } = useToast()
  const wire = useWire(frame, props)
  const [stage, reset] = useStage(frame, (message) => {
    wire.hear(message)
    if (message.type === 'framegate.html') props.onHtml?.(message.html)
    if (message.type === 'framegate.completed') props.onCompleted?.(message)
    if (message.type === 'framegate.message_refused')
      show({
        tone: 'error',
        title: `${props.name} sent a message that was refused`,
        description: message.detail,
      })
  })
  const reload = useCallback(() => {
    reset()
    setAttempt((count) => count + 1)
  }, [reset])
  useReloadKey(props.singleKeys, reload)
  const isOver = stage.phase === 'failed' || stage.phase === 'refused'
  // The refusal's page stays readable.
  const isHidden = isOver && stage.failure?.reason !== 'refused'
  const isOpening = stage.phase === 'starting' || stage.phase === 'opening'
  const source = stageAddress(props, attempt > 0)
  return (
    <>
      <Gate
        state={gateStates[stage.phase]}
        by={`By ${props.partnerName}`}
        origin={props.origin.replace(/^https?:\/\//, '')}
        status={<GateStatus stage={stage} />}
        actions={
          <Button
            variant="quiet"
            size="sm"
            icon={<Icon of={RotateCw} size={14} />}
            label="Reload with a fresh launch"
            onClick={reload}
          />
        }
      >
        {isOver ? (
          <LaunchDiagnosis
            failure={stage.failure}
            refusal={stage.refusal}
            launchId={stage.launchId}
            name={props.name}
            partnerName={props.partnerName}
            reader={{ kind: 'agent', recordName: props.recordName, canSwitch: props.canSwitch }}
            onRetry={reload}
          />
        ) : null}
        <div
          className={
            isHidden
              ? undefined
              : joinClasses('relative', heights[props.placement], isOver && 'border-line border-t')
          }
          style={wire.height === undefined || isHidden ? undefined : { height: wire.height }}
        >
          {isOpening ? <Opening {...props} stage={stage} /> : null}
          <iframe
            key={attempt}
            ref={frame}
            src={source}
            title={props.name}
            className={isHidden ? 'hidden' : 'absolute inset-0 size-full border-0'}
          />
        </div>
      </Gate>
      <p className="mx-1 mt-2.5 flex flex-wrap gap-x-4 text-ink-3 text-xs">
        <span>
          Shown to {props.memberCount} {props.memberCount === 1 ? 'member' : 'members'} of {props.teamName}.{' '}
          {props.partnerName} receives {received[props.placement]}.
          {stage.ignoredMessages > 0
            ? ` ${stage.ignoredMessages} messages from the widget were ignored.`
            : ''}
        </span>
        <span className="ml-auto whitespace-nowrap max-md:hidden">
          {isRecordPlacement(props.placement) ? (
            <>
              <Kbd>Alt</Kbd> <Kbd>←</Kbd> <Kbd>→</Kbd> tabs&ensp;
            </>
          ) : null}
          {props.singleKeys ? (
            <>
              <Kbd>R</Kbd> reload
            </>
          ) : null}
        </span>
      </p>
    </>
  )
}

function stageAddress(
  { widgetId, placement, recordId, step, resultId }: WidgetFrameProps,
  isRetry: boolean,
): string {
  const query = new URLSearchParams({ placement })
  if (recordId) query.set('record', recordId)
  if (step !== undefined) query.set('step', String(step))
  if (resultId !== undefined) query.set('result', resultId)
  if (isRetry) query.set('retry', '')
  return `/frames/${widgetId}?${query}`
}

const heights: Record<Placement, string> = {
  person: 'h-[34rem] max-md:h-[30rem]',
  company: 'h-[34rem] max-md:h-[30rem]',
  full_page: 'h-[calc(100dvh-13rem)] min-h-[30rem]',
  // The protocol's sizes of these two slots.
  email_editor: 'h-[450px]',
  custom_action: 'h-[400px]',
}

const received: Record<Placement, string> = {
  person: 'this person and who you are',
  company: 'this company and who you are',
  full_page: 'who you are, but no record',
  email_editor: 'the recipient and who you are',
  custom_action: 'this step, its person and who you are',
}

const gateStates: Record<StageState['phase'], GateState> = {
  starting: 'neutral',
  opening: 'neutral',
  shown: 'shown',
  failed: 'refused',
  refused: 'refused',
}

function GateStatus({ stage }: { stage: StageState }) {
  if (stage.phase === 'failed' || stage.phase === 'refused') {
    return (
      <Verdict kind="bad" className="text-danger-ink">
        {describeFailed(stage)}
      </Verdict>
    )
  }
  if (stage.phase !== 'shown' || !stage.signedAt) return <span className="text-ink-3">Opening</span>
  return (
    <>
      <Verdict kind="ok" className="text-ok-ink">
        Signed <Time value={stage.signedAt} shape="time" />
      </Verdict>
      <span className="text-ink-3 tabular-nums max-md:hidden">{formatDuration(stage.settledMs ?? 0)}</span>
    </>
  )
}

function describeFailed({ failure }: StageState): string {
  const status = failure?.report.status
  if (failure?.reason === 'refused') return `Refused your launch${status ? ` (${status})` : ''}`
  return failure?.reason === 'server_error' && status ? `Server error (${status})` : 'Not shown'
}

function Opening({ stage, name, origin, tile }: WidgetFrameProps & { stage: StageState }) {
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    // Nothing is shown for 300 ms, so that a quick widget doesn't flash.
    const timer = setTimeout(() => setLong(true), 300)
    return () => clearTimeout(timer)
  }, [])
  if (!isLong) return null
  const isSigned = stage.signMs !== undefined
  const isAnswered = stage.answeredMs !== undefined
  const steps: Step[] = [
    {
      label: 'Launch signed',
      state: isSigned ? 'done' : 'now',
      ...(isSigned ? { took: `${stage.signMs} ms` } : {}),
    },
    {
      label: `Response from ${new URL(origin).host}`,
      state: isAnswered ? 'done' : isSigned ? 'now' : 'next',
      ...(isAnswered ? { took: formatDuration(stage.answeredMs ?? 0) } : {}),
    },
    { label: 'Waiting for the page to finish', state: isAnswered ? 'now' : 'next' },
  ]
  return (
    <div className="absolute inset-0 z-1 bg-surface">
      <Progress label={`Opening ${name}`} />
      <div className="grid h-full content-center justify-items-center gap-2.5 p-6">
        {tile}
        <p className="font-medium text-base">Opening {name}</p>
        <ProgressSteps steps={steps} />
      </div>
    </div>
  )
}

function useReloadKey(enabled: boolean, reload: () => void): void {
  useEffect(() => {
    if (!enabled) return
    function follow(event: KeyboardEvent) {
      if (
        event.key.toLowerCase() !== 'r' ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        isTyping(event)
      )
        return
      reload()
    }
    addEventListener('keydown', follow)
    return () => removeEventListener('keydown', follow)
  }, [enabled, reload])
}

function formatDuration(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`
}

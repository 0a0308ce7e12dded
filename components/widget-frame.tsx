'use client'

import { RotateCw } from 'lucide-react'
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { LaunchDiagnosis } from '@/components/launch-diagnosis'
import { Button } from '@/components/ui/button'
import { Gate, type GateState } from '@/components/ui/gate'
import { Icon } from '@/components/ui/icon'
import { isTyping } from '@/components/ui/is-typing'
import { Kbd } from '@/components/ui/kbd'
import { Progress, ProgressSteps, type Step } from '@/components/ui/progress'
import { Verdict } from '@/components/ui/status'
import { Time } from '@/components/ui/time'
import { type StageState, useStage } from '@/components/use-stage'
import type { Placement } from '@/lib/domain/widget-settings.schema'

type WidgetFrameProps = {
  widgetId: string
  name: string
  partnerName: string
  origin: string
  tile: ReactNode
  placement: Placement
  recordId: string
  recordName: string
  teamName: string
  memberCount: number
  canSwitch: boolean
  singleKeys: boolean
}

/** A widget on a record: the gate around its stage, what is happening while it opens, and the diagnosis if it does not. */
export function WidgetFrame(props: WidgetFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [attempt, setAttempt] = useState(0)
  const [stage, reset] = useStage(frame)
  const reload = useCallback(() => {
    reset()
    setAttempt((count) => count + 1)
  }, [reset])
  useReloadKey(props.singleKeys, reload)
  const isOver = stage.phase === 'failed' || stage.phase === 'refused'
  const isOpening = stage.phase === 'starting' || stage.phase === 'opening'
  const source = `/frames/${props.widgetId}?placement=${props.placement}&record=${props.recordId}`
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
        <div className={isOver ? undefined : 'relative h-[34rem] max-md:h-[30rem]'}>
          {isOpening ? <Opening {...props} stage={stage} /> : null}
          {isOver ? (
            <LaunchDiagnosis
              stage={stage}
              name={props.name}
              partnerName={props.partnerName}
              recordName={props.recordName}
              canSwitch={props.canSwitch}
              onRetry={reload}
            />
          ) : null}
          <iframe
            key={attempt}
            ref={frame}
            src={source}
            title={props.name}
            className={isOver ? 'hidden' : 'absolute inset-0 size-full border-0'}
          />
        </div>
      </Gate>
      <p className="mx-1 mt-2.5 flex flex-wrap gap-x-4 text-ink-3 text-xs">
        <span>
          Shown to {props.memberCount} {props.memberCount === 1 ? 'member' : 'members'} of {props.teamName}.{' '}
          {props.partnerName} receives this {props.placement} and your email address.
          {stage.ignoredMessages > 0 ? ` ${stage.ignoredMessages} messages of the widget were ignored.` : ''}
        </span>
        <span className="ml-auto whitespace-nowrap max-md:hidden">
          <Kbd>Alt</Kbd> <Kbd>←</Kbd> <Kbd>→</Kbd> tabs
          {props.singleKeys ? (
            <>
              &ensp;
              <Kbd>R</Kbd> reload
            </>
          ) : null}
        </span>
      </p>
    </>
  )
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
        Not shown
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

function Opening({ stage, name, origin, tile }: WidgetFrameProps & { stage: StageState }) {
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    // Under 300 ms nothing is shown: a quick widget should not flash.
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
      label: `Answer from ${new URL(origin).host}`,
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

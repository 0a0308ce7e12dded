'use client'

import { RotateCw } from 'lucide-react'
import { type ReactNode, type RefObject, useRef, useState } from 'react'
import { Avatar } from '@/components/ui/avatar'
import { Button, ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Gate } from '@/components/ui/gate'
import { Icon } from '@/components/ui/icon'
import { Kbd } from '@/components/ui/kbd'
import { Verdict } from '@/components/ui/status'
import { Tag } from '@/components/ui/tag'
import { Time } from '@/components/ui/time'
import { isFramePlace, placeLabels } from '@/lib/domain/protocols/places.schema'
import type { Inspection, SandboxLaunchView, SandboxSettings } from '@/lib/domain/sandbox/launches.schema'
import type { SandboxWorkbench } from '@/lib/domain/sandbox/workbench'
import { CallAnswer } from './call-answer'
import { FrameNotes } from './frame-notes'
import { type FrameSize, nameScale, sizeFrame } from './frame-size'
import { judgePreview, type PreviewVerdict } from './judge-preview'
import { readSubject } from './read-subject'
import type { SandboxStage } from './use-sandbox-stage'
import { useWidth } from './use-width'

type Props = {
  bench: SandboxWorkbench
  tile: ReactNode
  view: SandboxLaunchView | null
  inspected: Inspection | null
  stage: SandboxStage
  frame: RefObject<HTMLIFrameElement | null>
  attempt: number
  width: SandboxSettings['width']
  theme: 'light' | 'dark'
  isLaunching: boolean
  /** Whether the settings differ from those of the launch on screen. */
  isChanged: boolean
  canLaunch: boolean
  onReload: () => void
  /** Launches the current settings. */
  onLaunch: () => void
}

/** The launch in a simulated CRM: the frame in its gate, or the response to a request without a frame. */
export function Preview(props: Props) {
  const { view, bench, tile } = props
  if (!view) return <Nothing {...props} />
  const subject = readSubject(view)
  return (
    <div className="flex min-w-0 shrink-0 flex-col overflow-hidden rounded-md border border-line-strong bg-canvas">
      <div className="flex items-center gap-2.5 px-3.5 pt-3 pb-2">
        <Avatar name={subject.name} />
        <span className="grid min-w-0 flex-1">
          <span className="truncate font-semibold text-base">{subject.name}</span>
          <span className="truncate text-ink-3 text-xs">{describeSlot(view)}</span>
        </span>
        <Tag>{view.settings.record === 'own' ? 'Own JSON' : 'Sample record'}</Tag>
      </div>
      <div className="flex gap-0.5 overflow-hidden border-line border-b px-1.5" aria-hidden="true">
        <span className="tab-link">Overview</span>
        <span className="tab-link">Activity</span>
        <span className="tab-link tab-link-apart" aria-current="page">
          {tile}
          {bench.name}
        </span>
      </div>
      <div className="flex-1 p-3.5 max-md:px-2">
        {view.frame ? (
          <FramedLaunch {...props} view={view} />
        ) : (
          <CallAnswer view={view} inspected={props.inspected} />
        )}
      </div>
    </div>
  )
}

function Nothing({ bench, isLaunching }: Props) {
  if (bench.secrets.length === 0)
    return (
      <EmptyState
        framed
        title="No secret to sign with"
        actions={
          bench.isReview ? undefined : (
            <ButtonLink href={`/partner/widgets/${bench.widgetId}/certification`}>
              Create sandbox secret
            </ButtonLink>
          )
        }
      >
        Each team has its own secret with {bench.name}, which the sandbox never uses. Create a sandbox secret
        for launches here and add it to your server.
      </EmptyState>
    )
  return (
    <EmptyState framed title={isLaunching ? 'Signing launch' : 'No launch yet'}>
      {isLaunching
        ? 'It opens here in a moment.'
        : 'Choose the settings, then press Launch. The widget opens here as agents see it.'}
    </EmptyState>
  )
}

function FramedLaunch({
  view,
  bench,
  inspected,
  stage,
  frame,
  attempt,
  ...props
}: Props & { view: SandboxLaunchView }) {
  const verdict: PreviewVerdict = props.isLaunching
    ? { gate: 'neutral', kind: null, words: 'Launching' }
    : judgePreview(view, inspected, stage)
  const room = useRef<HTMLElement>(null)
  const inside = useWidth(room)
  const size = sizeFrame(view.place, { width: props.width, height: stage.height }, (inside ?? 0) - gateEdges)
  const isStale = props.isChanged && !props.isLaunching
  return (
    <div className="grid min-w-0 gap-3">
      <section ref={room} className="min-w-0" aria-label="Preview">
        {inside === null ? null : (
          <div className="mx-auto" style={{ width: size.width * size.scale + gateEdges }}>
            <Gate
              state={isStale ? 'neutral' : verdict.gate}
              by={`By ${bench.partnerName}`}
              origin={view.frame?.origin.replace(/^https?:\/\//, '') ?? ''}
              status={isStale ? null : <GateWords view={view} verdict={verdict} />}
              className="max-md:mx-1!"
              actions={
                <Button
                  variant="quiet"
                  size="sm"
                  icon={<Icon of={RotateCw} size={14} />}
                  label="Open this launch again"
                  onClick={props.onReload}
                />
              }
            >
              {isStale ? <Changed {...props} /> : null}
              <div className="overflow-hidden" style={{ height: size.height * size.scale }}>
                <Stage
                  key={`${view.launchId} ${attempt}`}
                  ref={frame}
                  title={bench.name}
                  view={view}
                  theme={props.theme}
                  size={size}
                />
              </div>
            </Gate>
          </div>
        )}
        <p className="pt-1.5 text-center text-2xs text-ink-3 tabular-nums">{describeSize(size, stage)}</p>
      </section>
      {isStale || props.isLaunching ? null : (
        <FrameNotes
          view={view}
          name={bench.name}
          partnerName={bench.partnerName}
          inspected={inspected}
          stage={stage}
          onRetry={props.onLaunch}
        />
      )}
    </div>
  )
}

/** The gate's margin and border on both sides of its frame. */
const gateEdges = 10

function describeSize(size: FrameSize, { height }: SandboxStage): string {
  const asked = height === null ? null : 'the height that the widget asked for'
  return [`${size.width} × ${size.height} px`, asked, nameScale(size)]
    .filter((part) => part !== null)
    .join(', ')
}

/** One opening of a launch. Another theme does not load it again: the stage and the widget are told of it. */
function Stage({
  ref,
  title,
  view,
  theme,
  size,
}: {
  ref: RefObject<HTMLIFrameElement | null>
  title: string
  view: SandboxLaunchView
  theme: 'light' | 'dark'
  size: FrameSize
}) {
  const { frame, host } = view.settings
  const [query] = useState(() => new URLSearchParams({ frame, theme, host }))
  return (
    <iframe
      ref={ref}
      title={title}
      src={`/frames/sandbox/${view.launchId}?${query}`}
      allow={view.frame?.isLocal ? 'local-network-access' : undefined}
      className="block origin-top-left border-0 bg-surface"
      style={{
        width: size.width,
        height: size.height,
        ...(size.scale < 1 ? { transform: `scale(${size.scale})` } : {}),
      }}
    />
  )
}

/** The settings changed since the launch below. */
function Changed({ canLaunch, onLaunch }: Pick<Props, 'canLaunch' | 'onLaunch'>) {
  return (
    <div role="status" className="border-line border-b bg-warn-soft px-2 py-1 text-warn-ink text-xs">
      {canLaunch ? (
        <Button variant="quiet" size="sm" className="w-full text-warn-ink!" onClick={onLaunch}>
          Settings changed · Launch <Kbd className="max-md:hidden">⌘↵</Kbd>
        </Button>
      ) : (
        <span className="px-2">Settings changed: this is the previous launch.</span>
      )}
    </div>
  )
}

function GateWords({ view, verdict }: { view: SandboxLaunchView; verdict: PreviewVerdict }) {
  const { kind, words, isSigned } = verdict
  if (!kind) return <span className="text-ink-3">{words}</span>
  return (
    <Verdict kind={kind}>
      {words}
      {isSigned ? <Time value={view.createdAt} shape="time" /> : null}
    </Verdict>
  )
}

function describeSlot({ place }: SandboxLaunchView): string {
  return `${placeLabels[place]}, ${isFramePlace(place) ? 'simulated' : 'a request without a frame'}`
}

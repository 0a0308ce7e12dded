'use client'

import { RotateCw } from 'lucide-react'
import { useTheme } from 'next-themes'
import type { ReactNode, RefObject } from 'react'
import { Avatar } from '@/components/ui/avatar'
import { Button, ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Gate } from '@/components/ui/gate'
import { Icon } from '@/components/ui/icon'
import { joinClasses } from '@/components/ui/join-classes'
import { Verdict } from '@/components/ui/status'
import { Tag } from '@/components/ui/tag'
import { Time } from '@/components/ui/time'
import { isFramePlace, type Place, placeLabels } from '@/lib/domain/protocols/places.schema'
import type { Inspection, SandboxLaunchView, SandboxSettings } from '@/lib/domain/sandbox/launches.schema'
import type { SandboxWorkbench } from '@/lib/domain/sandbox/workbench'
import { CallAnswer } from './call-answer'
import { FrameNotes } from './frame-notes'
import { judgePreview, type PreviewVerdict } from './judge-preview'
import { readSubject } from './read-subject'
import type { SandboxStage } from './use-sandbox-stage'

type Props = {
  bench: SandboxWorkbench
  tile: ReactNode
  view: SandboxLaunchView | null
  inspected: Inspection | null
  stage: SandboxStage
  frame: RefObject<HTMLIFrameElement | null>
  attempt: number
  width: SandboxSettings['width']
  isLaunching: boolean
  onReload: () => void
  /** A fresh launch of what is chosen. */
  onLaunch: () => void
}

/** The launch in a CRM that is only drawn: the frame in its gate, or the answer of a call that has none. */
export function Preview(props: Props) {
  const { view, bench, tile } = props
  if (!view) return <Nothing {...props} />
  const subject = readSubject(view)
  return (
    <div className="flex min-w-0 flex-col overflow-hidden rounded-md border border-line-strong bg-canvas">
      <div className="flex items-center gap-2.5 px-3.5 pt-3 pb-2">
        <Avatar name={subject.name} />
        <span className="grid min-w-0 flex-1">
          <span className="truncate font-semibold text-base">{subject.name}</span>
          <span className="truncate text-ink-3 text-xs">{describeSlot(view, props.width)}</span>
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
        title="No secret can sign here"
        actions={
          bench.isReview ? undefined : (
            <ButtonLink href={`/partner/widgets/${bench.widgetId}/certification`}>
              Create a sandbox secret
            </ButtonLink>
          )
        }
      >
        Each team has a secret of its own with {bench.name}, and the sandbox uses none of theirs. Make a
        sandbox secret and give it to your server: launches here are signed with it.
      </EmptyState>
    )
  return (
    <EmptyState framed title={isLaunching ? 'Signing a launch' : 'Nothing launched yet'}>
      {isLaunching
        ? 'It opens here in a moment.'
        : 'Choose what to launch, then press Launch. It opens here as agents see it.'}
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
  width,
  onReload,
  onLaunch,
}: Props & { view: SandboxLaunchView }) {
  const { resolvedTheme } = useTheme()
  const chosen = view.settings.theme
  const theme = chosen === 'match' ? (resolvedTheme === 'dark' ? 'dark' : 'light') : chosen
  const verdict = judgePreview(view, inspected, stage)
  const query = new URLSearchParams({ frame: view.settings.frame, theme })
  return (
    <div className="grid min-w-0 gap-3">
      {/* A frame wider than the page scrolls in its own place. */}
      <section className="min-w-0 overflow-x-auto p-1.5" aria-label="Preview">
        <div className={joinClasses('mx-auto', frameWidths(view.place, width))}>
          <Gate
            state={verdict.gate}
            by={`By ${bench.partnerName}`}
            origin={view.frame?.origin.replace(/^https?:\/\//, '') ?? ''}
            status={<GateWords view={view} verdict={verdict} />}
            actions={
              <Button
                variant="quiet"
                size="sm"
                icon={<Icon of={RotateCw} size={14} />}
                label="Open this very launch again"
                onClick={onReload}
              />
            }
          >
            <iframe
              key={`${view.launchId} ${attempt} ${theme}`}
              ref={frame}
              title={bench.name}
              src={`/frames/sandbox/${view.launchId}?${query}`}
              allow={view.frame?.isLocal ? 'local-network-access' : undefined}
              className={joinClasses('block w-full border-0 bg-surface', frameHeights(view.place))}
            />
          </Gate>
        </div>
      </section>
      <FrameNotes
        view={view}
        name={bench.name}
        partnerName={bench.partnerName}
        inspected={inspected}
        stage={stage}
        onRetry={onLaunch}
      />
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

/** The sizes of the slots that have one of their own, else what was chosen. */
function frameWidths(place: Place, width: SandboxSettings['width']): string {
  if (width !== 'slot') return fixedWidths[width]
  if (place === 'email_editor') return 'w-[798px]'
  return place === 'custom_action' ? 'w-[598px]' : 'min-w-[320px]'
}

const fixedWidths = { '320': 'w-[320px]', '390': 'w-[390px]', '768': 'w-[768px]', '1280': 'w-[1280px]' }

function frameHeights(place: Place): string {
  if (place === 'email_editor') return 'h-[450px]'
  if (place === 'custom_action') return 'h-[400px]'
  return place === 'full_page' ? 'h-[calc(100dvh-17rem)] min-h-[30rem]' : 'h-[34rem] min-h-[320px]'
}

function describeSlot(view: SandboxLaunchView, width: SandboxSettings['width']): string {
  if (!isFramePlace(view.place)) return `${placeLabels[view.place]}: a call without a frame`
  const size = {
    person: 'as wide as the page',
    company: 'as wide as the page',
    full_page: 'the whole page',
    email_editor: '798 × 450',
    custom_action: '598 × 400',
  }[view.place]
  return `Simulated ${placeLabels[view.place].toLowerCase()}, ${width === 'slot' ? size : `${width} px`}`
}

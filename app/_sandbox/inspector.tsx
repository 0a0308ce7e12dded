'use client'

import { isFramePlace } from '@/lib/domain/protocols/places.schema'
import type { SandboxEdit } from '@/lib/domain/sandbox/launches.schema'
import type { SandboxWorkbench } from '@/lib/domain/sandbox/workbench'
import { BytesTab } from './bytes-tab'
import { EditDialog } from './edit-dialog'
import { HistoryTab } from './history-tab'
import { type InspectorTab, InspectorTabs } from './inspector-tabs'
import { LaunchTab } from './launch-tab'
import { MessagesTab } from './messages-tab'
import { ResponseTab } from './response-tab'
import type { useLaunches } from './use-launches'
import type { SandboxStage } from './use-sandbox-stage'

export type InspectorTabId = 'launch' | 'bytes' | 'response' | 'messages' | 'history'

type Props = {
  bench: SandboxWorkbench
  launches: ReturnType<typeof useLaunches>
  nextCursor: string | undefined
  stage: SandboxStage
  tab: InspectorTabId
  path: string
  onTab: (tab: InspectorTabId) => void
  onClear: () => void
  onOpen: (launchId: string) => void
  onEdit: (edit: SandboxEdit) => void
}

/** All that is known of the launch that is open, and the ones before it. */
export function Inspector(props: Props) {
  const { bench, launches, stage, tab, path, onTab, onEdit } = props
  const { view, inspected, rows } = launches
  const doctorPath = bench.isReview ? undefined : `/partner/widgets/${bench.widgetId}/doctor`
  const nothing = (
    <p className="px-4 py-3 text-ink-3 text-xs">Launch first: its request and answer come here.</p>
  )
  const messages = stage.groups.reduce((sum, { count }) => sum + count, 0) + stage.dropped
  const tabs: InspectorTab<InspectorTabId>[] = [
    {
      id: 'launch',
      label: 'Launch',
      panel: view ? <LaunchTab view={view} inspected={inspected} doctorPath={doctorPath} /> : nothing,
    },
    { id: 'bytes', label: 'Bytes', panel: view ? <BytesTab key={view.launchId} view={view} /> : nothing },
    {
      id: 'response',
      label: 'Response',
      panel: view ? <ResponseTab view={view} inspected={inspected} loadedMs={stage.loadedMs} /> : nothing,
    },
    ...(view && !isFramePlace(view.place)
      ? []
      : [
          {
            id: 'messages' as const,
            label: 'Messages',
            count: messages,
            panel: (
              <MessagesTab
                groups={stage.groups}
                dropped={stage.dropped}
                protocol={bench.protocol}
                place={view?.place ?? 'person'}
                onClear={props.onClear}
              />
            ),
          },
        ]),
    {
      id: 'history',
      label: 'History',
      panel: (
        <HistoryTab
          widgetId={bench.widgetId}
          rows={rows}
          cursor={props.nextCursor}
          openId={view?.launchId}
          hrefOf={(launchId) => `${path}?launch=${launchId}`}
          titleOf={(wrong) => titleOf(bench, wrong)}
          onOpen={props.onOpen}
        />
      ),
    },
  ]
  const last = inspected?.hops.at(-1)
  return (
    <>
      {view ? (
        <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b py-1.5 pr-3 pl-4 text-xs">
          <span className="mono font-semibold">{view.request.method}</span>
          {last ? (
            <span className="tabular-nums">
              <span className="font-semibold">{last.status}</span>{' '}
              <span className="text-ink-3">
                {inspected?.hops.reduce((sum, { totalMs }) => sum + totalMs, 0)} ms
              </span>
            </span>
          ) : (
            <span className="text-ink-3">{inspected ? 'no answer' : 'sending'}</span>
          )}
          <span className="mono min-w-0 truncate text-ink-3" data-testid="launch-id">
            {view.launchId}
          </span>
          {bench.isReview ? null : (
            <span className="ml-auto">
              <EditDialog view={view} onSend={onEdit} />
            </span>
          )}
        </div>
      ) : null}
      <InspectorTabs label="Inspector" tabs={tabs} open={tab} onOpen={onTab} />
    </>
  )
}

function titleOf(bench: SandboxWorkbench, wrong: string): string {
  const listed = bench.versions.flatMap(({ places }) => places.flatMap((place) => place.wrong))
  return listed.find(({ id }) => id === wrong)?.title ?? wrong
}

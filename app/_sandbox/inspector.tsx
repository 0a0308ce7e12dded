'use client'

import type { SandboxEdit } from '@/lib/domain/sandbox/launches.schema'
import type { SandboxWorkbench } from '@/lib/domain/sandbox/workbench'
import { BytesPart, OpensslPart } from './bytes-parts'
import { EditDialog } from './edit-dialog'
import { HistoryTab } from './history-tab'
import { type InspectorTab, InspectorTabs } from './inspector-tabs'
import { ContentPart, ExpectedPart, RequestPart, SignedWithPart } from './launch-parts'
import { ResponseParts } from './response-parts'
import type { useLaunches } from './use-launches'
import type { SandboxStage } from './use-sandbox-stage'

export type InspectorTabId = 'launch' | 'history'

type Props = {
  bench: SandboxWorkbench
  launches: ReturnType<typeof useLaunches>
  nextCursor: string | undefined
  stage: SandboxStage
  tab: InspectorTabId
  path: string
  onTab: (tab: InspectorTabId) => void
  onOpen: (launchId: string) => void
  onEdit: (edit: SandboxEdit) => void
}

/** The details of the open launch, and the launches before it. */
export function Inspector(props: Props) {
  const { bench, launches, stage, tab, path, onTab, onEdit } = props
  const { view, inspected, rows } = launches
  const doctorPath = bench.isReview ? undefined : `/partner/widgets/${bench.widgetId}/doctor`
  const nothing = <p className="px-4 py-3 text-ink-3 text-xs">Launch to see the request and response here.</p>
  const tabs: InspectorTab<InspectorTabId>[] = [
    {
      id: 'launch',
      label: 'Launch',
      panel: view ? (
        <>
          <ExpectedPart view={view} inspected={inspected} />
          <RequestPart view={view} doctorPath={doctorPath} />
          <BytesPart view={view} />
          <ResponseParts view={view} inspected={inspected} loadedMs={stage.loadedMs} />
          <SignedWithPart view={view} />
          <ContentPart view={view} />
          <OpensslPart view={view} />
        </>
      ) : (
        nothing
      ),
    },
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
            <span className="text-ink-3">{inspected ? 'no response' : 'sending'}</span>
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

import type { Metadata } from 'next'
import { Markdown } from '@/components/markdown'
import { DefinitionList } from '@/components/ui/definition-list'
import { Missing } from '@/components/ui/missing'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { hasPermission, type MemberActor } from '@/lib/auth/permissions'
import { getStanding } from '@/lib/domain/certification/standing'
import { listUnlistedOrigins } from '@/lib/domain/origins/called'
import { findFacts } from '@/lib/domain/protocols/facts.schema'
import { type Placement, placementPlace } from '@/lib/domain/protocols/placements.schema'
import { describeSettings } from '@/lib/domain/protocols/widget-settings.schema'
import { listOrigins } from '@/lib/domain/widgets/origin-proofs'
import type { LoadedWidget } from '../loaded-widget'
import { WidgetPage } from '../widget-page'
import { loadWidget, type WidgetParams } from './load-widget'
import { NextStep } from './next-step'
import { StopPanel } from './stop-panel'
import { TestingPanel } from './testing-panel'

export async function generateMetadata({ params }: WidgetParams): Promise<Metadata> {
  const { widget } = await loadWidget((await params).widgetId, 'widget.read')
  return { title: widget.current.name }
}

export default async function WidgetOverviewPage({ params }: WidgetParams) {
  const { actor, widget } = await loadWidget((await params).widgetId, 'widget.read')
  const { current } = widget
  // Before anything serves, testing is the step that comes before review.
  const isFirst = widget.status === 'draft' || widget.status === 'testing'
  const canStop =
    hasPermission(actor, 'widget.stop') &&
    widget.status !== 'stopped' &&
    (widget.servingVersion !== null || widget.testState === 'accepted')
  const testing = (
    <TestingPanel
      widgetId={widget.id}
      teamId={widget.testTeamId}
      state={widget.testState}
      requestedAt={widget.testRequestedAt}
      teamName={widget.testTeamName}
      canRequest={hasPermission(actor, 'testing.request')}
    />
  )
  return (
    <WidgetPage actor={actor} widget={widget}>
      <div className="grid gap-4">
        {isFirst ? testing : null}
        <NextStep
          widgetId={widget.id}
          name={current.name}
          status={widget.status}
          change={widget.change}
          number={current.number}
          servingNumber={widget.servingVersion?.number}
          currentState={current.state}
          teamCount={widget.teamCount}
          returnReason={widget.workingVersion?.decisionReason ?? undefined}
          suspensionReason={widget.suspensionReason ?? undefined}
          stopReason={widget.stopReason ?? undefined}
          canSubmit={hasPermission(actor, 'widget.submit')}
          uncertified={await describeUncertified(actor, widget.id)}
          unproven={await listUnproven(actor, widget)}
          canStop={hasPermission(actor, 'widget.stop')}
        />
        <Panel>
          <PanelHeader
            title={`Version ${current.number}`}
            meta={
              widget.servingVersion && widget.workingVersion
                ? `Version ${widget.servingVersion.number} serves until this one is approved`
                : undefined
            }
          />
          <PanelBody>
            <DefinitionList
              items={[
                { term: 'Description', value: <Markdown text={current.description} /> },
                { term: 'Widget URL', value: <span className="mono break-all">{current.url}</span> },
                {
                  term: 'Placements',
                  value: current.placements
                    .map((placement) => placementPlace(placement as Placement))
                    .join(', '),
                },
                {
                  term: 'Protocol',
                  value: findFacts(widget.protocol)?.label ?? widget.protocol,
                },
                ...(describeSettings(current.settings).length > 0
                  ? [
                      {
                        term: 'Set-up',
                        value: (
                          <ul className="mono break-all">
                            {describeSettings(current.settings).map((line) => (
                              <li key={line}>{line}</li>
                            ))}
                          </ul>
                        ),
                      },
                    ]
                  : []),
                {
                  term: 'Further origins',
                  value:
                    current.furtherOrigins.length > 0 ? (
                      <span className="mono break-all">{current.furtherOrigins.join(', ')}</span>
                    ) : (
                      <Missing />
                    ),
                },
                {
                  term: 'Browser permissions',
                  value: current.allow.length > 0 ? current.allow.join(', ') : <Missing />,
                },
                { term: 'Widget ID', value: <span className="mono break-all">{widget.id}</span> },
                { term: 'Registered', value: <Time value={widget.createdAt} shape="date" /> },
              ]}
            />
          </PanelBody>
        </Panel>
        {isFirst ? null : testing}
        {canStop ? <StopPanel widgetId={widget.id} name={current.name} teamCount={widget.teamCount} /> : null}
      </div>
    </WidgetPage>
  )
}

/** Why the draft cannot be submitted yet; undefined where it can. */
async function describeUncertified(actor: MemberActor, widgetId: string) {
  const found = await getStanding(actor, { widgetId })
  return found?.detail ? { state: found.standing.state, detail: found.detail } : undefined
}

/** The origins whose proof a submission waits for. */
async function listUnproven(actor: MemberActor, { id, current }: LoadedWidget): Promise<string[]> {
  const named = listUnlistedOrigins(current)
  const states = await listOrigins(actor, { widgetId: id })
  return named.filter((origin) => !states.find((state) => state.origin === origin)?.isProven)
}

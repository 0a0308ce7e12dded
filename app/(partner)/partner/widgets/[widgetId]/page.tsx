import type { Metadata } from 'next'
import { readSearch, type SearchParams } from '@/app/search-params'
import { hasPermission, type MemberActor } from '@/lib/auth/permissions'
import { getWidgetHealth } from '@/lib/domain/installations/widget-health'
import type { LoadedWidget } from '../loaded-widget'
import { WidgetPage } from '../widget-page'
import { ArchivePanel } from './archive-panel'
import { DeletePanel } from './delete-panel'
import { HealthPanel } from './health-panel'
import { loadWidget, type WidgetParams } from './load-widget'
import { SetupSteps } from './setup/setup-steps'
import { StopPanel } from './stop-panel'
import { VersionPanel } from './version-panel'
import { WidgetNextStep } from './widget-next-step'
import { WidgetTesting } from './widget-testing'

export async function generateMetadata({ params }: WidgetParams): Promise<Metadata> {
  const { widget } = await loadWidget((await params).widgetId, 'widget.read')
  return { title: widget.current.name }
}

/** Set-up steps until the widget serves, then its health. */
export default async function WidgetOverviewPage({
  params,
  searchParams,
}: WidgetParams & { searchParams: SearchParams }) {
  const { actor, widget } = await loadWidget((await params).widgetId, 'widget.read')
  const canStop =
    hasPermission(actor, 'widget.stop') &&
    widget.status !== 'stopped' &&
    widget.status !== 'archived' &&
    (widget.servingVersion !== null || widget.testState === 'accepted')
  const canArchive =
    hasPermission(actor, 'widget.stop') &&
    widget.status !== 'archived' &&
    widget.servingVersion !== null &&
    widget.current.state !== 'in_review'
  const canDelete =
    hasPermission(actor, 'widget.create') &&
    widget.servingVersion === null &&
    widget.testState !== 'accepted' &&
    widget.current.state !== 'in_review'
  return (
    <WidgetPage actor={actor} widget={widget}>
      <div className="grid gap-4">
        {widget.servingVersion ? (
          <Serving actor={actor} widget={widget} />
        ) : (
          <SetupSteps actor={actor} widget={widget} search={await readSearch(searchParams)} />
        )}
        <VersionPanel widget={widget} />
        {canStop ? (
          <StopPanel widgetId={widget.id} name={widget.current.name} teamCount={widget.teamCount} />
        ) : null}
        {canArchive ? (
          <ArchivePanel widgetId={widget.id} name={widget.current.name} teamCount={widget.teamCount} />
        ) : null}
        {canDelete ? <DeletePanel widgetId={widget.id} name={widget.current.name} /> : null}
      </div>
    </WidgetPage>
  )
}

async function Serving({ actor, widget }: { actor: MemberActor; widget: LoadedWidget }) {
  const health = await getWidgetHealth(actor, { widgetId: widget.id })
  return (
    <>
      <WidgetNextStep actor={actor} widget={widget} />
      <HealthPanel health={health} path={`/partner/widgets/${widget.id}`} teamCount={widget.teamCount} />
      {widget.change ? <WidgetTesting actor={actor} widget={widget} /> : null}
    </>
  )
}

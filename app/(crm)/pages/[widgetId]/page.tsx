import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { Tile } from '@/components/ui/tile'
import { WidgetFrame } from '@/components/widget-frame'
import { hasPermission, requireTeam } from '@/lib/auth/permissions'
import { countMembers } from '@/lib/domain/installations/installations'
import { listTabs } from '@/lib/domain/installations/tabs'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'

type Props = { params: Promise<{ widgetId: string }> }

const loadPage = cache(async (widgetId: string) => {
  const actor = requireTeam(await requirePageActor('launch.open'), 'launch.open')
  const widget = (await listTabs(actor, 'full_page')).find((entry) => entry.widgetId === widgetId)
  if (!widget) notFound()
  return { actor, widget }
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { widget } = await loadPage((await params).widgetId)
  return { title: widget.name }
}

/** A widget with a page to itself, opened without a record. */
export default async function FullPage({ params }: Props) {
  const { actor, widget } = await loadPage((await params).widgetId)
  return (
    <PortalPage actor={actor} width="wide" crumbs={[{ label: widget.name }]}>
      <h1 className="mb-3.5 font-semibold text-xl tracking-title">{widget.name}</h1>
      <WidgetFrame
        widgetId={widget.widgetId}
        name={widget.name}
        partnerName={widget.partnerName}
        origin={widget.origin}
        tile={<Tile size="lg" icon={widget.icon as WidgetIcon} colour={widget.colour as WidgetColour} />}
        placement="full_page"
        recordName="your records"
        teamName={actor.organisation}
        memberCount={await countMembers(actor.teamId)}
        canSwitch={hasPermission(actor, 'installation.switch')}
        singleKeys={actor.singleKeys}
      />
    </PortalPage>
  )
}

import type { Metadata } from 'next'
import { orNotFound, requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { PageHead } from '@/components/ui/page-head'
import { hasPermission, requireTeam } from '@/lib/auth/permissions'
import { getInstallation } from '@/lib/domain/installation-state'
import { listRegistrations } from '@/lib/domain/registration-reads'
import { RegistrationsPanel } from './registrations-panel'

export const metadata: Metadata = { title: 'Integration widget' }

type Props = { params: Promise<{ widgetId: string }>; searchParams: SearchParams }

export default async function InstallationPage({ params, searchParams }: Props) {
  const actor = requireTeam(await requirePageActor('installation.read'), 'installation.read')
  const { widgetId } = await params
  const { members } = await readSearch(searchParams)
  const { widget } = await orNotFound(getInstallation(actor, { widgetId }))
  const { nextMembers, ...registrations } = await listRegistrations(actor, { widgetId, members })
  const path = `/settings/integration-widgets/${widget.id}`
  return (
    <PortalPage
      actor={actor}
      crumbs={[
        { label: 'Settings' },
        { label: 'Integration widgets', href: '/settings/integration-widgets' },
        { label: widget.version.name },
      ]}
    >
      <PageHead
        title={widget.version.name}
        lead={`What ${actor.organisation} has of this widget.`}
        facts={<span>{widget.partner.name}</span>}
      />
      {widget.protocol === 'marketplace' ? (
        <RegistrationsPanel
          {...registrations}
          canManage={hasPermission(actor, 'installation.manage')}
          {...(members ? { firstHref: path } : {})}
          {...(nextMembers ? { nextHref: hrefWith(path, { members: nextMembers }) } : {})}
        />
      ) : null}
    </PortalPage>
  )
}

import { PortalPage } from '@/app/portal-page'
import { hrefWith } from '@/app/search-params'
import type { Crumb } from '@/components/shell/crumbs'
import { ButtonLink } from '@/components/ui/button'
import { DownloadLink } from '@/components/ui/download-link'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHead } from '@/components/ui/page-head'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelFooter } from '@/components/ui/panel'
import type { MemberActor } from '@/lib/auth/permissions'
import { listAuditEvents } from '@/lib/domain/audit/events'
import { listAuditInput } from '@/lib/domain/audit/events.schema'
import { AuditFilters } from './audit-filters'
import { AuditTable } from './audit-table'

/** Who did what, to what and when in the reader's organisation, newest first. Nothing in it can be changed. */
export async function AuditPage({
  actor,
  path,
  crumbs,
  lead,
  search,
}: {
  actor: MemberActor
  path: string
  crumbs: Crumb[]
  lead: string
  search: Record<string, string>
}) {
  const input = listAuditInput.parse(search)
  const { events, nextCursor } = await listAuditEvents(actor, input)
  const filters = {
    action: input.action,
    actor: input.actor,
    subject: input.subject,
    from: input.from?.toISOString().slice(0, 10),
    to: input.to?.toISOString().slice(0, 10),
  }
  const isFiltered = Object.values(filters).some(Boolean)
  const subjectName = input.subject ? (events[0]?.subjectName ?? input.subject) : undefined
  return (
    <PortalPage actor={actor} crumbs={crumbs} width="wide">
      <PageHead
        title="Audit log"
        lead={lead}
        actions={
          events.length > 0 ? (
            <DownloadLink href={hrefWith('/api/exports/audit', filters)}>Export CSV</DownloadLink>
          ) : undefined
        }
      />
      <AuditFilters path={path} filters={filters} subjectName={subjectName} isFiltered={isFiltered} />
      {events.length === 0 ? (
        isFiltered || input.cursor ? (
          <EmptyState title="No events match" actions={<ButtonLink href={path}>Clear filters</ButtonLink>}>
            Days are in UTC, and names are those at the time of the event.
          </EmptyState>
        ) : (
          <EmptyState title="No events yet">
            Every change to widgets, secrets, switches, members and accounts is recorded here.
          </EmptyState>
        )
      ) : (
        <Panel>
          <AuditTable events={events} path={path} hasOrganisation={actor.kind === 'reviewer'} />
          <PanelFooter>
            <Pager
              summary={{ count: events.length, nouns: ['event', 'events'], order: 'newest first' }}
              {...(input.cursor ? { previousHref: hrefWith(path, filters) } : {})}
              {...(nextCursor ? { nextHref: hrefWith(path, { ...filters, cursor: nextCursor }) } : {})}
            />
          </PanelFooter>
        </Panel>
      )}
    </PortalPage>
  )
}

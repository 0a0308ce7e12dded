import { PortalPage } from '@/app/portal-page'
import { hrefWith } from '@/app/search-params'
import type { Crumb } from '@/components/shell/crumbs'
import { ButtonLink } from '@/components/ui/button'
import { DownloadLink } from '@/components/ui/download-link'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { Missing } from '@/components/ui/missing'
import { PageHead } from '@/components/ui/page-head'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelFooter } from '@/components/ui/panel'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { MemberActor } from '@/lib/auth/permissions'
import { listAuditEvents } from '@/lib/domain/audit/events'
import { listAuditInput } from '@/lib/domain/audit/events.schema'
import { AuditFilters } from './audit-filters'
import { AuditWhat, subjectLabel } from './audit-what'

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
  // Reviewers read the events of every organisation.
  const isReview = actor.kind === 'reviewer'
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
          <Table
            caption="Audit log"
            columns={[
              { label: 'When', className: 'w-36' },
              { label: 'Who', className: 'w-36' },
              { label: 'What', className: isReview ? 'w-1/2' : 'w-3/5' },
              ...(isReview ? [{ label: 'Organisation', className: 'w-36' }] : []),
              { label: 'Subject' },
            ]}
          >
            {events.map((event) => (
              <TableRow key={event.sequence}>
                <TableCell label="When">
                  <Time value={event.at} className="whitespace-nowrap" />
                </TableCell>
                <TableCell label="Who" className="break-words">
                  {event.actorName}
                </TableCell>
                <TableCell kind="lead" className="max-md:order-first">
                  <AuditWhat action={event.action} data={event.data} />
                </TableCell>
                {isReview ? (
                  <TableCell label="Organisation" className="break-words">
                    {event.organisation || <Missing>Platform</Missing>}
                  </TableCell>
                ) : null}
                <TableCell label="Subject">
                  <Link href={hrefWith(path, { subject: event.subjectId })} className="break-words text-ink">
                    {event.subjectName}
                  </Link>
                  <CellMeta>{subjectLabel(event.subjectType)}</CellMeta>
                </TableCell>
              </TableRow>
            ))}
          </Table>
          <PanelFooter>
            <Pager
              summary={`${events.length} ${events.length === 1 ? 'event' : 'events'}, newest first`}
              {...(input.cursor ? { previousHref: hrefWith(path, filters) } : {})}
              {...(nextCursor ? { nextHref: hrefWith(path, { ...filters, cursor: nextCursor }) } : {})}
            />
          </PanelFooter>
        </Panel>
      )}
    </PortalPage>
  )
}

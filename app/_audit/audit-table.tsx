import { hrefWith } from '@/app/search-params'
import { Link } from '@/components/ui/link'
import { Missing } from '@/components/ui/missing'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { listAuditEvents } from '@/lib/domain/audit/events'
import { AuditWhat, subjectLabel } from './audit-what'

type AuditEvents = Awaited<ReturnType<typeof listAuditEvents>>['events']

/** A page of audit events. With `path` each subject links to its events there; without it all events have the same subject. */
export function AuditTable({
  events,
  path,
  hasOrganisation = false,
  caption = 'Audit log',
}: {
  events: AuditEvents
  path?: string
  hasOrganisation?: boolean
  caption?: string
}) {
  return (
    <Table
      caption={caption}
      columns={[
        { label: 'When', className: 'w-36' },
        { label: 'Who', className: 'w-36' },
        { label: 'What', ...(path ? { className: hasOrganisation ? 'w-1/2' : 'w-3/5' } : {}) },
        ...(hasOrganisation ? [{ label: 'Organisation', className: 'w-36' }] : []),
        ...(path ? [{ label: 'Subject' }] : []),
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
          {hasOrganisation ? (
            <TableCell label="Organisation" className="break-words">
              {event.organisation || <Missing>Platform</Missing>}
            </TableCell>
          ) : null}
          {path ? (
            <TableCell label="Subject">
              <Link href={hrefWith(path, { subject: event.subjectId })} className="break-words text-ink">
                {event.subjectName}
              </Link>
              <CellMeta>{subjectLabel(event.subjectType)}</CellMeta>
            </TableCell>
          ) : null}
        </TableRow>
      ))}
    </Table>
  )
}

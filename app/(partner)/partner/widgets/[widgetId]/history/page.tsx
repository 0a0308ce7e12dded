import type { Metadata } from 'next'
import { AuditTable } from '@/app/_audit/audit-table'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { DownloadLink } from '@/components/ui/download-link'
import { Link } from '@/components/ui/link'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelFooter, PanelHeader } from '@/components/ui/panel'
import { listAuditEvents } from '@/lib/domain/audit/events'
import { listAuditInput } from '@/lib/domain/audit/events.schema'
import { WidgetPage } from '../../widget-page'
import { loadWidget, type WidgetParams } from '../load-widget'

export const metadata: Metadata = { title: 'History' }

/** The audit events of one widget. */
export default async function WidgetHistoryPage({
  params,
  searchParams,
}: WidgetParams & { searchParams: SearchParams }) {
  const { actor, widget } = await loadWidget((await params).widgetId, 'audit.read')
  const { cursor } = listAuditInput.parse(await readSearch(searchParams))
  const path = `/partner/widgets/${widget.id}/history`
  const { events, nextCursor } = await listAuditEvents(actor, { subject: widget.id, cursor })
  return (
    <WidgetPage actor={actor} widget={widget} here="History">
      <Panel labelledBy="history">
        <PanelHeader
          id="history"
          title="History"
          meta="Changes by your members, and decisions of reviewers and teams"
          actions={
            <DownloadLink size="sm" href={hrefWith('/api/exports/audit', { subject: widget.id })}>
              Export CSV
            </DownloadLink>
          }
        />
        <AuditTable events={events} caption={`History of ${widget.current.name}`} />
        <PanelFooter className="flex-wrap gap-x-5">
          <Link href={hrefWith('/partner/audit', { subject: widget.id })}>Filter in the audit log</Link>
          <Pager
            summary={{ count: events.length, nouns: ['event', 'events'], order: 'newest first' }}
            {...(cursor ? { previousHref: path } : {})}
            {...(nextCursor ? { nextHref: hrefWith(path, { cursor: nextCursor }) } : {})}
          />
        </PanelFooter>
      </Panel>
    </WidgetPage>
  )
}

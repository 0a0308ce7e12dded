import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { loadPostbackLog, PostbackLog } from '@/app/_postbacks/postback-log'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { DownloadLink } from '@/components/ui/download-link'
import { EmptyState } from '@/components/ui/empty-state'
import { hasPermission } from '@/lib/auth/permissions'
import { listPostbacksInput } from '@/lib/domain/postbacks/postbacks.schema'
import { findFacts } from '@/lib/domain/protocols/facts.schema'
import { readSettings } from '@/lib/domain/protocols/widget-settings'
import { WidgetPage } from '../../widget-page'
import { loadWidget, type WidgetParams } from '../load-widget'
import { DisabledNote } from './disabled-note'
import { VerifyNote } from './verify-note'

export const metadata: Metadata = { title: 'Postbacks' }

export default async function PostbacksPage({
  params,
  searchParams,
}: WidgetParams & { searchParams: SearchParams }) {
  const { actor, widget } = await loadWidget((await params).widgetId, 'widget.read')
  if (!findFacts(widget.protocol)?.isRegistered) notFound()
  const input = listPostbacksInput.parse(await readSearch(searchParams))
  const log = await loadPostbackLog(actor, { widgetId: widget.id }, input)
  const canReplay = hasPermission(actor, 'postback.replay')
  const { locationPostbackUrl, userPostbackUrl } = readSettings(widget.current.settings)
  return (
    <WidgetPage actor={actor} widget={widget} here="Postbacks">
      <div className="grid gap-4">
        <PostbackLog
          log={log}
          path={`/partner/widgets/${widget.id}/postbacks`}
          canReplay={canReplay}
          isHeld={log.stop !== null || widget.status === 'suspended'}
          meta="Sent in order for each location and member"
          actions={
            <DownloadLink
              size="sm"
              href={hrefWith(`/api/exports/postbacks/${widget.id}`, { state: input.state })}
            >
              Export CSV
            </DownloadLink>
          }
          note={
            log.stop ? (
              <DisabledNote
                widgetId={widget.id}
                disabledAt={log.stop.at}
                held={log.counts.pending}
                canAllow={canReplay}
              />
            ) : null
          }
          empty={
            <EmptyState framed title="No postbacks yet">
              {locationPostbackUrl || userPostbackUrl
                ? 'When a team registers or unregisters a location or a member for this widget, we send your server a request. Each one is listed here for 30 days.'
                : 'This widget doesn’t have a postback address. Edit it to add one: we then send your server each location and member that a team registers.'}
            </EmptyState>
          }
        />
        <VerifyNote />
      </div>
    </WidgetPage>
  )
}

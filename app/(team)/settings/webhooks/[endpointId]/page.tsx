import type { Metadata } from 'next'
import { loadPostbackLog, PostbackLog, type PostbackLogData } from '@/app/_postbacks/postback-log'
import { readSearch, type SearchParams } from '@/app/search-params'
import { EmptyState } from '@/components/ui/empty-state'
import { Note } from '@/components/ui/note'
import { Time } from '@/components/ui/time'
import { listPostbacksInput } from '@/lib/domain/postbacks/postbacks.schema'
import { loadWebhook, type WebhookParams } from './load-webhook'
import { WebhookPage } from './webhook-page'

export const metadata: Metadata = { title: 'Webhook' }

export default async function WebhookEventsPage({
  params,
  searchParams,
}: WebhookParams & { searchParams: SearchParams }) {
  const { actor, webhook } = await loadWebhook((await params).endpointId)
  const input = listPostbacksInput.parse(await readSearch(searchParams))
  const log = await loadPostbackLog(actor, { endpointId: webhook.id }, input)
  return (
    <WebhookPage actor={actor} webhook={webhook}>
      <div className="grid gap-4">
        <PostbackLog
          log={log}
          path={`/settings/webhooks/${webhook.id}`}
          canReplay
          isHeld={log.stop !== null}
          meta="Sent in order for each record, and listed for 30 days"
          note={<StopNote log={log} />}
          empty={
            <EmptyState framed title="No events yet">
              {webhook.state === 'untested'
                ? 'Send a test event. Once your server accepts it, each change of a record is sent and listed here.'
                : 'Each change of a person or company is sent and listed here.'}
            </EmptyState>
          }
        />
      </div>
    </WebhookPage>
  )
}

/** Why no events are sent now, and what to do. */
function StopNote({ log: { stop, counts } }: { log: PostbackLogData }) {
  if (!stop) return null
  const held = `${counts.pending} ${counts.pending === 1 ? 'event waits' : 'events wait'}, for up to 30 days.`
  if (stop.reason === 'untested')
    return (
      <Note tone="info" title="Not tested yet">
        Send a test event. Events begin once your server answers it with 2xx.
      </Note>
    )
  return (
    <Note
      tone="warn"
      title={
        stop.reason === 'gone' ? 'Your server answered 410, so events are stopped.' : 'Events are paused.'
      }
    >
      Since <Time value={stop.at} shape="both" />. {held} Resume the webhook to send them, in order.
    </Note>
  )
}

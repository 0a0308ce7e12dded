import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { RefreshWhile } from '@/components/refresh-while'
import { DownloadLink } from '@/components/ui/download-link'
import { EmptyState } from '@/components/ui/empty-state'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelFooter, PanelHeader } from '@/components/ui/panel'
import { Segmented } from '@/components/ui/segmented'
import { hasPermission } from '@/lib/auth/permissions'
import {
  listPostbacksInput,
  postbackStateLabels,
  postbackStates,
} from '@/lib/domain/postbacks/postbacks.schema'
import { findReplay, listAttempts, listPostbacks } from '@/lib/domain/postbacks/read'
import { findFacts } from '@/lib/domain/protocols/facts.schema'
import { readSettings } from '@/lib/domain/protocols/widget-settings'
import { WidgetPage } from '../../widget-page'
import { loadWidget, type WidgetParams } from '../load-widget'
import { DisabledNote } from './disabled-note'
import { isReplayable, PostbackTable } from './postback-table'
import { ReplayForm } from './replay-form'
import { isUnderWay, ReplayProgress } from './replay-progress'
import { VerifyNote } from './verify-note'

export const metadata: Metadata = { title: 'Postbacks' }

const soonMs = 2 * 60 * 1000

export default async function PostbacksPage({
  params,
  searchParams,
}: WidgetParams & { searchParams: SearchParams }) {
  const { actor, widget } = await loadWidget((await params).widgetId, 'widget.read')
  if (!findFacts(widget.protocol)?.isRegistered) notFound()
  const input = listPostbacksInput.parse(await readSearch(searchParams))
  const [{ postbacks, counts, disabledAt, nextCursor }, replay] = await Promise.all([
    listPostbacks(actor, { ...input, widgetId: widget.id }),
    findReplay(actor, widget.id),
  ])
  const opened = postbacks.find(({ id }) => id === input.open)
  const attempts = opened ? await listAttempts(actor, { widgetId: widget.id, postbackId: opened.id }) : []
  const path = `/partner/widgets/${widget.id}/postbacks`
  const canReplay = hasPermission(actor, 'postback.replay')
  const total = postbackStates.reduce((sum, state) => sum + counts[state], 0)
  const { locationPostbackUrl, userPostbackUrl } = readSettings(widget.current.settings)
  const isSoon = (at: Date | null) => at !== null && at.getTime() < Date.now() + soonMs
  const canSend = canReplay && !disabledAt
  const list =
    postbacks.length === 0 ? (
      <EmptyState framed={false} title="No postback matches">
        Try another filter.
      </EmptyState>
    ) : (
      <PostbackTable
        widgetId={widget.id}
        postbacks={postbacks.map((postback) => ({
          ...postback,
          href: hrefWith(path, {
            state: input.state,
            cursor: input.cursor,
            open: postback.id === opened?.id ? undefined : postback.id,
          }),
        }))}
        opened={opened?.id}
        attempts={attempts}
        isHeld={disabledAt !== null || widget.status === 'suspended'}
        canReplay={canSend}
      />
    )
  return (
    <WidgetPage actor={actor} widget={widget} here="Postbacks">
      <RefreshWhile
        active={
          !disabledAt &&
          ((replay !== null && isUnderWay(replay)) ||
            postbacks.some(
              ({ state, heldOrigin, nextAttemptAt }) =>
                state === 'pending' && heldOrigin === null && isSoon(nextAttemptAt),
            ))
        }
      />
      <div className="grid gap-4">
        {disabledAt ? (
          <DisabledNote
            widgetId={widget.id}
            disabledAt={disabledAt}
            held={counts.pending}
            canAllow={canReplay}
          />
        ) : null}
        {replay ? <ReplayProgress replay={replay} /> : null}
        {total === 0 ? (
          <EmptyState framed title="No postbacks yet">
            {locationPostbackUrl || userPostbackUrl
              ? 'When a team registers or unregisters a location or a member for this widget, we send your server a request. Each one is listed here for 30 days.'
              : 'This widget doesn’t have a postback address. Edit it to add one: we then send your server each location and member that a team registers.'}
          </EmptyState>
        ) : (
          <>
            <div>
              <Segmented
                label="Show"
                items={[undefined, ...postbackStates].map((state) => ({
                  href: hrefWith(path, { state }),
                  label: state ? postbackStateLabels[state] : 'All',
                  count: state ? counts[state] : total,
                  current: input.state === state,
                }))}
              />
            </div>
            <Panel labelledBy="postbacks">
              <PanelHeader
                id="postbacks"
                title="Postbacks"
                meta="Sent in order for each location and member"
                actions={
                  <DownloadLink
                    size="sm"
                    href={hrefWith(`/api/exports/postbacks/${widget.id}`, { state: input.state })}
                  >
                    Export CSV
                  </DownloadLink>
                }
              />
              {canSend ? (
                <ReplayForm
                  key={JSON.stringify(input)}
                  widgetId={widget.id}
                  selectable={postbacks.filter(isReplayable).length}
                  failed={counts.failed + counts.cancelled}
                >
                  {list}
                </ReplayForm>
              ) : (
                list
              )}
              <PanelFooter>
                <Pager
                  summary={{
                    count: postbacks.length,
                    nouns: ['postback', 'postbacks'],
                    order: 'newest first',
                  }}
                  {...(input.cursor ? { previousHref: hrefWith(path, { state: input.state }) } : {})}
                  {...(nextCursor
                    ? { nextHref: hrefWith(path, { state: input.state, cursor: nextCursor }) }
                    : {})}
                />
              </PanelFooter>
            </Panel>
          </>
        )}
        <VerifyNote />
      </div>
    </WidgetPage>
  )
}

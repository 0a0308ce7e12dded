import type { ReactNode } from 'react'
import { hrefWith } from '@/app/search-params'
import { RefreshWhile } from '@/components/refresh-while'
import { EmptyState } from '@/components/ui/empty-state'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelFooter, PanelHeader } from '@/components/ui/panel'
import { Segmented } from '@/components/ui/segmented'
import type { Actor } from '@/lib/auth/permissions'
import {
  type ListPostbacksInput,
  postbackStateLabels,
  postbackStates,
} from '@/lib/domain/postbacks/postbacks.schema'
import { findReplay, listAttempts, listPostbacks } from '@/lib/domain/postbacks/read'
import { isReplayable, PostbackTable } from './postback-table'
import { type PostbackOwner, wordsOf } from './postback-words'
import { ReplayForm } from './replay-form'
import { isUnderWay, ReplayProgress } from './replay-progress'

const soonMs = 2 * 60 * 1000

/** What the log of a widget or webhook shows by its address. */
export async function loadPostbackLog(actor: Actor, owner: PostbackOwner, input: ListPostbacksInput) {
  const [{ postbacks, counts, stop, nextCursor }, replay] = await Promise.all([
    listPostbacks(actor, { ...input, ...owner }),
    findReplay(actor, owner),
  ])
  const opened = postbacks.find(({ id }) => id === input.open)
  const attempts = opened ? await listAttempts(actor, { ...owner, postbackId: opened.id }) : []
  const total = postbackStates.reduce((sum, state) => sum + counts[state], 0)
  return { owner, input, postbacks, counts, total, stop, nextCursor, replay, opened: opened?.id, attempts }
}

export type PostbackLogData = Awaited<ReturnType<typeof loadPostbackLog>>

/** The log of postbacks or events, with their attempts and replays. */
export function PostbackLog({
  log,
  path,
  canReplay,
  isHeld,
  note,
  empty,
  meta,
  actions,
}: {
  log: PostbackLogData
  path: string
  canReplay: boolean
  isHeld: boolean
  /** Why nothing is sent now. */
  note: ReactNode
  empty: ReactNode
  meta: string
  actions?: ReactNode
}) {
  const { owner, input, postbacks, counts, total, stop, nextCursor, replay, opened, attempts } = log
  const words = wordsOf(owner)
  const canSend = canReplay && !stop
  const isSoon = (at: Date | null) => at !== null && at.getTime() < Date.now() + soonMs
  const list =
    postbacks.length === 0 ? (
      <EmptyState framed={false} title={`No ${words.item} matches`}>
        Try another filter.
      </EmptyState>
    ) : (
      <PostbackTable
        owner={owner}
        postbacks={postbacks.map((postback) => ({
          ...postback,
          recordHref: postback.recordId
            ? `/${postback.type?.startsWith('person') ? 'people' : 'companies'}/${postback.recordId}`
            : undefined,
          href: hrefWith(path, {
            state: input.state,
            cursor: input.cursor,
            open: postback.id === opened ? undefined : postback.id,
          }),
        }))}
        opened={opened}
        attempts={attempts}
        isHeld={isHeld}
        canReplay={canSend}
      />
    )
  return (
    <>
      <RefreshWhile
        active={
          (!stop || 'endpointId' in owner) &&
          ((replay !== null && !stop && isUnderWay(replay)) ||
            postbacks.some(
              ({ state, heldOrigin, nextAttemptAt, recordId }) =>
                state === 'pending' &&
                heldOrigin === null &&
                (!stop || recordId === null) &&
                isSoon(nextAttemptAt),
            ))
        }
      />
      {note}
      {replay ? <ReplayProgress replay={replay} words={words} /> : null}
      {total === 0 ? (
        empty
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
            <PanelHeader id="postbacks" title={words.Items} meta={meta} actions={actions} />
            {canSend ? (
              <ReplayForm
                key={JSON.stringify(input)}
                owner={owner}
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
                  nouns: [words.item, words.items],
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
    </>
  )
}

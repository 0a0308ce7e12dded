import { Lock } from 'lucide-react'
import { hrefWith } from '@/app/search-params'
import { Icon } from '@/components/ui/icon'
import { joinClasses } from '@/components/ui/join-classes'
import { Kbd } from '@/components/ui/kbd'
import { Link } from '@/components/ui/link'
import { Verdict } from '@/components/ui/status'
import { Tile } from '@/components/ui/tile'
import { Time } from '@/components/ui/time'
import type { listQueue } from '@/lib/domain/review/reviews'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'

export type Queue = Awaited<ReturnType<typeof listQueue>>

/** A widget's place on the queue's page, with links to its neighbours. */
export function placeInQueue(queue: Queue, widgetId: string | undefined, cursor: string | undefined) {
  const index = queue.entries.findIndex((entry) => entry.widgetId === widgetId)
  const hrefOf = (entry: Queue['entries'][number] | undefined) =>
    entry ? hrefWith(`/review/${entry.widgetId}`, { cursor }) : undefined
  return {
    index,
    nextHref: hrefOf(queue.entries[index + 1]),
    previousHref: index > 0 ? hrefOf(queue.entries[index - 1]) : undefined,
  }
}

/** The waiting versions: beside the open one on wide screens, folded above it on narrow ones. */
export function ReviewQueue({
  queue,
  openId,
  cursor,
  isHome,
  singleKeys,
}: {
  queue: Queue
  openId: string | undefined
  cursor: string | undefined
  /** Whether this is the queue's page, where a narrow screen shows it unfolded. */
  isHome: boolean
  singleKeys: boolean
}) {
  const { index } = placeInQueue(queue, openId, cursor)
  const count = `${queue.entries.length}${queue.nextCursor ? '+' : ''}`
  const list = <QueueList queue={queue} openId={openId} cursor={cursor} />
  return (
    <>
      <aside
        aria-label="Review queue"
        className="border-line border-r bg-surface max-lg:hidden lg:sticky lg:top-(--size-bar) lg:h-[calc(100dvh-var(--size-bar))] lg:overflow-y-auto"
      >
        <h2 className="flex items-baseline gap-2 border-line border-b px-4 py-3 font-semibold text-base">
          Review queue <span className="font-normal text-ink-3 text-xs tabular-nums">{count}</span>
          <span className="ml-auto font-normal text-ink-3 text-xs">Oldest first</span>
        </h2>
        {list}
        {singleKeys && queue.entries.length > 0 ? (
          <p className="px-4 py-3 text-ink-3 text-xs">
            <Kbd>J</Kbd> <Kbd>K</Kbd> move&ensp; <Kbd>A</Kbd> approve&ensp; <Kbd>R</Kbd> return
          </p>
        ) : null}
      </aside>
      <details open={isHome} className="group border-line border-b bg-surface lg:hidden">
        <summary className="flex min-h-11 items-center gap-2 px-(--gutter) py-2 font-medium text-base">
          Review queue
          <span className="font-normal text-ink-3 text-xs">
            {index >= 0 ? `${index + 1} of ${count}` : `${count} waiting`}
          </span>
          <span className="ml-auto font-normal text-accent-ink text-xs group-open:hidden">Show</span>
          <span className="ml-auto hidden font-normal text-accent-ink text-xs group-open:inline">Hide</span>
        </summary>
        {list}
      </details>
    </>
  )
}

function QueueList({
  queue,
  openId,
  cursor,
}: {
  queue: Queue
  openId: string | undefined
  cursor: string | undefined
}) {
  if (queue.entries.length === 0) {
    return <p className="px-4 py-3 text-ink-2">No versions are waiting.</p>
  }
  return (
    <>
      <ol>
        {queue.entries.map((entry) => (
          <li key={entry.id} className="border-line border-b">
            <Link
              href={hrefWith(`/review/${entry.widgetId}`, { cursor })}
              aria-current={entry.widgetId === openId ? 'page' : undefined}
              className={joinClasses(
                'flex gap-3 px-4 py-2.5 text-ink hover:bg-hover hover:no-underline focus-visible:-outline-offset-2',
                'aria-[current]:bg-selected aria-[current]:shadow-[inset_2px_0_0_var(--color-accent)]',
              )}
            >
              <Tile icon={entry.icon as WidgetIcon} colour={entry.colour as WidgetColour} />
              <span className="grid min-w-0 flex-1">
                <span className="flex items-baseline gap-2">
                  <span className="truncate font-medium text-base">{entry.name}</span>
                  {entry.submittedAt ? (
                    <Time
                      value={entry.submittedAt}
                      shape="relative"
                      className="ml-auto shrink-0 text-ink-2 text-xs"
                    />
                  ) : null}
                </span>
                <span className="truncate text-ink-2">{entry.partnerName}</span>
                <span className="flex flex-wrap items-center gap-x-2 text-ink-3 text-xs">
                  {describeStep(entry)}
                  {entry.isOwn ? (
                    <span className="ml-auto flex items-center gap-1">
                      <Icon of={Lock} size={12} />
                      Someone else must review it
                    </span>
                  ) : entry.certification ? (
                    <span className="ml-auto">
                      <Certified {...entry.certification} />
                    </span>
                  ) : null}
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ol>
      {queue.nextCursor || cursor ? (
        <p className="flex gap-3 px-4 py-2.5 text-xs">
          {cursor ? <Link href="/review">First page</Link> : null}
          {queue.nextCursor ? (
            <Link href={hrefWith('/review', { cursor: queue.nextCursor })}>Next page</Link>
          ) : null}
        </p>
      ) : null}
    </>
  )
}

/** How many required checks passed, and whether the portal ran them. */
function Certified({ passed, of, isSelfRun }: NonNullable<Queue['entries'][number]['certification']>) {
  const kind = passed < of ? 'bad' : isSelfRun ? 'warn' : 'ok'
  return (
    <Verdict kind={kind}>
      <span className="sr-only">Certification: </span>
      <span className="tabular-nums">
        {isSelfRun ? 'Self-run, ' : ''}
        {passed} of {of}
      </span>
    </Verdict>
  )
}

/** "New", "Version 2 to 3", or "Version 1 to 2, resubmitted". */
export function describeStep(entry: {
  number: number
  servingNumber: number | undefined
  returnedNumber: number | undefined
}): string {
  const { number, servingNumber, returnedNumber } = entry
  const from = servingNumber ?? returnedNumber
  if (from === undefined) return 'New'
  return `Version ${from} to ${number}${returnedNumber === undefined ? '' : ', resubmitted'}`
}

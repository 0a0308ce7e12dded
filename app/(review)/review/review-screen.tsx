import { PortalPage } from '@/app/portal-page'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import type { ReviewerActor } from '@/lib/auth/permissions'
import { ReviewDetail } from './review-detail'
import { ReviewKeys } from './review-keys'
import type { Review } from './review-notes'
import { placeInQueue, type Queue, ReviewQueue } from './review-queue'

/** The queue, and beside it the open widget. */
export function ReviewScreen({
  actor,
  queue,
  cursor,
  review,
  isHome = false,
}: {
  actor: ReviewerActor
  queue: Queue
  cursor: string | undefined
  review: Review | undefined
  isHome?: boolean
}) {
  const place = placeInQueue(queue, review?.id, cursor)
  const crumbs =
    isHome || !review
      ? [{ label: 'Review queue' }]
      : [{ label: 'Review queue', href: '/review' }, { label: review.shown.name }]
  return (
    <PortalPage actor={actor} width="wide" crumbs={crumbs}>
      <div className="-mx-(--gutter) -mt-7 -mb-16 grid min-h-[calc(100dvh-var(--size-bar))] max-lg:content-start max-md:-mt-4.5 lg:h-[calc(100dvh-var(--size-bar))] lg:grid-cols-[19.5rem_minmax(0,1fr)] lg:grid-rows-[minmax(0,1fr)]">
        <ReviewQueue
          queue={queue}
          openId={review?.id}
          cursor={cursor}
          isHome={isHome}
          singleKeys={actor.singleKeys}
        />
        {review ? (
          <ReviewDetail
            key={review.id}
            review={review}
            nextHref={place.nextHref ?? place.previousHref ?? '/review'}
          />
        ) : (
          <div className="px-(--gutter) pt-6">
            <h1 className="mb-3 font-semibold text-xl tracking-title">Review queue</h1>
            <EmptyState
              title="No versions are waiting"
              actions={<ButtonLink href="/review/widgets">Open all widgets</ButtonLink>}
            >
              When partners submit versions for review, they appear here, oldest first.
            </EmptyState>
          </div>
        )}
        {actor.singleKeys ? (
          <ReviewKeys
            key={`keys ${review?.id}`}
            nextHref={place.nextHref}
            previousHref={place.previousHref}
          />
        ) : null}
      </div>
    </PortalPage>
  )
}

import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { readSearch, type SearchParams } from '@/app/search-params'
import { requireReviewer } from '@/lib/auth/permissions'
import { getReview, listQueue } from '@/lib/domain/review/reviews'
import { ReviewScreen } from './review-screen'

export const metadata: Metadata = { title: 'Review queue' }

export default async function ReviewQueuePage({ searchParams }: { searchParams: SearchParams }) {
  const actor = requireReviewer(await requirePageActor('review.read'), 'review.read')
  const { cursor } = await readSearch(searchParams)
  const queue = await listQueue(actor, { cursor })
  const [first] = queue.entries
  const review = first ? await getReview(actor, { widgetId: first.widgetId }) : undefined
  return <ReviewScreen actor={actor} queue={queue} cursor={cursor} review={review} isHome />
}

import type { Metadata } from 'next'
import { cache } from 'react'
import { orNotFound, requirePageActor } from '@/app/page-actor'
import { readSearch, type SearchParams } from '@/app/search-params'
import { requireReviewer } from '@/lib/auth/permissions'
import { getReview, listQueue } from '@/lib/domain/review/reviews'
import { ReviewScreen } from '../review-screen'

type Props = { params: Promise<{ widgetId: string }>; searchParams: SearchParams }

const loadReview = cache(async (widgetId: string) => {
  const actor = requireReviewer(await requirePageActor('review.read'), 'review.read')
  return { actor, review: await orNotFound(getReview(actor, { widgetId })) }
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { review } = await loadReview((await params).widgetId)
  return { title: `Review, ${review.shown.name}` }
}

export default async function ReviewPage({ params, searchParams }: Props) {
  const { actor, review } = await loadReview((await params).widgetId)
  const { cursor } = await readSearch(searchParams)
  const queue = await listQueue(actor, { cursor })
  return <ReviewScreen actor={actor} queue={queue} cursor={cursor} review={review} />
}

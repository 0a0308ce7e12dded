import { listQueue } from '@/lib/domain/review/reviews'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('listReviews', async (actor, { query }) => {
  const { entries, nextCursor } = await listQueue(actor, query)
  const reviews = entries.map(({ id, widgetId, number, name, partnerName, submittedAt, contentHash }) => ({
    widgetId,
    versionId: id,
    number,
    name,
    partnerName,
    submittedAt: submittedAt?.toISOString() ?? null,
    contentHash,
  }))
  return { reviews, nextCursor: nextCursor ?? null }
})

import { listEmbeddedTabs } from '@/lib/domain/embed/launches'
import { isPlacement } from '@/lib/domain/protocols/placements.schema'
import { AppError } from '@/lib/errors'
import { embedRoute } from '@/lib/http/embed-route'

/** The tabs of a placement, for a page of an embedding CRM. */
export const GET = embedRoute(async ({ request, actor }) => {
  const placement = new URL(request.url).searchParams.get('placement') ?? ''
  if (!isPlacement(placement)) throw new AppError('malformed_request', 'There is no such placement.')
  return Response.json({ tabs: await listEmbeddedTabs(actor, placement) })
})

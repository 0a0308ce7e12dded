import { z } from 'zod'
import { launchInput } from '@/lib/domain/launches/launches.schema'
import { probeFraming } from '@/lib/domain/probes/probes'
import { placements } from '@/lib/domain/protocols/placements.schema'
import { AppError } from '@/lib/errors'
import { route } from '@/lib/http/route'

/** What the portal's probe of the widget's server found. The stage asks while the frame loads; a retry skips the cache. */
export const GET = route<{ widgetId: string }>({ access: 'session' }, async ({ request, params, actor }) => {
  const query = new URL(request.url).searchParams
  const placement = z.enum(placements).safeParse(query.get('placement'))
  if (!placement.success) throw new AppError('malformed_request', 'The probe needs a placement.')
  const launchId = launchInput.shape.launchId.optional().safeParse(query.get('launch') ?? undefined)
  return Response.json(
    await probeFraming(actor, {
      widgetId: params.widgetId,
      placement: placement.data,
      launchId: launchId.data,
      isRetry: query.has('retry'),
    }),
  )
})

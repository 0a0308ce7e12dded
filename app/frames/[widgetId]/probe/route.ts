import { z } from 'zod'
import { probeFraming } from '@/lib/domain/probes/probes'
import { placements } from '@/lib/domain/protocols/placements.schema'
import { AppError } from '@/lib/errors'
import { route } from '@/lib/http/route'

/** What the portal's own look at the widget's headers found; the stage asks for it while the frame loads. */
export const GET = route<{ widgetId: string }>({ access: 'session' }, async ({ request, params, actor }) => {
  const placement = z.enum(placements).safeParse(new URL(request.url).searchParams.get('placement'))
  if (!placement.success) throw new AppError('malformed_request', 'The probe needs a placement.')
  return Response.json(await probeFraming(actor, { widgetId: params.widgetId, placement: placement.data }))
})

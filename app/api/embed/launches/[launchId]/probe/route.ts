import { probeEmbeddedLaunch } from '@/lib/domain/embed/launches'
import { embedRoute } from '@/lib/http/embed-route'

/** What the portal's probe of the widget's server found, for a launch in an embedding page. */
export const GET = embedRoute<{ launchId: string }>(async ({ request, params, actor }) => {
  const isRetry = new URL(request.url).searchParams.has('retry')
  return Response.json(await probeEmbeddedLaunch(actor, { ...params, isRetry }))
})

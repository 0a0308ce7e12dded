import { findEmbeddedDestination } from '@/lib/domain/embed/launches'
import { embedRoute } from '@/lib/http/embed-route'
import { readDestination } from '@/lib/http/launch-data'

/** Whether the record that a widget in an embedding page wants to go to is one of the team. */
export const POST = embedRoute<{ launchId: string }>(async ({ request, params, actor }) => {
  const target = await readDestination(request)
  return Response.json(await findEmbeddedDestination(actor, { ...params, target }))
})

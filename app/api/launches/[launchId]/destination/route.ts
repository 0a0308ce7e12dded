import { findDestination } from '@/lib/domain/launches/destination'
import { readDestination } from '@/lib/http/launch-data'
import { route } from '@/lib/http/route'

/** Whether the record that a widget wants to go to is one of the team. */
export const POST = route<{ launchId: string }>({ access: 'session' }, async ({ request, params, actor }) => {
  const target = await readDestination(request)
  return Response.json(await findDestination(actor, { ...params, target }), {
    headers: { 'cache-control': 'private, no-store' },
  })
})

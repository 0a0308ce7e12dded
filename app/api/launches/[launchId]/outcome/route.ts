import { settleLaunch } from '@/lib/domain/launches/launches'
import { settleLaunchInput } from '@/lib/domain/launches/launches.schema'
import { AppError } from '@/lib/errors'
import { readJson } from '@/lib/http/request'
import { route } from '@/lib/http/route'

/** How a launch ended, told by its stage. */
export const POST = route<{ launchId: string }>({ access: 'session' }, async ({ request, params, actor }) => {
  const body = await readJson(request)
  const input = settleLaunchInput.safeParse({ ...body, ...params })
  if (!input.success) throw new AppError('malformed_request', 'An outcome is shown or failed.')
  await settleLaunch(actor, input.data)
  return new Response(null, { status: 204 })
})

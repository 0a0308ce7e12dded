import { settleEmbeddedLaunch } from '@/lib/domain/embed/launches'
import { settleLaunchInput } from '@/lib/domain/launches/launches.schema'
import { AppError } from '@/lib/errors'
import { embedRoute } from '@/lib/http/embed-route'
import { readJson } from '@/lib/http/request'

/** How a launch in an embedding page ended, told by its stage. */
export const POST = embedRoute<{ launchId: string }>(async ({ request, params, actor }) => {
  const input = settleLaunchInput.safeParse({ ...(await readJson(request)), ...params })
  if (!input.success) throw new AppError('malformed_request', 'An outcome is shown or failed.')
  await settleEmbeddedLaunch(actor, input.data)
  return new Response(null, { status: 204 })
})

import { launchMessageInput } from '@/lib/domain/launches/launches.schema'
import { acceptMessage } from '@/lib/domain/launches/messages'
import { AppError } from '@/lib/errors'
import { readJson } from '@/lib/http/request'
import { route } from '@/lib/http/route'

const bytesMax = 900 * 1024

/** What a widget's frame asked for, passed on by its stage: it answers with what the page may do. */
export const POST = route<{ launchId: string }>({ access: 'session' }, async ({ request, params, actor }) => {
  const input = launchMessageInput.safeParse({ ...(await readJson(request, { bytesMax })), ...params })
  if (!input.success) throw new AppError('malformed_request', 'A frame can’t send this message.')
  return Response.json(await acceptMessage(actor, input.data), {
    headers: { 'cache-control': 'private, no-store' },
  })
})

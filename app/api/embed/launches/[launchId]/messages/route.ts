import { acceptEmbeddedMessage } from '@/lib/domain/embed/launches'
import { launchMessageInput } from '@/lib/domain/launches/launches.schema'
import { AppError } from '@/lib/errors'
import { embedRoute } from '@/lib/http/embed-route'
import { readJson } from '@/lib/http/request'

const bytesMax = 900 * 1024

/** What a widget's frame asked for, in an embedding page: it answers with what the page may do. */
export const POST = embedRoute<{ launchId: string }>(async ({ request, params, actor }) => {
  const input = launchMessageInput.safeParse({ ...(await readJson(request, { bytesMax })), ...params })
  if (!input.success) throw new AppError('malformed_request', 'A frame can’t send this message.')
  return Response.json(await acceptEmbeddedMessage(actor, input.data), {
    headers: { 'cache-control': 'private, no-store' },
  })
})

import { uploadQuery } from '@/lib/domain/api/imports.schema'
import { AppError } from '@/lib/errors'
import { receiveUpload } from '@/lib/http/receive-upload'
import { route } from '@/lib/http/route'

/** Takes in the file that somebody dropped. It waits until its columns are confirmed. */
export const POST = route({ access: 'session' }, async ({ request, actor }) => {
  const query = uploadQuery.safeParse(Object.fromEntries(new URL(request.url).searchParams))
  if (!query.success) throw new AppError('invalid_input', 'Choose people or companies.')
  const { type, name } = query.data
  return Response.json(await receiveUpload(actor, request, { type, fileName: name, match: 'external_id' }), {
    status: 201,
    headers: { 'cache-control': 'private, no-store' },
  })
})

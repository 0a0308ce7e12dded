import { actorReader } from '@/lib/auth/actor'
import { exportQuery } from '@/lib/domain/api/imports.schema'
import { AppError } from '@/lib/errors'
import { answerRecords } from '@/lib/http/record-download'
import { route } from '@/lib/http/route'

/** The team's people or companies as a file. */
export const GET = route({ access: 'session' }, async ({ request, actor }) => {
  const query = exportQuery.safeParse(Object.fromEntries(new URL(request.url).searchParams))
  if (!query.success) throw new AppError('invalid_input', 'Choose people or companies, and csv or ndjson.')
  return answerRecords({ ...query.data, request, actor, readActor: await actorReader() })
})

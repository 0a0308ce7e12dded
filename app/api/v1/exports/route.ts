import { apiRoute } from '@/lib/http/api-route'
import { answerRecords } from '@/lib/http/record-download'

export const GET = apiRoute('exportRecords', (actor, { query, request }) =>
  answerRecords({ ...query, request, actor, readActor: async () => actor }),
)

import { getImport } from '@/lib/domain/imports/imports'
import { apiRoute } from '@/lib/http/api-route'
import { describeImport } from '@/lib/http/describe-import'

export const GET = apiRoute('getImport', async (actor, { params }) =>
  describeImport(await getImport(actor, params.importId)),
)

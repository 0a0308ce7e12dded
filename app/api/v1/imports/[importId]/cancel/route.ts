import { cancelImport, getImport } from '@/lib/domain/imports/imports'
import { apiRoute } from '@/lib/http/api-route'
import { describeImport } from '@/lib/http/describe-import'

export const POST = apiRoute('cancelImport', async (actor, { params }) => {
  await cancelImport(actor, params)
  return describeImport(await getImport(actor, params.importId))
})

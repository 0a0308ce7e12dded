import { putCompany } from '@/lib/domain/crm/change-records'
import { describeCompany } from '@/lib/domain/crm/describe-record'
import { ApiAnswer, apiRoute } from '@/lib/http/api-route'

export const PUT = apiRoute('putCompany', async (actor, { params, body: fields, revision }) => {
  const { id, outcome } = await putCompany(actor, { ...params, revision, fields })
  const body = { ...(await describeCompany(actor, id)), stale: outcome === 'stale' }
  return new ApiAnswer(outcome === 'created' ? 201 : 200, body)
})

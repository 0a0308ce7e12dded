import { putPerson } from '@/lib/domain/crm/change-records'
import { describePerson } from '@/lib/domain/crm/describe-record'
import { ApiAnswer, apiRoute } from '@/lib/http/api-route'

export const PUT = apiRoute('putPerson', async (actor, { params, body: fields, revision }) => {
  const { id, outcome } = await putPerson(actor, { ...params, revision, fields })
  const body = { ...(await describePerson(actor, id)), stale: outcome === 'stale' }
  return new ApiAnswer(outcome === 'created' ? 201 : 200, body)
})

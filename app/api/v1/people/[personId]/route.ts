import { updatePerson } from '@/lib/domain/crm/change-records'
import { describePerson } from '@/lib/domain/crm/describe-record'
import { erasePerson } from '@/lib/domain/crm/erase-records'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('getPerson', (actor, { params }) => describePerson(actor, params.personId))

export const PATCH = apiRoute('updatePerson', async (actor, { params, body: changes, revision }) => {
  await updatePerson(actor, { ...params, revision, changes })
  return describePerson(actor, params.personId)
})

export const DELETE = apiRoute('erasePerson', (actor, { params }) => erasePerson(actor, params))

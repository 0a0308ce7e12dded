import { updateCompany } from '@/lib/domain/crm/change-records'
import { describeCompany } from '@/lib/domain/crm/describe-record'
import { eraseCompany } from '@/lib/domain/crm/erase-records'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('getCompany', (actor, { params }) => describeCompany(actor, params.companyId))

export const PATCH = apiRoute('updateCompany', async (actor, { params, body: changes, revision }) => {
  await updateCompany(actor, { ...params, revision, changes })
  return describeCompany(actor, params.companyId)
})

export const DELETE = apiRoute('eraseCompany', (actor, { params }) => eraseCompany(actor, params))

import { createCompany } from '@/lib/domain/crm/change-records'
import { describeCompany } from '@/lib/domain/crm/describe-record'
import { listChangedCompanies, listCompanies } from '@/lib/domain/crm/records'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('listCompanies', async (actor, { query: { query, cursor, updatedSince } }) => {
  const { companies, after } = updatedSince
    ? await listChangedCompanies(actor, { since: new Date(updatedSince), after: cursor })
    : await listCompanies(actor, { query, after: cursor })
  return {
    companies: companies.map(({ phone, ...company }) => ({ ...company, phone: phone ?? null })),
    nextCursor: after ?? null,
  }
})

export const POST = apiRoute('createCompany', async (actor, { body }) => {
  const { id } = await createCompany(actor, body)
  return describeCompany(actor, id)
})

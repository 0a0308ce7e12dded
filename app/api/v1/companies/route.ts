import { listCompanies } from '@/lib/domain/crm/records'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('listCompanies', async (actor, { query: { query, cursor } }) => {
  const { companies, after } = await listCompanies(actor, { query, after: cursor })
  return {
    companies: companies.map(({ phone, ...company }) => ({ ...company, phone: phone ?? null })),
    nextCursor: after ?? null,
  }
})

import { getCompany } from '@/lib/domain/crm/records'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('getCompany', async (actor, { params }) => {
  const company = await getCompany(actor, params.companyId)
  return {
    ...company,
    foundedDate: company.foundedDate?.toISOString() ?? null,
    createdAt: company.createdAt.toISOString(),
  }
})

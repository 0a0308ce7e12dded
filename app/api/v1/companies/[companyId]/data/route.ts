import { readHeldCompany } from '@/lib/domain/crm/held-data'
import { apiFileRoute } from '@/lib/http/api-file-route'

export const GET = apiFileRoute('getCompanyData', 'company', (readActor, { companyId }) =>
  readHeldCompany(readActor, { companyId }),
)

import { readHeldPerson } from '@/lib/domain/crm/held-data'
import { apiFileRoute } from '@/lib/http/api-file-route'

export const GET = apiFileRoute('getPersonData', 'person', (readActor, { personId }) =>
  readHeldPerson(readActor, { personId }),
)

import { getPerson } from '@/lib/domain/crm/records'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('getPerson', async (actor, { params }) => {
  const person = await getPerson(actor, params.personId)
  return { ...person, createdAt: person.createdAt.toISOString() }
})

import { listPeople } from '@/lib/domain/crm/records'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('listPeople', async (actor, { query: { query, cursor } }) => {
  const { people, after } = await listPeople(actor, { query, after: cursor })
  return {
    people: people.map(({ email, phone, ...person }) => ({
      ...person,
      email: email ?? null,
      phone: phone ?? null,
    })),
    nextCursor: after ?? null,
  }
})

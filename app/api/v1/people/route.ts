import { createPerson } from '@/lib/domain/crm/change-records'
import { describePerson } from '@/lib/domain/crm/describe-record'
import { listChangedPeople, listPeople } from '@/lib/domain/crm/records'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('listPeople', async (actor, { query: { query, cursor, updatedSince } }) => {
  const { people, after } = updatedSince
    ? await listChangedPeople(actor, { since: new Date(updatedSince), after: cursor })
    : await listPeople(actor, { query, after: cursor })
  return {
    people: people.map(({ email, phone, ...person }) => ({
      ...person,
      email: email ?? null,
      phone: phone ?? null,
    })),
    nextCursor: after ?? null,
  }
})

export const POST = apiRoute('createPerson', async (actor, { body }) => {
  const { id } = await createPerson(actor, body)
  return describePerson(actor, id)
})

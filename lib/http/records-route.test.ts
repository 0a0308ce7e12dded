import { describe, expect, test } from 'vitest'
import { PUT as putCompany } from '@/app/api/v1/companies/external/[externalId]/route'
import { GET as listCompanies } from '@/app/api/v1/companies/route'
import { DELETE, GET, PATCH } from '@/app/api/v1/people/[personId]/route'
import { PUT } from '@/app/api/v1/people/external/[externalId]/route'
import { GET as list, POST } from '@/app/api/v1/people/route'
import type { TeamActor } from '@/lib/auth/permissions'
import { createApiKey } from '@/lib/domain/accounts/api-keys'
import { createTeam } from '@/test/factories'

type Route = (request: Request, segment: { params: Promise<Record<string, string>> }) => Promise<Response>

/** A program of the team, whose calls the portal's own handlers answer. */
async function openProgram(admin: TeamActor) {
  const { key } = await createApiKey(admin, { name: 'CRM' })
  return async (
    route: Route,
    {
      params = {},
      query = '',
      body,
      headers = {},
    }: {
      params?: Record<string, string>
      query?: string
      body?: unknown
      headers?: Record<string, string>
    } = {},
  ) => {
    const answer = await route(
      new Request(`http://localhost:3000/api/v1/x${query}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
      { params: Promise.resolve(params) },
    )
    return { status: answer.status, etag: answer.headers.get('etag'), body: await answer.json() }
  }
}

const ana = { firstName: 'Ana', lastName: 'Reyes', emails: [{ email: 'ana@example.com' }] }

describe('a program of a team', () => {
  test('adds, reads, changes and erases a person, with the revision as its ETag', async () => {
    const call = await openProgram((await createTeam()).admin)
    const added = await call(POST, { body: ana })
    expect(added).toMatchObject({ status: 201, etag: '"1"', body: { firstName: 'Ana', revision: 1 } })
    const params = { personId: added.body.id }
    const changed = await call(PATCH, { params, body: { stage: 'Lead' }, headers: { 'if-match': '"1"' } })
    expect(changed).toMatchObject({ status: 200, etag: '"2"', body: { stage: 'Lead', lastName: 'Reyes' } })
    expect(
      (await call(PATCH, { params, body: { stage: 'x' }, headers: { 'if-match': '"1"' } })).body,
    ).toMatchObject({
      status: 412,
      code: 'precondition_failed',
    })
    expect(
      (await call(PATCH, { params, body: { stage: 'x' }, headers: { 'if-match': 'one' } })).body.code,
    ).toBe('malformed_request')
    expect((await call(DELETE, { params })).body).toEqual({ activities: 0, launches: 0 })
    expect((await call(GET, { params })).body).toMatchObject({ status: 404, code: 'not_found' })
  })

  test('puts a record by its own id: 201 for a new one, 200 after, stale for an older word', async () => {
    const call = await openProgram((await createTeam()).admin)
    const params = { externalId: 'crm/7' }
    const at = (sourceUpdatedAt: string, stage: string) => ({
      params,
      body: { ...ana, stage, sourceUpdatedAt },
    })
    const first = await call(PUT, at('2026-03-02T09:00:00Z', 'Lead'))
    expect(first).toMatchObject({ status: 201, body: { externalId: 'crm/7', stale: false } })
    expect(await call(PUT, at('2026-03-03T09:00:00Z', 'Client'))).toMatchObject({
      status: 200,
      body: { id: first.body.id, stage: 'Client', stale: false },
    })
    expect(await call(PUT, at('2026-03-01T09:00:00Z', 'Lead'))).toMatchObject({
      status: 200,
      body: { stage: 'Client', stale: true },
    })
    expect((await call(putCompany, { params, body: { name: 'Alder' } })).status).toBe(201)
    for (const externalId of [' ', 'a\nb', '\0', 'x'.repeat(201)])
      expect((await call(PUT, { params: { externalId }, body: ana })).body.code).toBe('invalid_input')
  })

  test('lists what changed since a moment, in the order of the changes, by cursor', async () => {
    const call = await openProgram((await createTeam()).admin)
    const since = encodeURIComponent('2026-01-01T00:00:00Z')
    const ids: string[] = []
    for (let index = 0; index < 53; index += 1)
      ids.push(
        (await call(PUT, { params: { externalId: `c-${index}` }, body: { firstName: `P${index}` } })).body.id,
      )
    const first = (await call(list, { query: `?updatedSince=${since}` })).body
    expect(first.people.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 50))
    const rest = (await call(list, { query: `?updatedSince=${since}&cursor=${first.nextCursor}` })).body
    expect(rest.people.map(({ id }: { id: string }) => id)).toEqual(ids.slice(50))
    expect(rest.nextCursor).toBeNull()
    expect(
      (await call(list, { query: `?updatedSince=${encodeURIComponent('2100-01-01T00:00:00Z')}` })).body
        .people,
    ).toEqual([])
    expect((await call(listCompanies, { query: '?updatedSince=yesterday' })).body.code).toBe('invalid_input')
  })

  test('learns of each bad field by its name, and nothing is written', async () => {
    const call = await openProgram((await createTeam()).admin)
    const bad = {
      firstName: 'a'.repeat(201),
      emails: [{ email: 'a'.repeat(400) }, { email: 'no address' }],
      phones: [{ phone: 'none' }],
      companyId: '7',
    }
    const { status, body } = await call(POST, { body: bad })
    expect([status, body.code]).toEqual([422, 'invalid_input'])
    expect(Object.keys(body.errors).sort()).toEqual([
      'companyId',
      'emails.0.email',
      'emails.1.email',
      'firstName',
      'phones.0.phone',
    ])
    expect((await call(POST, { body: {} })).body.errors).toHaveProperty('firstName')
    expect((await call(list)).body.people).toEqual([])
  })
})

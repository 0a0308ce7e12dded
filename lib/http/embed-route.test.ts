import { describe, expect, test } from 'vitest'
import { GET, PUT } from '@/app/api/v1/embed/route'
import { DELETE } from '@/app/api/v1/embed-sessions/[sessionId]/route'
import { POST } from '@/app/api/v1/embed-sessions/route'
import type { TeamActor } from '@/lib/auth/permissions'
import { createApiKey, revokeApiKey } from '@/lib/domain/accounts/api-keys'
import { readEmbedToken } from '@/lib/domain/embed/sessions'
import { createPartner, createTeam } from '@/test/factories'

type Route = (request: Request, segment: { params: Promise<Record<string, string>> }) => Promise<Response>
type Call = { params?: Record<string, string>; body?: unknown; headers?: Record<string, string> }

const crm = 'https://crm.example.com'
const user = { id: 'user-204', email: 'rob.ito@crm.example' }

async function callWith(key: string, route: Route, { params = {}, body, headers = {} }: Call = {}) {
  const answer = await route(
    new Request('http://localhost:3000/api/v1/x', {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
    { params: Promise.resolve(params) },
  )
  return { status: answer.status, body: await answer.json(), headers: answer.headers }
}

/** A program of the team, whose calls the portal's own handlers answer. */
async function openProgram(admin: TeamActor) {
  const { key, apiKeyId } = await createApiKey(admin, { name: 'CRM' })
  return { key, apiKeyId, call: (route: Route, input?: Call) => callWith(key, route, input) }
}

describe('a team’s key', () => {
  test('sets the origins and starts a session for a user, which it can end', async () => {
    const { call } = await openProgram((await createTeam()).admin)
    expect((await call(GET)).body).toMatchObject({ status: 404, code: 'not_found' })
    expect((await call(POST, { body: { user } })).body).toMatchObject({ status: 409, code: 'wrong_state' })
    const saved = await call(PUT, { body: { origins: [crm] } })
    expect(saved).toMatchObject({ status: 200, body: { id: expect.stringMatching(/^emb_/), origins: [crm] } })
    expect((await call(GET)).body).toEqual(saved.body)
    const session = await call(POST, { body: { user, expiresInSeconds: 3600 } })
    expect(session.status).toBe(201)
    expect(session.headers.get('cache-control')).toBe('private, no-store')
    expect(await readEmbedToken(session.body.token, crm)).toMatchObject({
      user: { ...user, name: user.email },
    })
    expect((await call(DELETE, { params: { sessionId: session.body.id } })).body).toEqual({ done: true })
    expect(await readEmbedToken(session.body.token, crm)).toBeUndefined()
    expect((await call(DELETE, { params: { sessionId: session.body.id } })).body).toEqual({ done: true })
  })

  test('takes its sessions with it when it is revoked', async () => {
    const { admin } = await createTeam()
    const { call, apiKeyId } = await openProgram(admin)
    await call(PUT, { body: { origins: [crm] } })
    const { token } = (await call(POST, { body: { user } })).body
    expect(await readEmbedToken(token, crm)).toBeDefined()
    await revokeApiKey(admin, { apiKeyId })
    expect(await readEmbedToken(token, crm)).toBeUndefined()
  })

  test('gets the same session for the same Idempotency-Key', async () => {
    const { call } = await openProgram((await createTeam()).admin)
    await call(PUT, { body: { origins: [crm] } })
    const headers = { 'idempotency-key': 'page-1' }
    const first = (await call(POST, { body: { user }, headers })).body
    expect((await call(POST, { body: { user }, headers })).body).toEqual(first)
  })

  test('learns which field is wrong, and nothing is written', async () => {
    const { call } = await openProgram((await createTeam()).admin)
    const refused = await call(PUT, { body: { origins: [crm, 'https://crm.example.com/app'] } })
    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid_input' } })
    expect(refused.body.errors.origins[0]).toContain('https://crm.example.com/app: Write the origin only')
    expect((await call(GET)).status).toBe(404)
    const bad = { user: { id: '', email: 'nobody', name: ' ' }, expiresInSeconds: 3601 }
    expect(Object.keys((await call(POST, { body: bad })).body.errors).sort()).toEqual([
      'expiresInSeconds',
      'user.email',
      'user.id',
      'user.name',
    ])
    await call(PUT, { body: { origins: [crm] } })
    const nul = await call(POST, { body: { user: { ...user, name: 'a\0b' } } })
    expect([nul.status < 500, nul.body.code]).toEqual([true, 'malformed_request'])
  })
})

test('another team’s session is not found, and a partner’s key and a session’s token do nothing', async () => {
  const [mine, other] = [
    await openProgram((await createTeam()).admin),
    await openProgram((await createTeam()).admin),
  ]
  await mine.call(PUT, { body: { origins: [crm] } })
  const { id: sessionId, token } = (await mine.call(POST, { body: { user } })).body
  expect((await other.call(DELETE, { params: { sessionId } })).status).toBe(404)
  const { owner } = await createPartner()
  const { key } = await createApiKey(owner, { name: 'Partner' })
  for (const route of [GET, POST, DELETE])
    expect((await callWith(key, route, { params: { sessionId }, body: { user } })).status).toBe(403)
  for (const route of [GET, POST, DELETE])
    expect((await callWith(token, route, { params: { sessionId }, body: { user } })).status).toBe(401)
})

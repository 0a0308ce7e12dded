import { beforeEach, describe, expect, test, vi } from 'vitest'
import { GET as metadata } from '@/app/.well-known/oauth-authorization-server/route'
import { GET as authorize } from '@/app/api/oauth/authorize/route'
import { POST as revoke } from '@/app/api/oauth/revoke/route'
import { POST as token } from '@/app/api/oauth/token/route'
import { log } from '@/lib/server/log'
import { allow, authorizationQuery, createEnabling, redirectUri } from '@/test/enabled-salesloft'

type Enabling = Awaited<ReturnType<typeof createEnabling>>

const origin = 'http://localhost:3000'
const segment = { params: Promise.resolve({}) }
let address = 0

beforeEach(() => {
  address += 1
})

type Sent = { form?: string | Record<string, string>; headers?: Record<string, string>; search?: string }

async function post(endpoint: typeof token, { form = {}, headers = {}, search = '' }: Sent) {
  const request = new Request(`${origin}/api/oauth/token${search}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-framegate-client-address': `192.0.2.${address}`,
      ...headers,
    },
    body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
  })
  const response = await endpoint(request, segment)
  return { response, status: response.status, body: (await response.json()) as Record<string, unknown> }
}

async function exchangeForm(enabling: Enabling) {
  const code = await allow(enabling.team.admin, enabling.clientId)
  return { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
}

function basic(id: string, secret: string) {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` }
}

describe('the token endpoint', () => {
  test('takes the client’s secret in the body or as HTTP Basic, and lets nobody keep its answer', async () => {
    const enabling = await createEnabling()
    const { clientId, clientSecret } = enabling
    const inBody = { ...(await exchangeForm(enabling)), client_id: clientId, client_secret: clientSecret }
    const { response, status, body } = await post(token, { form: inBody })
    expect([status, body.token_type]).toEqual([200, 'Bearer'])
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('pragma')).toBe('no-cache')
    const again = await createEnabling()
    const encoded = again.clientId.replace('_', '%5F')
    const byHeader = { form: await exchangeForm(again), headers: basic(encoded, again.clientSecret) }
    expect((await post(token, byHeader)).status).toBe(200)
  })

  test('never takes anything from the address', async () => {
    const enabling = await createEnabling()
    const { clientId: client_id, clientSecret: client_secret } = enabling
    const form = await exchangeForm(enabling)
    const search = `?${new URLSearchParams({ client_id, client_secret })}`
    const refused = await post(token, { form, search })
    expect([refused.status, refused.body.error]).toEqual([400, 'invalid_request'])
    expect((await post(token, { form: { ...form, client_id, client_secret }, search: '?a=b' })).status).toBe(
      400,
    )
    expect((await post(token, { form: { ...form, client_id, client_secret } })).status).toBe(200)
  })

  test('answers an unknown client and a wrong secret alike, with 401 and a challenge', async () => {
    const enabling = await createEnabling()
    const form = await exchangeForm(enabling)
    const wrong = await post(token, { form, headers: basic(enabling.clientId, 'x'.repeat(64)) })
    const unknown = await post(token, { form, headers: basic('cli_unknown', 'x'.repeat(64)) })
    expect(wrong.body).toEqual(unknown.body)
    for (const { status, response, body } of [wrong, unknown]) {
      expect([status, body.error]).toEqual([401, 'invalid_client'])
      expect(response.headers.get('www-authenticate')).toBe('Basic realm="Framegate"')
    }
  })

  test.each<[string, number, string, Sent]>([
    ['no form', 415, 'invalid_request', { headers: { 'content-type': 'application/json' } }],
    ['a form too large', 413, 'invalid_request', { form: `a=${'b'.repeat(20_000)}` }],
    ['nothing', 401, 'invalid_client', {}],
    ['a parameter twice', 400, 'invalid_request', { form: 'code=a&code=b' }],
    [
      'a client authenticated twice',
      400,
      'invalid_request',
      { form: { client_secret: 's' }, headers: basic('c', 's') },
    ],
    ['two clients', 400, 'invalid_request', { form: { client_id: 'd' }, headers: basic('c', 's') }],
    ['a broken header', 401, 'invalid_client', { headers: { authorization: 'Basic %%%' } }],
    ['another scheme', 401, 'invalid_client', { headers: { authorization: 'Bearer fga_x' } }],
    ['a client id with NUL', 400, 'invalid_request', { form: { client_id: 'a\0', client_secret: 's' } }],
  ])('refuses %s with %i and %s', async (_, status, error, sent) => {
    const answer = await post(token, sent)
    expect([answer.status, answer.body.error]).toEqual([status, error])
  })

  test('makes whoever fails too often wait, by client and address, and nobody else', async () => {
    const enabling = await createEnabling()
    const { clientId, clientSecret } = enabling
    const guess = (id = clientId) => post(token, { form: { grant_type: 'x' }, headers: basic(id, 'wrong') })
    for (let count = 0; count < 60; count += 1) expect((await guess()).status).toBe(401)
    const refused = await guess()
    expect([refused.status, refused.body.error]).toEqual([429, 'temporarily_unavailable'])
    expect(Number(refused.response.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await guess('cli_other')).status).toBe(401)
    address += 1
    const form = await exchangeForm(enabling)
    expect((await post(token, { form, headers: basic(clientId, clientSecret) })).status).toBe(200)
  })

  test('writes one log line for a refusal, with its code and no secret', async () => {
    const lines = vi.spyOn(log, 'info')
    try {
      await post(token, { form: { grant_type: 'x' }, headers: basic('cli_unknown', 'hidden-secret') })
      expect(lines.mock.calls).toHaveLength(1)
      expect(lines.mock.calls[0]?.[0]).toMatchObject({ code: 'invalid_client', status: 401 })
      expect(JSON.stringify(lines.mock.calls)).not.toContain('hidden-secret')
    } finally {
      lines.mockRestore()
    }
  })
})

test('the revocation endpoint answers 200 for a token that nobody has', async () => {
  const { clientId, clientSecret } = await createEnabling()
  const headers = basic(clientId, clientSecret)
  expect((await post(revoke, { form: { token: 'fgr_unknown' }, headers })).status).toBe(200)
  expect((await post(revoke, { form: { token: 'fgr_unknown' } })).status).toBe(401)
  expect((await post(revoke, { headers })).status).toBe(400)
})

test('the authorization endpoint sends a good request on, and shows a page for one that goes nowhere', async () => {
  const { clientId } = await createEnabling()
  const go = (query: URLSearchParams) =>
    authorize(
      new Request(`${origin}/api/oauth/authorize?${query}`, {
        headers: { 'x-framegate-client-address': `192.0.2.${address}` },
      }),
      segment,
    )
  const good = await go(authorizationQuery(clientId))
  expect(good.status).toBe(303)
  expect(good.headers.get('location')).toBe(`${origin}/oauth/consent?${authorizationQuery(clientId)}`)
  const evil = await go(authorizationQuery(clientId, { redirect_uri: `${redirectUri}?<script>` }))
  expect(evil.status).toBe(400)
  expect(evil.headers.has('location')).toBe(false)
  const page = await evil.text()
  expect(page).toContain('redirect_uri_mismatch')
  expect(page).not.toContain('<script>')
})

test('the metadata are exactly what the server does', async () => {
  const answer = await metadata(new Request(`${origin}/.well-known/oauth-authorization-server`), segment)
  expect(await answer.json()).toEqual({
    issuer: origin,
    authorization_endpoint: `${origin}/api/oauth/authorize`,
    token_endpoint: `${origin}/api/oauth/token`,
    revocation_endpoint: `${origin}/api/oauth/revoke`,
    scopes_supported: [
      'profile',
      'people:read',
      'companies:read',
      'people:write',
      'companies:write',
      'activities:write',
      'tabs:read',
      'launches:write',
    ],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    service_documentation: `${origin}/docs/api`,
  })
})

import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { completeConnection, renewTokens, startConnection } from '@/lib/domain/connectors/connect'
import { disconnectConnector } from '@/lib/domain/connectors/connection'
import { updateConnector } from '@/lib/domain/connectors/connectors'
import { createConnectorInput, updateConnectorInput } from '@/lib/domain/connectors/connectors.schema'
import { getConnector } from '@/lib/domain/connectors/read'
import { listConnectorRequests } from '@/lib/domain/connectors/requests'
import { rotateConnectorSecret } from '@/lib/domain/connectors/rotation'
import { refreshConnections } from '@/lib/domain/connectors/tokens'
import { openForVerifying } from '@/lib/domain/secrets/openers'
import { db } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import { AuthorizationServer } from '@/test/authorization-server'
import {
  addSalesloft,
  connectSalesloft,
  platformOrigin,
  sessionKey,
  visitConsent,
} from '@/test/connected-salesloft'
import type { ConnectedTeam } from '@/test/connectors'
import { createTeam } from '@/test/factories'
import { codeOf, refusalOf } from '@/test/refusals'
import { allowOrigin } from '@/test/settings'

const now = new Date('2026-11-24T12:00:00Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)

let server: AuthorizationServer
let team: ConnectedTeam
let connectorId: string

beforeAll(async () => {
  server = await AuthorizationServer.start('a client secret of the platform')
  allowOrigin(server.origin)
})
afterAll(() => server.stop())
beforeEach(async () => {
  team = await createTeam()
  connectorId = await addSalesloft(team.admin, server, {}, now)
})
afterEach(() => {
  server.extra = { secret: 'a secret of the platform', integration_id: 42, tenant_id: 4711 }
  server.omits = []
  server.offersPkce = true
  server.agrees = true
  server.failsWith = undefined
  server.tokenRequests.length = 0
  server.visits.length = 0
})

const start = (replace = false, returnTo?: string) =>
  startConnection(team.admin, { connectorId, returnTo, replace, sessionKey }, now)
const complete = (answer: { state: string; code: string; error: string }, at = now, actor = team.admin) =>
  completeConnection(actor, { connectorId, sessionKey, ...answer }, at)
const secrets = async (at = now) =>
  (await openForVerifying(db(), connectorId, at)).map(({ secret }) => secret)
const connection = async () => (await getConnector(team.admin, connectorId, now)).oauth

describe('connecting', () => {
  test('keeps secret, ids and tokens sealed, and ends exactly at return_to', async () => {
    const returnTo = `${platformOrigin}/settings?tab=frontend+integrations&x=%2F#on`
    expect(await connectSalesloft(team.admin, connectorId, { returnTo }, now)).toEqual({ returnTo })
    expect(await connection()).toMatchObject({ tenantId: '4711', integrationId: '42', connectedAt: now })
    expect(await secrets()).toEqual(['a secret of the platform'])
    const row = await db().connectorOAuth.findUniqueOrThrow({ where: { connectorId } })
    const stored = JSON.stringify(row, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    )
    const told = server.tokenRequests[0]?.form ?? {}
    for (const secret of ['a client secret', 'a secret of the platform', told.code ?? 'no code'])
      expect(stored).not.toContain(secret)
  })

  test('proves with PKCE where the server offers it, and sends nothing of it elsewhere', async () => {
    await connectSalesloft(team.admin, connectorId, {}, now)
    const verifier = server.tokenRequests[0]?.form.code_verifier ?? ''
    expect(server.visits[0]?.get('code_challenge_method')).toBe('S256')
    expect(server.visits[0]?.get('code_challenge')).toBe(
      createHash('sha256').update(verifier).digest('base64url'),
    )
    server.offersPkce = false
    await connectSalesloft(team.admin, connectorId, { replace: true }, now)
    expect(server.visits[1]?.has('code_challenge')).toBe(false)
    expect(server.tokenRequests[1]?.form).not.toHaveProperty('code_verifier')
  })

  test('takes the answers that the protocol describes, which name no token_type', async () => {
    server.omits = ['token_type']
    await connectSalesloft(team.admin, connectorId, {}, now)
    await renewTokens(team.admin, { connectorId }, later(60))
    expect(await connection()).toMatchObject({ connectedAt: now, refreshedAt: later(60), failure: null })
  })

  test('says which of the three fields are missing, and connects nothing', async () => {
    server.extra = {}
    const refused = await refusalOf(connectSalesloft(team.admin, connectorId, {}, now))
    expect(refused).toMatchObject({ code: 'oauth_incomplete' })
    expect(refused).toMatchObject({
      message: expect.stringContaining('lacks secret, integration_id, tenant_id'),
    })
    for (const missing of ['secret', 'integration_id', 'tenant_id']) {
      const all = { secret: 's'.repeat(32), integration_id: 1, tenant_id: 2 }
      server.extra = { ...all, [missing]: undefined }
      const one = await refusalOf(connectSalesloft(team.admin, connectorId, {}, now))
      expect(one).toMatchObject({ message: expect.stringContaining(`lacks ${missing}, or it has`) })
    }
    expect(await connection()).toMatchObject({
      connectedAt: null,
      failure: expect.stringContaining('tenant_id'),
    })
    expect(await secrets()).toEqual([])
  })

  test('tells a user who did not agree from a server that failed', async () => {
    server.agrees = false
    expect(await codeOf(connectSalesloft(team.admin, connectorId, {}, now))).toBe('oauth_refused')
    server.agrees = true
    server.failsWith = 503
    expect(await codeOf(connectSalesloft(team.admin, connectorId, {}, now))).toBe('oauth_exchange_failed')
    const { requests } = await listConnectorRequests(team.admin, { connectorId, endpoint: 'oauth/callback' })
    expect(requests.map(({ reason }) => reason)).toEqual(['oauth_exchange_failed', 'oauth_refused'])
  })

  test('needs id, secret and addresses of the OAuth application, and takes no rotation by hand', async () => {
    const fields = {
      protocol: 'salesloft',
      name: 'Outreach',
      clientSecret: 'x',
      authorizeUrl: 'http://10.0.0.1/a',
    }
    expect(createConnectorInput.safeParse(fields).error?.issues[0]?.path).toEqual(['authorizeUrl'])
    const update = updateConnectorInput.parse({ connectorId, name: 'Outreach', clientId: 'crm' })
    expect(await codeOf(updateConnector(team.admin, update, now))).toBe('invalid_input')
    const templates = {
      ...update,
      authorizeUrl: server.origin,
      tokenUrl: server.origin,
      emailTemplates: 'Only a name',
    }
    expect(await codeOf(updateConnector(team.admin, templates, now))).toBe('invalid_input')
    expect(await codeOf(rotateConnectorSecret(team.admin, { connectorId, graceHours: 0 }, now))).toBe(
      'wrong_state',
    )
  })
})

describe('the state', () => {
  test('is spent once, of twenty at once by one', async () => {
    const answer = await visitConsent((await start()).url)
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => codeOf(complete(answer))))
    expect(outcomes.filter((code) => code === 'oauth_state_invalid')).toHaveLength(19)
    expect((await connection())?.connectedAt).toEqual(now)
    expect(server.tokenRequests).toHaveLength(1)
  })

  test('belongs to the session, the member and the connector that began, for ten minutes', async () => {
    const other = (await createTeam()).admin
    const answer = await visitConsent((await start()).url)
    const bySession = completeConnection(team.admin, { connectorId, ...answer, sessionKey: 'another' }, now)
    expect(await codeOf(bySession)).toBe('oauth_state_invalid')
    expect(await codeOf(complete(answer, now, other))).toBe('not_found')
    expect(await codeOf(complete(answer, now, team.agent))).toBe('forbidden')
    const second = await addSalesloft(team.admin, server, {}, now)
    const byConnector = completeConnection(team.admin, { connectorId: second, sessionKey, ...answer }, now)
    expect(await codeOf(byConnector)).toBe('oauth_state_invalid')
    expect(await codeOf(complete(answer, later(600)))).toBe('oauth_state_invalid')
    expect(await codeOf(complete({ ...answer, state: 'made up' }))).toBe('oauth_state_invalid')
    expect(server.tokenRequests).toHaveLength(0)
    expect((await connection())?.failure).toBeNull()
    await complete(answer, later(599))
  })

  test('leads to listed origins alone', async () => {
    const refused = [
      'https://evil.example/',
      `${platformOrigin}.evil.example/`,
      `https://app.platform.example@evil.example/`,
      'https://user@app.platform.example/',
      'http://app.platform.example/',
      'https://app.platform.example:444/',
      '//evil.example',
      'javascript:alert(1)',
      'data:text/html,x',
    ]
    for (const returnTo of refused) expect(await codeOf(start(false, returnTo))).toBe('invalid_input')
    expect((await start(false, `${env().PORTAL_ORIGIN}/settings`)).next).toBe('platform')
    expect(await codeOf(startConnection(team.agent, { connectorId, replace: false, sessionKey }))).toBe(
      'forbidden',
    )
  })
})

describe('an existing connection', () => {
  test('is not replaced before an admin confirms, also when two began at once', async () => {
    const [one, two] = [await visitConsent((await start()).url), await visitConsent((await start()).url)]
    await complete(one)
    server.extra = { secret: 'another secret of them', integration_id: 42, tenant_id: 4711 }
    expect(await codeOf(complete(two))).toBe('conflict')
    expect(await secrets()).toEqual(['a secret of the platform'])
    expect(await start()).toEqual({
      next: 'confirm',
      url: expect.stringMatching(/\/settings\/connectors\/con_\w+\/connect\?return_to=/),
    })
  })

  test('keeps the earlier secret for a day if it is the same integration, and not at all if it is another', async () => {
    await connectSalesloft(team.admin, connectorId, {}, now)
    server.extra = { secret: 'second secret of them', integration_id: 42, tenant_id: 4711 }
    await connectSalesloft(team.admin, connectorId, { replace: true }, now)
    expect(await secrets()).toEqual(['second secret of them', 'a secret of the platform'])
    expect(await secrets(later(86_400))).toEqual(['second secret of them'])
    server.extra = { secret: 'third secret of them', integration_id: 43, tenant_id: 4711 }
    await connectSalesloft(team.admin, connectorId, { replace: true }, now)
    expect(await secrets()).toEqual(['third secret of them'])
  })

  test('ends by disconnecting: no secret, no tokens', async () => {
    await connectSalesloft(team.admin, connectorId, {}, now)
    await disconnectConnector(team.admin, { connectorId }, now)
    expect(await secrets()).toEqual([])
    expect(await connection()).toMatchObject({ connectedAt: null, tenantId: null })
    expect(await codeOf(renewTokens(team.admin, { connectorId }, now))).toBe('wrong_state')
  })
})

describe('tokens', () => {
  const due = later(3600)

  test('are renewed before they end, by a form with these four fields', async () => {
    await connectSalesloft(team.admin, connectorId, {}, now)
    server.tokenRequests.length = 0
    await refreshConnections(later(60))
    expect(server.tokenRequests).toEqual([])
    await refreshConnections(due)
    const [request] = server.tokenRequests
    expect(request?.contentType).toBe('application/x-www-form-urlencoded')
    expect(request?.form).toEqual({
      client_id: 'crm',
      client_secret: 'a client secret of the platform',
      grant_type: 'refresh_token',
      refresh_token: expect.stringMatching(/./),
    })
    expect(await connection()).toMatchObject({ refreshedAt: due, failure: null })
    await renewTokens(team.admin, { connectorId }, later(3700))
    expect(server.tokenRequests[1]?.form.refresh_token).not.toBe(request?.form.refresh_token)
  })

  test('are renewed once, of two at once', async () => {
    await connectSalesloft(team.admin, connectorId, {}, now)
    const outcomes = await Promise.all(
      [1, 2].map(() => codeOf(renewTokens(team.admin, { connectorId }, due))),
    )
    expect(outcomes.filter((code) => code === 'wrong_state')).toHaveLength(1)
  })

  test('survive a server that is away, and ask for connecting again where it refuses for good', async () => {
    await connectSalesloft(team.admin, connectorId, {}, now)
    server.failsWith = 503
    await refreshConnections(due)
    expect(await connection()).toMatchObject({
      needsConnecting: false,
      failure: expect.stringContaining('503'),
    })
    server.failsWith = undefined
    await refreshConnections(due)
    expect(await connection()).toMatchObject({ needsConnecting: false, failure: null, refreshedAt: due })
    server.failsWith = 400
    await refreshConnections(later(8000))
    expect(await connection()).toMatchObject({ needsConnecting: true })
    server.failsWith = undefined
    server.tokenRequests.length = 0
    await refreshConnections(later(9000))
    expect(server.tokenRequests).toEqual([])
  })
})

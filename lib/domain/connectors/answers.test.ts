import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  answerActivity,
  answerIframe,
  answerPostback,
  answerRecipientSearch,
  answerRedirection,
  answerSearch,
  answerWidget,
} from '@/lib/domain/connectors/answers'
import {
  createConnector,
  deleteConnector,
  switchConnector,
  updateConnector,
} from '@/lib/domain/connectors/connectors'
import { createConnectorInput, updateConnectorInput } from '@/lib/domain/connectors/connectors.schema'
import type { ConnectorCall } from '@/lib/domain/connectors/receive-call'
import { listRegistrations, renewPostbackKey } from '@/lib/domain/connectors/registrations'
import { listConnectorRequests } from '@/lib/domain/connectors/requests'
import { recentActivities } from '@/lib/domain/crm/activities'
import { pruneConnectorCalls } from '@/lib/domain/platform/retention'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { signMarketplace } from '@/lib/protocols/marketplace'
import { signShowpad } from '@/lib/protocols/showpad'
import { signSureSend } from '@/lib/protocols/sure-send'
import { db } from '@/lib/server/db'
import { addConnector, bareCall as bare, type ConnectedTeam, signSearch as search } from '@/test/connectors'
import { createCompany, createPerson, createTeam } from '@/test/factories'
import { sampleContext } from '@/test/protocol-samples'
import { codeOf } from '@/test/refusals'

const now = new Date('2026-11-24T12:00:00Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)

let team: ConnectedTeam
beforeEach(async () => {
  team = await createTeam()
})

const connect = (protocol: ProtocolId, fields: Record<string, string> = {}) =>
  addConnector(team.admin, protocol, fields, now)

function showpad(
  connectorId: string,
  secret: string,
  body: Record<string, unknown>,
  at = now,
): ConnectorCall {
  const showpadInfo = { subdomain: 'acme', username: team.agent.email, crmInstanceId: connectorId }
  const text = JSON.stringify({ showpadInfo, ...body })
  const { url, headers } = signShowpad({
    url: 'https://portal.test/x',
    body: text,
    secrets: [secret],
    now: at,
  })
  return { ...bare, connectorId, url, headers, body: text }
}

async function reasons(connectorId: string): Promise<(string | null)[]> {
  const { requests } = await listConnectorRequests(team.admin, { connectorId })
  return requests.map(({ reason }) => reason)
}

describe('a search by SocialSignIn', () => {
  test('finds people and companies of its own team by name, email and phone', async () => {
    const other = await createTeam()
    const contact = { email: 'Zoe@Builders.example', phone: '+49 (30) 123-456' }
    const person = await createPerson(team.teamId, { firstName: 'Zoë', lastName: 'Müller', ...contact })
    await createPerson(other.teamId, { firstName: 'Zoë', lastName: 'Müller', ...contact })
    const company = await createCompany(team.teamId, { name: 'Müller Bau' })
    const { connectorId, secret } = await connect('social-signin')
    const find = async (q: string) => (await answerSearch(search(connectorId, secret, { q }), now)).results
    expect(await find('muller')).toEqual([
      { id: company, name: 'Müller Bau' },
      { id: person, name: 'Zoë Müller' },
    ])
    for (const q of ['zoe', 'builders.example', '(30) 123-456', 'ZOË müller'])
      expect(await find(q), q).toEqual([{ id: person, name: 'Zoë Müller' }])
    expect(await find('%')).toEqual([])
    expect(await find('nobody here')).toEqual([])
  })

  test('gives at most 50, those first whose name starts so', async () => {
    for (let index = 0; index < 60; index += 1)
      await createPerson(team.teamId, { firstName: 'Anna', lastName: `Doe ${index}` })
    await createPerson(team.teamId, { firstName: 'Bo', lastName: 'Annable' })
    const { connectorId, secret } = await connect('social-signin')
    const { results } = await answerSearch(search(connectorId, secret, { q: 'anna' }), now)
    expect(results).toHaveLength(50)
    expect(results[0]?.name).toBe('Bo Annable')
  })

  test('needs a text, a signature and a time, and the log tells the owner which it was', async () => {
    const { connectorId, secret } = await connect('social-signin')
    const call = (parameters: Record<string, string>) => search(connectorId, secret, parameters)
    const broken = { ...call({ q: 'a' }), url: call({ q: 'a' }).url.replace('q=a', 'q=b') }
    expect(await codeOf(answerSearch(call({ q: ' ' }), now))).toBe('malformed_request')
    expect(await codeOf(answerSearch({ ...bare, connectorId, url: '/search?q=a' }, now))).toBe(
      'missing_parameter',
    )
    expect(await codeOf(answerSearch(broken, now))).toBe('signature_mismatch')
    expect(await codeOf(answerSearch(call({ q: 'a' }), later(301)))).toBe('expired')
    expect(await reasons(connectorId)).toEqual([
      'expired',
      'signature_mismatch',
      'missing_parameter',
      'malformed_request',
    ])
  })

  test('refuses a request that is good for more than a day, or than its connector allows', async () => {
    const { connectorId, secret } = await connect('social-signin')
    const signedFor = (hours: number) =>
      answerSearch(search(connectorId, secret, { q: 'a' }, later(hours * 3600 - 300)), now)
    await signedFor(24)
    expect(await codeOf(signedFor(24.1))).toBe('from_the_future')
    await db().connector.updateMany({ data: { lifetimeHours: 48 } })
    await signedFor(48)
    expect(await codeOf(signedFor(10_000))).toBe('from_the_future')
  })

  test('takes out the parameters that the platform adds unsigned', async () => {
    const { connectorId, secret } = await connect('social-signin')
    const signed = search(connectorId, secret, { q: 'a' })
    const live = { ...signed, url: `${signed.url}&message_sentiment=bad` }
    expect(await codeOf(answerSearch(live, now))).toBe('signature_mismatch')
    const fields = { name: 'Outside', unsignedParameters: 'message_sentiment' }
    await updateConnector(team.admin, updateConnectorInput.parse({ connectorId, ...fields }), now)
    expect(await answerSearch(live, now)).toEqual({ results: [] })
  })
})

describe('who is not let in', () => {
  test('an unknown, deleted or disabled connector and another one’s secret answer alike', async () => {
    const [one, other] = [await connect('social-signin'), await connect('social-signin')]
    const unknown = `con_${'1'.repeat(20)}`
    const foreign = search(one.connectorId, other.secret, { q: 'a' })
    const answers = [foreign, { ...foreign, connectorId: unknown }, { ...foreign, connectorId: 'no id\0' }]
    for (const call of answers) expect(await codeOf(answerSearch(call, now))).toBe('signature_mismatch')
    const own = search(one.connectorId, one.secret, { q: 'a' })
    await switchConnector(team.admin, { connectorId: one.connectorId, enabled: false }, now)
    expect(await codeOf(answerSearch(own, now))).toBe('signature_mismatch')
    expect((await reasons(one.connectorId))[0]).toBe('connector_disabled')
    await switchConnector(team.admin, { connectorId: one.connectorId, enabled: true }, now)
    await expect(answerSearch(own, now)).resolves.toBeDefined()
    await deleteConnector(team.admin, { connectorId: one.connectorId }, now)
    expect(await codeOf(answerSearch(own, now))).toBe('signature_mismatch')
  })

  test('a connector of another platform is none', async () => {
    const { connectorId, secret } = await connect('showpad')
    expect(await codeOf(answerSearch(search(connectorId, secret, { q: 'a' }), now))).toBe(
      'signature_mismatch',
    )
  })

  test('refusals of one address are counted, and do not shut the platform out', async () => {
    const { connectorId, secret } = await connect('social-signin')
    const broken = { ...bare, connectorId, url: '/search?q=a' }
    for (let index = 0; index < 120; index += 1) await codeOf(answerSearch(broken, now))
    expect(await codeOf(answerSearch(broken, now))).toBe('rate_limited')
    expect((await reasons(connectorId))[0]).toBe('rate_limited')
    await expect(answerSearch(search(connectorId, secret, { q: 'a' }), now)).resolves.toBeDefined()
  })
})

describe('a frame', () => {
  test('shows the team’s own record alone, with what was logged on it', async () => {
    const person = await createPerson(team.teamId, { firstName: '<b>Zoë', lastName: 'Doe' })
    const foreign = await createPerson((await createTeam()).teamId, { firstName: 'No', lastName: 'Body' })
    const { connectorId, secret } = await connect('social-signin', {
      frameOrigins: 'https://app.example.test',
    })
    const open = (id: string) => answerIframe(search(connectorId, secret, { id }), now)
    expect(await open(person)).toMatchObject({
      record: { name: '<b>Zoë Doe', type: 'person' },
      frameOrigins: ['https://app.example.test'],
    })
    expect(await codeOf(open(foreign))).toBe('not_found')
    expect(await codeOf(open("' OR 1=1"))).toBe('not_found')
    expect(await codeOf(answerIframe(search(connectorId, secret, { q: 'a' }), now))).toBe('malformed_request')
  })

  test('of Sure Send finds the record by id or email, and says so when there is none', async () => {
    const person = await createPerson(team.teamId, {
      firstName: 'Zoë',
      lastName: 'Doe',
      email: 'zoe@example.test',
    })
    const { connectorId, secret } = await connect('sure-send')
    const open = (subject: { id: string; emails: { value: string }[] }) => {
      const timestamp = now.toISOString()
      const context = {
        ...sampleContext,
        timestamp,
        person: { ...subject },
      } as unknown as typeof sampleContext
      const { url } = signSureSend({ url: 'https://portal.test/widget', context, secret })
      return answerWidget({ ...bare, connectorId, url }, now)
    }
    expect(await open({ id: person, emails: [] })).toMatchObject({ record: { id: person } })
    expect(await open({ id: 'theirs', emails: [{ value: 'ZOE@example.test' }] })).toMatchObject({
      record: { id: person },
    })
    expect(await open({ id: randomUUID(), emails: [] })).toMatchObject({ record: null })
  })
})

describe('a call by Showpad', () => {
  test('finds recipients with email and company', async () => {
    const person = await createPerson(team.teamId, {
      firstName: 'Zoë',
      lastName: 'Doe',
      email: 'zoe@example.test',
    })
    const { connectorId, secret } = await connect('showpad')
    const { recipients } = await answerRecipientSearch(showpad(connectorId, secret, { query: 'doe' }), now)
    expect(recipients).toEqual([
      { id: person, type: 'person', name: 'Zoë Doe', email: 'zoe@example.test', company: undefined },
    ])
  })

  test('is refused for a stranger, another instance and a body without query', async () => {
    const { connectorId, secret } = await connect('showpad')
    const info = { subdomain: 'a', username: team.agent.email, crmInstanceId: connectorId }
    const call = (body: Record<string, unknown>) =>
      answerRecipientSearch(showpad(connectorId, secret, body), now)
    const stranger = { ...info, username: 'nobody@example.test' }
    expect(await codeOf(call({ query: 'a', showpadInfo: stranger }))).toBe('forbidden')
    expect(await codeOf(call({ query: 'a', showpadInfo: { ...info, crmInstanceId: 'con_x' } }))).toBe(
      'identity_mismatch',
    )
    expect(await codeOf(call({}))).toBe('invalid_input')
    await db().user.update({ where: { id: team.agent.userId }, data: { removedAt: now } })
    expect(await codeOf(call({ query: 'a' }))).toBe('forbidden')
  })

  test('logs an activity once, also fifty times at once, and each time with the first answer', async () => {
    const person = await createPerson(team.teamId, { firstName: 'Zoë', lastName: 'Doe' })
    const { connectorId, secret } = await connect('showpad')
    const call = showpad(connectorId, secret, { recipientIds: [person], subject: 'Shared a brochure' })
    const answers = await Promise.all(Array.from({ length: 50 }, () => answerActivity(call, now)))
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    expect(await recentActivities(team.teamId, person)).toMatchObject([
      { subject: 'Shared a brochure', by: team.agent.name },
    ])
    await answerActivity(showpad(connectorId, secret, { recipientIds: [person], subject: 'Again' }), now)
    expect(await recentActivities(team.teamId, person)).toHaveLength(2)
  })

  test('logs nothing at all when one recipient is not the team’s, and may then be sent again', async () => {
    const person = await createPerson(team.teamId, { firstName: 'Zoë', lastName: 'Doe' })
    const { connectorId, secret } = await connect('showpad')
    const body = { recipientIds: [person, randomUUID()], subject: 'Shared' }
    const call = showpad(connectorId, secret, body)
    expect(await codeOf(answerActivity(call, now))).toBe('not_found')
    expect(await codeOf(answerActivity(call, now))).toBe('not_found')
    expect(await recentActivities(team.teamId, person)).toEqual([])
  })
})

test('a parameter of any text is logged, also one that is cut within a character', async () => {
  const { connectorId, secret } = await connect('social-signin')
  for (const q of [`${'a'.repeat(79)}🦊`, 'a\0b', '🦊'.repeat(41)])
    await expect(answerSearch(search(connectorId, secret, { q }), now)).resolves.toBeDefined()
})

test('the log keeps no signature and no context, and goes after 30 days', async () => {
  const { connectorId, secret } = await connect('sure-send')
  const { url } = signSureSend({ url: 'https://portal.test/w?own=1', context: sampleContext, secret })
  await codeOf(answerWidget({ ...bare, connectorId, url }, now))
  const { requests } = await listConnectorRequests(team.admin, { connectorId })
  expect(requests[0]).toMatchObject({ endpoint: 'widget', reason: 'expired', parameters: { own: '1' } })
  expect(requests[0]?.parameters.signature).toBe('64 characters')
  expect(requests[0]?.parameters.context).toMatch(/^\d+ characters$/)
  await pruneConnectorCalls(later(31 * 86_400))
  expect(await listConnectorRequests(team.admin, { connectorId })).toMatchObject({ requests: [] })
})

describe('the marketplace', () => {
  const values = { location_id: 'loc1', user_id: 'u1', user_oauth_url: '' }

  test('opens the contact of an encrypted launch, of the own team alone', async () => {
    const person = await createPerson(team.teamId, { firstName: 'Zoë', lastName: 'Doe' })
    const foreign = await createPerson((await createTeam()).teamId, { firstName: 'No', lastName: 'Body' })
    const { connectorId, secret } = await connect('marketplace')
    expect(secret).toMatch(/^[0-9A-Za-z]{36}$/)
    const open = (contact_api_id: string) => {
      const request = {
        mode: 'encrypted',
        url: 'https://portal.test/r',
        values: { ...values, contact_api_id },
        secret,
      } as const
      return answerRedirection({ ...bare, connectorId, url: signMarketplace(request).url }, now)
    }
    expect(await open(person)).toMatchObject({ record: { name: 'Zoë Doe' }, hints: [] })
    expect(await open(foreign)).toMatchObject({ record: null })
  })

  test('takes of a plain launch its location alone: the rest is a hint and opens nothing', async () => {
    const person = await createPerson(team.teamId, { firstName: 'Zoë', lastName: 'Doe' })
    const { connectorId, secret } = await connect('marketplace')
    const url = 'https://portal.test/r?contact-id={{contact-id}}'
    const request = { mode: 'plain', url, values: { ...values, contact_id: person }, secret, now } as const
    const call = { ...bare, connectorId, url: `${signMarketplace(request).url}&access-token=stolen` }
    const view = await answerRedirection(call, now)
    expect(view).toMatchObject({
      record: null,
      hints: [
        ['location_id', 'loc1'],
        ['contact-id', person],
      ],
    })
    expect(await codeOf(answerRedirection(call, later(301)))).toBe('expired')
  })

  test('registers and unregisters by the URL’s key, the same postback again changes nothing', async () => {
    const input = createConnectorInput.parse({ protocol: 'marketplace', name: 'Market' })
    const { connectorId, postbackUrls } = await createConnector(team.admin, input, now)
    const url = (postbackUrls[1] ?? '').replace('{{location.id}}', 'loc1').replace('{{user.id}}', 'u1')
    const send = (event: 'registered' | 'unregistered', at = now, to = url) =>
      answerPostback({ ...bare, connectorId, url: to, event }, at)
    const listed = async () => {
      const [row, ...more] = await listRegistrations(team.admin, connectorId)
      return [more.length, row?.locationId, row?.registeredAt, row?.unregisteredAt]
    }
    await send('registered')
    await send('registered', later(5))
    expect(await listed()).toEqual([0, 'loc1', now, null])
    await send('unregistered', later(10))
    await send('unregistered', later(20))
    expect(await listed()).toEqual([0, 'loc1', now, later(10)])
    await send('registered', later(30))
    expect(await listed()).toEqual([0, 'loc1', later(30), null])
    expect(await codeOf(send('registered', now, url.replace(/key=./, 'key=!')))).toBe('unauthenticated')
    expect(await codeOf(send('registered', now, url.replace('location_id=loc1', 'location_id=')))).toBe(
      'malformed_request',
    )
    await renewPostbackKey(team.admin, { connectorId }, now)
    expect(await codeOf(send('registered'))).toBe('unauthenticated')
    const { requests } = await listConnectorRequests(team.admin, { connectorId })
    expect(requests[0]?.parameters.key).toBe('43 characters')
  })
})

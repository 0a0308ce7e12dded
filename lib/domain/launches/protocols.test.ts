import { createHmac, randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createLaunchBody } from '@/lib/domain/api/api.schema'
import { createApiLaunch } from '@/lib/domain/api/launches'
import { switchPlacement } from '@/lib/domain/installations/installations'
import { openLaunch } from '@/lib/domain/launches/launches'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import { verifyMarketplace } from '@/lib/protocols/marketplace'
import { readHint } from '@/lib/protocols/protocol'
import { verifySalesloft } from '@/lib/protocols/salesloft'
import { verifySocialSignin } from '@/lib/protocols/social-signin'
import { db } from '@/lib/server/db'
import {
  approvedWidget,
  createCompany,
  createPartner,
  createPerson,
  createStep,
  createTeam,
  registerForMarketplace,
  salesloftFields,
  setInstallationSecret,
} from '@/test/factories'
import { codeOf } from '@/test/refusals'

const now = new Date('2026-03-01T12:00:00.000Z')
const all: Placement[] = ['person', 'company', 'full_page', 'email_editor', 'custom_action']

async function hosted(protocol: string, fields: Parameters<typeof approvedWidget>[1] = {}) {
  const [{ owner }, team] = [await createPartner(), await createTeam()]
  const { widgetId, secret: ownSecret } = await approvedWidget(owner, { protocol, ...fields })
  const isOwn = protocol === 'sure-send' || protocol === 'marketplace'
  const secret = isOwn ? ownSecret : await setInstallationSecret(team.admin, widgetId, { now })
  const { placements } = await db().widgetVersion.findFirstOrThrow({ where: { widgetId } })
  for (const placement of placements)
    await switchPlacement(team.admin, { widgetId, placement: placement as Placement, enabled: true })
  return { team, widgetId, secret }
}

describe('a salesloft launch', () => {
  test('is a form post whose payload each slot’s receiver opens, with exactly what the seed’s table gives it', async () => {
    const { team, widgetId, secret } = await hosted('salesloft', salesloftFields)
    const companyId = await createCompany(team.teamId, { name: 'Marsh Holdings', industry: 'Homes' })
    const personId = await createPerson(team.teamId, { firstName: 'Elena', lastName: 'Marsh', companyId })
    const step = await createStep(team.teamId, personId)
    const inputs = {
      person: { record: personId },
      company: { record: companyId },
      full_page: {},
      email_editor: { record: personId },
      custom_action: { step },
    }
    for (const placement of all) {
      const launch = await openLaunch(team.agent, { widgetId, placement, ...inputs[placement] }, now)
      expect(launch.request).toMatchObject({
        method: 'POST',
        url: `https://widgets.example.com/${placement}`,
      })
      const verified = await verifySalesloft({ body: launch.request.body ?? '', secrets: [secret], now })
      const { data } = verified
      expect(data).toMatchObject({
        integration_id: widgetId,
        tenant_id: team.teamId,
        user_guid: team.agent.userId,
        origin: 'http://localhost:3000',
      })
      expect(data.nonce).toBe(launch.nonce ?? undefined)
      expect(Boolean(data.nonce)).toBe(placement !== 'full_page')
      expect(data.action).toEqual(placement === 'custom_action' ? { id: step } : undefined)
      const has = { person: Boolean(data.person), account: Boolean(data.account) }
      expect(has).toEqual({
        person: ['person', 'email_editor', 'custom_action'].includes(placement),
        account: placement !== 'full_page',
      })
    }
  })

  test('tells person and account in the fields of the platform’s REST API', async () => {
    const { team, widgetId, secret } = await hosted('salesloft', salesloftFields)
    const companyId = await createCompany(team.teamId, {
      name: 'Marsh Holdings',
      website: 'https://m.example',
    })
    const record = await createPerson(team.teamId, { firstName: 'Elena', lastName: 'Marsh', companyId })
    const { request } = await openLaunch(team.agent, { widgetId, placement: 'person', record }, now)
    const { data } = await verifySalesloft({ body: request.body ?? '', secrets: [secret], now })
    expect(data.person).toEqual({
      id: record,
      display_name: 'Elena Marsh',
      title: null,
      email_address: 'Jane.Doe@example.com',
      phone: '+1-555-1234',
      last_contacted_at: null,
    })
    expect(data.account).toEqual({
      id: companyId,
      name: 'Marsh Holdings',
      industry: null,
      website: 'https://m.example',
      phone: null,
      last_contacted_at: null,
    })
  })

  test('has a nonce of its own each time, and keeps a hash of it alone', async () => {
    const { team, widgetId } = await hosted('salesloft', salesloftFields)
    const record = await createPerson(team.teamId)
    const launches = await Promise.all(
      Array.from({ length: 5 }, () => openLaunch(team.agent, { widgetId, placement: 'person', record }, now)),
    )
    const nonces = launches.map(({ nonce }) => nonce ?? '')
    expect(new Set(nonces).size).toBe(5)
    const rows = JSON.stringify(await db().launch.findMany({ where: { widgetId } }))
    for (const nonce of nonces) expect(rows).not.toContain(nonce)
  })

  test('of a team that is not connected is refused, as is switching it on', async () => {
    const { widgetId } = await hosted('salesloft', salesloftFields)
    const other = await createTeam()
    const on = switchPlacement(other.admin, { widgetId, placement: 'person', enabled: true })
    expect(await codeOf(on)).toBe('not_connected')
  })

  test('of another team’s step, or of a completed one, opens nothing', async () => {
    const { team, widgetId } = await hosted('salesloft', salesloftFields)
    const other = await createTeam()
    const theirs = await createStep(other.teamId, await createPerson(other.teamId))
    const done = await createStep(team.teamId, await createPerson(team.teamId), { completedAt: now })
    const open = (step?: number) =>
      openLaunch(team.agent, { widgetId, placement: 'custom_action', step }, now)
    expect(await codeOf(open(theirs))).toBe('not_found')
    expect(await codeOf(open(2_000_000_000))).toBe('not_found')
    expect(await codeOf(open(done))).toBe('already_completed')
    expect(await codeOf(open())).toBe('malformed_request')
  })
})

describe('a social-signin launch', () => {
  test('signs the record’s external id, by default its id, together with the URL’s own query', async () => {
    const fields = {
      url: 'https://widgets.example.com/frame?view=a*b',
      searchUrl: 'https://widgets.example.com/s',
    }
    const { team, widgetId, secret } = await hosted('social-signin', fields)
    const record = await createPerson(team.teamId)
    const verify = async () => {
      const { request } = await openLaunch(team.agent, { widgetId, placement: 'person', record }, now)
      return (await verifySocialSignin({ url: request.url, secrets: [secret], now })).data
    }
    expect(await verify()).toMatchObject({ view: 'a*b', id: record })
    await db().person.update({ where: { id: record }, data: { externalId: 'crm-77' } })
    expect(await verify()).toMatchObject({ id: 'crm-77' })
  })

  test('needs the team’s own secret', async () => {
    const { widgetId } = await hosted('social-signin', { searchUrl: 'https://widgets.example.com/s' })
    const other = await createTeam()
    const on = switchPlacement(other.admin, { widgetId, placement: 'person', enabled: true })
    expect(await codeOf(on)).toBe('no_secret')
  })
})

describe('a marketplace launch', () => {
  test('carries location, user, token and contact encrypted, and opens for registered members alone', async () => {
    const { team, widgetId, secret } = await hosted('marketplace')
    const record = await createPerson(team.teamId)
    await db().person.update({ where: { id: record }, data: { apiId: 'api-9' } })
    const open = () => openLaunch(team.agent, { widgetId, placement: 'person', record }, now)
    expect(await codeOf(open())).toBe('not_registered')
    const { locationId } = await registerForMarketplace(team.admin, widgetId, [team.agent.userId])
    const { request } = await open()
    const { data } = await verifyMarketplace({ url: request.url, secrets: [secret], now })
    expect(data).toEqual({
      location_id: locationId,
      user_id: team.agent.userId,
      'access-token': expect.stringMatching(/^fga_/),
      contact_id: record,
      contact_api_id: 'api-9',
      user_oauth_url: 'http://localhost:3000/api/oauth',
    })
    const byAdmin = openLaunch(team.admin, { widgetId, placement: 'person', record }, now)
    expect(await codeOf(byAdmin)).toBe('not_registered')
  })

  test('in the plain mode signs location and time, and fills the template’s own parameters', async () => {
    const url = 'https://widgets.example.com/r?contact={{contact-id}}&user={{user-id}}'
    const { team, widgetId, secret } = await hosted('marketplace', { url, parameterMode: 'plain' })
    const record = await createPerson(team.teamId)
    const { locationId } = await registerForMarketplace(team.admin, widgetId, [team.agent.userId])
    const { request } = await openLaunch(team.agent, { widgetId, placement: 'person', record }, now)
    const verified = await verifyMarketplace({ url: request.url, secrets: [secret], now })
    expect(verified.data).toEqual({ location_id: locationId, timestamp: '1772366400' })
    expect(readHint(verified.unauthenticated, 'contact')).toBe(record)
    expect(readHint(verified.unauthenticated, 'user')).toBe(team.agent.userId)
  })

  test('of a full page names no contact', async () => {
    const { team, widgetId, secret } = await hosted('marketplace', { placements: ['full_page'] })
    await registerForMarketplace(team.admin, widgetId, [team.agent.userId])
    const { request } = await openLaunch(team.agent, { widgetId, placement: 'full_page' }, now)
    const { data } = await verifyMarketplace({ url: request.url, secrets: [secret], now })
    expect(data).not.toHaveProperty('contact_id')
  })
})

describe('a launch by the JSON API', () => {
  const user = { id: 'crm-user-1', email: 'agent@crm.example' }
  const person = { id: 'crm-1', firstName: 'Élodie', lastName: 'Ngo', externalId: 'x-1', title: 'Buyer' }

  test('of each protocol is what its receiver verifies', async () => {
    const salesloft = await hosted('salesloft', salesloftFields)
    const body = createLaunchBody.parse({
      widgetId: salesloft.widgetId,
      placement: 'custom_action',
      user,
      person,
      actionId: 12,
      origin: 'https://crm.example.org',
    })
    const launch = await createApiLaunch(salesloft.team.admin, body, now)
    expect(launch).toMatchObject({ method: 'POST', expiresAt: null, nonce: expect.any(String) })
    const posted = new URLSearchParams(launch.fields).toString()
    const { data } = await verifySalesloft({ body: posted, secrets: [salesloft.secret], now })
    expect(data).toMatchObject({
      nonce: launch.nonce,
      action: { id: 12 },
      origin: 'https://crm.example.org',
      user_guid: 'crm-user-1',
      person: { id: 'crm-1', display_name: 'Élodie Ngo', title: 'Buyer' },
    })

    const social = await hosted('social-signin', { searchUrl: 'https://widgets.example.com/s' })
    const opened = await createApiLaunch(
      social.team.admin,
      createLaunchBody.parse({ widgetId: social.widgetId, placement: 'person', user, person }),
      now,
    )
    expect(opened.expiresAt).toBe('2026-03-01T12:05:00.000Z')
    const signed = await verifySocialSignin({ url: opened.url, secrets: [social.secret], now })
    expect(signed.data.id).toBe('x-1')
  })

  test('of a described company signs every field of the seed, byte for byte', async () => {
    const { team, widgetId, secret } = await hosted('sure-send', { placements: ['company'] })
    const company = {
      taxId: 'TAX-67890',
      addresses: [
        {
          isPrimary: true,
          country: 'United States',
          code: '94105',
          state: 'CA',
          city: 'San Francisco',
          street: '123 Main Street',
          type: 'billing',
          id: 'address-1',
        },
        { id: 'address-2' },
      ],
      phones: [{ id: 'phone-1', phone: '+1-555-1234', createdAt: '2025-10-01T14:00:00.987+02:00' }],
      emails: [
        {
          id: 'email-1',
          email: 'Hello@Acme.example',
          isPrimary: 1,
          updatedAt: '2025-10-02T09:30:15.250Z',
          createdAt: '2025-10-01T12:00:00Z',
        },
        { id: 'email-2', email: 'late@acme.example' },
      ],
      stage: { name: 'Customer' },
      registrationNumber: 'REG-12345',
      foundedDate: '2010-01-15',
      annualRevenue: 50000000,
      companySize: '201-500',
      description: 'Zoë’s',
      website: 'https://acme.com',
      industry: 'Real Estate',
      name: 'Acme Corporation',
      id: 'crm-9',
    }
    const body = createLaunchBody.parse({ widgetId, placement: 'company', user, company })
    const { url } = await createApiLaunch(team.admin, body, now)
    const query = new URL(url).searchParams
    const context = query.get('context') ?? ''
    expect(query.get('signature')).toBe(createHmac('sha256', secret).update(context).digest('hex'))
    const { name } = await db().team.findUniqueOrThrow({ where: { id: team.teamId } })
    expect(Buffer.from(context, 'base64').toString('utf8')).toBe(
      `{"team":{"id":"${team.teamId}","name":${JSON.stringify(name)}},"user":{"id":"crm-user-1","email":"agent@crm.example"},"company":{"id":"crm-9","name":"Acme Corporation","industry":"Real Estate","website":"https://acme.com","description":"Zoë’s","companySize":"201-500","annualRevenue":50000000,"foundedDate":"2010-01-15T00:00:00Z","registrationNumber":"REG-12345","taxId":"TAX-67890","stage":{"name":"Customer"},"emails":[{"id":"email-1","email":"Hello@Acme.example","value":"hello@acme.example","isPrimary":1,"created_at":"2025-10-01T12:00:00Z","updated_at":"2025-10-02T09:30:15Z"},{"id":"email-2","email":"late@acme.example","value":"late@acme.example","isPrimary":0,"created_at":"2026-03-01T12:00:00Z","updated_at":"2026-03-01T12:00:00Z"}],"phones":[{"id":"phone-1","phone":"+1-555-1234","type":"work","isPrimary":0,"normalized":"15551234","created_at":"2025-10-01T12:00:00Z","updated_at":"2025-10-01T12:00:00Z"}],"addresses":[{"id":"address-1","type":"billing","street":"123 Main Street","city":"San Francisco","state":"CA","code":"94105","country":"United States","isPrimary":1},{"id":"address-2","type":"office","street":"","city":"","state":"","code":"","country":"","isPrimary":0}]},"timestamp":"2026-03-01T12:00:00Z"}`,
    )
  })

  test('of a described person tells a salesloft widget the last contact and the account', async () => {
    const { team, widgetId, secret } = await hosted('salesloft', salesloftFields)
    const account = { id: 'acc-1', name: 'Marsh Holdings', industry: 'Homes' }
    const body = createLaunchBody.parse({
      widgetId,
      placement: 'person',
      user,
      person: { ...person, lastContactedAt: '2026-02-27T10:15:00.500Z', company: account },
    })
    const launch = await createApiLaunch(team.admin, body, now)
    const posted = new URLSearchParams(launch.fields).toString()
    const { data } = await verifySalesloft({ body: posted, secrets: [secret], now })
    expect(data.person).toMatchObject({ last_contacted_at: '2026-02-27T10:15:00Z' })
    expect(data.account).toEqual({ ...account, website: null, phone: null, last_contacted_at: null })
  })

  test('of a marketplace widget is of a member, by id or email, and gives a stranger no token', async () => {
    const { team, widgetId, secret } = await hosted('marketplace')
    await registerForMarketplace(team.admin, widgetId, [team.agent.userId])
    const launch = (who: { id: string; email: string }) =>
      createApiLaunch(
        team.admin,
        createLaunchBody.parse({ widgetId, placement: 'person', user: who, person }),
        now,
      )
    expect(await codeOf(launch(user))).toBe('not_registered')
    for (const who of [
      { id: team.agent.userId, email: 'other@crm.example' },
      { id: 'crm-7', email: team.agent.email.toUpperCase() },
    ]) {
      const { data } = await verifyMarketplace({ url: (await launch(who)).url, secrets: [secret], now })
      expect(data).toMatchObject({ user_id: team.agent.userId, contact_id: 'crm-1' })
    }
  })

  test('of a showpad widget is told apart from one that is off', async () => {
    const [{ owner }, team] = [await createPartner(), await createTeam()]
    const { widgetId } = await approvedWidget(owner, { protocol: 'showpad' })
    const body = createLaunchBody.parse({ widgetId, placement: 'person', user, person })
    expect(await codeOf(createApiLaunch(team.admin, body, now))).toBe('protocol_has_no_launch')
    const unknown = { ...body, widgetId: `wgt_${randomUUID().slice(0, 20)}` }
    expect(await codeOf(createApiLaunch(team.admin, unknown, now))).toBe('not_found')
  })

  test.each([
    [{ placement: 'full_page', person }, 'placement'],
    [{ placement: 'company', person }, 'placement'],
    [{ placement: 'email_editor', company: { id: 'c', name: 'C' } }, 'placement'],
    [{ placement: 'person' }, 'recordId'],
    [{ placement: 'custom_action', person }, 'actionId'],
    [{ placement: 'person', person, recordId: randomUUID() }, 'recordId'],
    [{ placement: 'person', person, origin: 'javascript:alert(1)' }, 'origin'],
    [
      { placement: 'person', person: { ...person, phones: [{ phone: '1', createdAt: 'today' }] } },
      'person.phones.0.createdAt',
    ],
    [{ placement: 'company', company: { id: 'c', name: 'C', foundedDate: 'May' } }, 'company.foundedDate'],
  ])('refuses what the placement does not take: %j', (fields, path) => {
    const parsed = createLaunchBody.safeParse({ widgetId: 'wgt_1', user, ...fields })
    expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toContain(path)
  })
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { updateConnector } from '@/lib/domain/connectors/connectors'
import { updateConnectorInput } from '@/lib/domain/connectors/connectors.schema'
import { listConnectorRequests } from '@/lib/domain/connectors/requests'
import { answerSlot } from '@/lib/domain/connectors/slots'
import { answerSlotView } from '@/lib/http/slot-document'
import {
  type SalesloftPayload,
  type SalesloftSlot,
  salesloftSlots,
  signSalesloft,
} from '@/lib/protocols/salesloft'
import { db } from '@/lib/server/db'
import { AuthorizationServer } from '@/test/authorization-server'
import { addSalesloft, connectSalesloft, platformOrigin } from '@/test/connected-salesloft'
import { bareCall, type ConnectedTeam } from '@/test/connectors'
import { createCompany, createPerson, createTeam } from '@/test/factories'
import { codeOf } from '@/test/refusals'
import { allowOrigin } from '@/test/settings'

const now = new Date('2026-11-24T12:00:00Z')
const secret = 'a secret of the platform'

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
  await connectSalesloft(team.admin, connectorId, {}, now)
})

const base: SalesloftPayload = {
  integration_id: 42,
  tenant_id: 4711,
  user_guid: 'guid',
  origin: `${platformOrigin}/app`,
}
const person = { id: 9001, display_name: 'Noor <b>Haddad</b>', email_address: 'Noor@Elsewhere.example' }
const opened = { ...base, nonce: 'n-1', person }

async function launch(slot: SalesloftSlot, payload: SalesloftPayload, key = secret, extra = '') {
  const { body } = await signSalesloft({ url: 'https://portal.test/iframe', slot, payload, secret: key })
  const url = `https://portal.test/iframe?slot=${slot}`
  return { ...bareCall, connectorId, url, body: Buffer.from(`${body}${extra}`) }
}

async function addNoor() {
  const companyId = await createCompany(team.teamId, { name: 'Bright Loans' })
  const personId = await createPerson(team.teamId, { firstName: 'Noor', lastName: 'Haddad', companyId })
  await db().personEmail.updateMany({
    where: { personId },
    data: { email: 'noor@elsewhere.example', value: 'noor@elsewhere.example' },
  })
  return { personId, companyId }
}

describe('each slot', () => {
  test('shows the person of the payload, with their company where no account is told', async () => {
    const { personId, companyId } = await addNoor()
    const payloads: [SalesloftSlot, SalesloftPayload][] = [
      ['people_page', opened],
      ['email_editor', opened],
      ['custom_action', { ...opened, action: { id: 77 } }],
      ['account_page', { ...opened, account: { id: 5, name: 'bright  LOANS' } }],
    ]
    for (const [slot, payload] of payloads) {
      const view = await answerSlot(await launch(slot, payload), now)
      expect(view).toMatchObject({ slot, record: { id: personId }, account: { id: companyId } })
      expect(view.reply).toMatchObject({ origin: platformOrigin, nonce: 'n-1' })
    }
  })

  test('shows an account alone, found by its id or by its name', async () => {
    const { companyId } = await addNoor()
    const account = { ...base, nonce: 'n-1', account: { id: 5, name: 'Bright Loans' } }
    expect(await answerSlot(await launch('account_page', account), now)).toMatchObject({
      record: { id: companyId },
    })
    await createCompany(team.teamId, { name: 'Bright Loans' })
    expect(await answerSlot(await launch('account_page', account), now)).toMatchObject({ record: null })
    await db().company.update({ where: { id: companyId }, data: { externalId: '5' } })
    expect(await answerSlot(await launch('account_page', account), now)).toMatchObject({
      record: { id: companyId },
    })
  })

  test('searches the team’s records on the full page, proven by the launch each time', async () => {
    const { personId } = await addNoor()
    const outsider = await createTeam()
    const hidden = await createPerson(outsider.teamId, { firstName: 'Noor', lastName: 'Hidden' })
    const found = await answerSlot(await launch('full_page', base, secret, '&q=noor'), now)
    expect(found.search?.found.map(({ id }) => id)).toEqual([personId])
    const chosen = await launch('full_page', base, secret, `&record=${personId}`)
    expect(await answerSlot(chosen, now)).toMatchObject({ record: { id: personId } })
    const stolen = await launch('full_page', base, secret, `&record=${hidden}`)
    expect(await answerSlot(stolen, now)).toMatchObject({ record: null })
    const elsewhere = await launch('people_page', opened, secret, `&record=${personId}&q=x`)
    expect((await answerSlot(elsewhere, now)).search).toBeUndefined()
  })

  test('renders again when it is reloaded, and for somebody who is not in the CRM', async () => {
    const call = await launch('custom_action', { ...opened, action: { id: 77 } })
    for (let time = 0; time < 3; time++)
      expect(await answerSlot(call, now)).toMatchObject({ record: null, reply: { actionId: 77 } })
  })
})

describe('who is not let in', () => {
  test('another secret, tenant, connector or slot; to the caller as if nothing were there', async () => {
    const unknown = { ...(await launch('people_page', opened)), connectorId: `con_${'1'.repeat(20)}` }
    expect(await codeOf(answerSlot(unknown, now))).toBe('decryption_failed')
    expect(await codeOf(answerSlot(await launch('people_page', opened, 'another'), now))).toBe(
      'decryption_failed',
    )
    const tenant = await launch('people_page', { ...opened, tenant_id: 4712 })
    expect(await codeOf(answerSlot(tenant, now))).toBe('identity_mismatch')
    const editor = await launch('email_editor', { ...base, nonce: 'n' })
    const asPeople = { ...editor, url: 'https://portal.test/iframe?slot=people_page' }
    expect(await codeOf(answerSlot(asPeople, now))).toBe('slot_mismatch')
    expect(await codeOf(answerSlot({ ...editor, url: 'https://portal.test/iframe?slot=x' }, now))).toBe(
      'malformed_request',
    )
    const { requests } = await listConnectorRequests(team.admin, { connectorId, outcome: 'refused' })
    expect(requests.map(({ reason }) => reason)).toEqual([
      'malformed_request',
      'slot_mismatch',
      'identity_mismatch',
      'decryption_failed',
    ])
    expect(JSON.stringify(requests)).not.toContain('eyJ')
  })
})

describe('the document', () => {
  const render = async (slot: SalesloftSlot, payload: SalesloftPayload, extra = '') => {
    const response = answerSlotView(await answerSlot(await launch(slot, payload, secret, extra), now))
    return { html: await response.text(), policy: response.headers.get('content-security-policy') ?? '' }
  }

  test('is framed by the connector’s origins alone, and runs no script but its own', async () => {
    for (const slot of salesloftSlots) {
      const payload = {
        full_page: base,
        custom_action: { ...opened, action: { id: 77 } },
        account_page: { ...opened, account: { id: 1, name: '</script><script>alert(1)</script>' } },
        people_page: opened,
        email_editor: opened,
      }[slot]
      const { html, policy } = await render(slot, payload, slot === 'full_page' ? '&q=%3Cb%3E%22' : '')
      expect(policy).toContain(`frame-ancestors ${platformOrigin}`)
      expect(policy).toMatch(/default-src 'none'/)
      // Without it a browser refuses to reload what was posted.
      expect(policy).toContain("form-action 'self'")
      expect(html).not.toContain('<b>Haddad')
      expect(html).not.toContain('<script>')
      expect(html).not.toContain('<b>"')
    }
  })

  test('keeps a hostile nonce inside its text', async () => {
    const { html } = await render('people_page', {
      ...opened,
      nonce: '</script><img src=x onerror=alert(1)>',
    })
    expect(html).not.toContain('</script><img')
  })

  test('offers the connector’s email templates with the record’s own words', async () => {
    await addNoor()
    const emailTemplates =
      'Hello\nHi {{first_name}} at {{company}},\n\n<b>bold</b> & more\n---\nBye\n{{last_name}}'
    const fields = { name: 'Outreach', clientId: 'crm', authorizeUrl: server.origin, tokenUrl: server.origin }
    const input = updateConnectorInput.parse({
      connectorId,
      ...fields,
      frameOrigins: platformOrigin,
      emailTemplates,
    })
    await updateConnector(team.admin, input, now)
    const view = await answerSlot(await launch('email_editor', opened), now)
    expect(view.templates).toEqual([
      { name: 'Hello', text: 'Hi Noor at Bright Loans,\n\n<b>bold</b> & more' },
      { name: 'Bye', text: 'Haddad' },
    ])
    const html = await answerSlotView(view).text()
    expect(html).toContain('&#38;#60;b&#38;#62;bold')
  })
})

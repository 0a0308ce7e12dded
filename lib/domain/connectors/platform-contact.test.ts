import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { answerRedirection } from '@/lib/domain/connectors/answers'
import { signMarketplace } from '@/lib/protocols/marketplace'
import { db } from '@/lib/server/db'
import { addConnector, bareCall, type ConnectedTeam } from '@/test/connectors'
import { createPerson, createTeam } from '@/test/factories'
import { allowOrigin } from '@/test/settings'

const now = new Date('2026-11-24T12:00:00Z')
const seen: { url: string | undefined; token: string | string[] | undefined }[] = []
let answer = { status: 200, body: '' }
const server = createServer((request, response) => {
  seen.push({ url: request.url, token: request.headers['access-token'] })
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
})
let origin: string
let team: ConnectedTeam

beforeAll(async () => {
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  allowOrigin(origin)
})
afterAll(() => new Promise((settle) => server.close(settle)))
beforeEach(async () => {
  seen.length = 0
  team = await createTeam()
})

async function open(apiBase: string, values: Record<string, string>) {
  const { connectorId, secret } = await addConnector(team.admin, 'marketplace', { apiBase }, now)
  const data = { location_id: 'loc1', user_id: 'u1', user_oauth_url: '', ...values }
  const { url } = signMarketplace({
    mode: 'encrypted',
    url: 'https://portal.test/redirection',
    values: data,
    secret,
  })
  return answerRedirection({ ...bareCall, connectorId, url }, now)
}

test('the launch’s token reads the contact, whose email finds the record', async () => {
  const personId = await createPerson(team.teamId, { firstName: 'Noor', lastName: 'Haddad' })
  const email = 'noor@elsewhere.example'
  await db().personEmail.updateMany({ where: { personId }, data: { email, value: email } })
  answer = {
    status: 200,
    body: JSON.stringify({ contact: { email, account_number: 77, balance: '12.50', odd: {} } }),
  }
  const view = await open(`${origin}/v2/`, { contact_id: 'c/1', 'access-token': 'a token' })
  expect(seen).toEqual([{ url: '/v2/contacts/c%2F1', token: 'a token' }])
  expect(view.record?.id).toBe(personId)
  expect(view.platform?.facts).toEqual([
    { label: 'Email', value: email },
    { label: 'Account number', value: '77' },
    { label: 'Balance', value: '12.50' },
  ])
})

test('what the API cannot answer is said, and the rest of the frame is shown', async () => {
  const values = { contact_id: 'c1', 'access-token': 'a token' }
  answer = { status: 401, body: '{}' }
  expect((await open(origin, values)).platform?.failure).toBe('The platform’s API answered 401.')
  answer = { status: 200, body: 'no JSON' }
  expect((await open(origin, values)).platform?.failure).toMatch(/read the response/)
  expect((await open('https://10.0.0.1', values)).platform?.failure).toMatch(/read the response/)
})

test('nothing is called without a base, a token or a contact', async () => {
  await open('', { contact_id: 'c1', 'access-token': 'a token' })
  await open(origin, { contact_id: 'c1' })
  await open(origin, { 'access-token': 'a token' })
  expect(seen).toEqual([])
})

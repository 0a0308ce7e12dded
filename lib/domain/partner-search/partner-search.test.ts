import type { ServerResponse } from 'node:http'
import { afterAll, describe, expect, test } from 'vitest'
import { switchPlacement } from '@/lib/domain/installations/installations'
import { logToPartner, searchPartner } from '@/lib/domain/partner-search/partner-search'
import { setStopped } from '@/lib/domain/review/submissions'
import { listWidgets } from '@/lib/domain/widgets/read'
import { verifyShowpad } from '@/lib/protocols/showpad'
import { verifySocialSignin } from '@/lib/protocols/social-signin'
import { db } from '@/lib/server/db'
import { approvedWidget, createPartner, createTeam, setInstallationSecret } from '@/test/factories'
import { PartnerServer, type ReceivedCall } from '@/test/partner-server'
import { codeOf, refusalOf } from '@/test/refusals'

const now = new Date('2026-03-01T12:00:00.000Z')
const servers: PartnerServer[] = []
afterAll(() => {
  for (const server of servers) server.stop()
})

async function called(
  protocol: 'social-signin' | 'showpad',
  answer: (call: ReceivedCall, response: ServerResponse) => unknown,
) {
  const partner = await PartnerServer.start(answer)
  servers.push(partner)
  const [{ owner }, team] = [await createPartner(), await createTeam('Acme Réal Estate')]
  const { widgetId } = await approvedWidget(owner, {
    protocol,
    name: 'Plume',
    url: `${partner.origin}/base/`,
    searchUrl: `${partner.origin}/search?region=eu*`,
  })
  const secret = await setInstallationSecret(team.admin, widgetId, { now })
  await switchPlacement(team.admin, { widgetId, placement: 'person', enabled: true })
  return { owner, team, widgetId, secret, partner }
}

const json = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

test('a call by a team’s own secret is told in the partner’s list of widgets', async () => {
  const { owner, team, widgetId } = await called('social-signin', (_, response) =>
    json(response, 200, { results: [] }),
  )
  const listed = async () => (await listWidgets(owner, {})).widgets.map(({ lastSignedAt }) => lastSignedAt)
  expect(await listed()).toEqual([null])
  await searchPartner(team.agent, { widgetId, query: 'Ada' }, now)
  expect(await listed()).toEqual([now])
})

describe('a search at a social-signin partner', () => {
  test('is signed over its query as the partner’s PHP reads it, and lists what it finds', async () => {
    const found = {
      results: [
        { id: 1, name: 'Susan Red' },
        { id: 'x-4', name: 'Frank Redford' },
      ],
    }
    const { team, widgetId, secret, partner } = await called('social-signin', (_, response) =>
      json(response, 200, found),
    )
    const { results } = await searchPartner(team.agent, { widgetId, query: 'réd & co *' }, now)
    expect(results).toEqual([
      { id: '1', name: 'Susan Red', details: [] },
      { id: 'x-4', name: 'Frank Redford', details: [] },
    ])
    const [call] = partner.calls
    const url = `${partner.origin}${call?.url}`
    const { data } = await verifySocialSignin({ url, secrets: [secret], now })
    expect(data).toMatchObject({ region: 'eu*', q: 'réd & co *' })
    expect(await codeOf(verifySocialSignin({ url, secrets: ['another secret'], now }))).toBe(
      'signature_mismatch',
    )
  })

  test('that the partner refuses is told in the partner’s words', async () => {
    const { team, widgetId } = await called('social-signin', (_, response) =>
      json(response, 403, { status: 'error', error: 'Signature mismatch' }),
    )
    const refusal = await refusalOf(searchPartner(team.agent, { widgetId, query: 'a' }, now))
    expect(refusal).toMatchObject({ code: 'partner_refused', publicDetail: 'Plume says: Signature mismatch' })
    const call = await db().partnerCall.findFirst({ where: { widgetId } })
    expect(call).toMatchObject({ endpoint: 'search', status: 403, reason: 'refused', secretVersion: 1 })
  })
})

describe('a call of a showpad partner', () => {
  test('carries who calls and a signature by each live secret', async () => {
    const recipients = [
      { id: 'r-1', name: 'Elena Marsh', email: 'e@m.example', company: 'Marsh', type: 'contact' },
    ]
    const { team, widgetId, secret, partner } = await called('showpad', (_, response) =>
      json(response, 200, { recipients }),
    )
    expect(await searchPartner(team.agent, { widgetId, query: 'elena' }, now)).toEqual({
      results: [{ id: 'r-1', name: 'Elena Marsh', details: ['e@m.example', 'Marsh', 'contact'] }],
    })
    const [call] = partner.calls
    if (!call) throw new Error('not called')
    expect(call).toMatchObject({ method: 'POST', url: '/base/v1/recipientsearch' })
    const { data } = await verifyShowpad({ body: call.body, headers: call.headers, secrets: [secret], now })
    expect(data).toEqual({
      showpadInfo: {
        subdomain: 'acme-real-estate',
        username: team.agent.email,
        crmInstanceId: expect.stringMatching(/^ins_/),
      },
      query: 'elena',
      limit: 25,
    })
  })

  test('logs an activity, which is audited', async () => {
    const { team, widgetId, secret, partner } = await called('showpad', (_, response) =>
      json(response, 201, { id: 77 }),
    )
    const activity = { widgetId, recipientIds: ['r-1'], subject: 'Call', description: 'They liked it' }
    expect(await logToPartner(team.agent, activity, now)).toEqual({ id: '77', partnerName: 'Plume' })
    const [call] = partner.calls
    const verified = await verifyShowpad({
      body: call?.body ?? '',
      headers: call?.headers ?? {},
      secrets: [secret],
      now,
    })
    expect(verified.data).toMatchObject({
      recipientIds: ['r-1'],
      subject: 'Call',
      occurredAt: now.toISOString(),
    })
    expect(await db().auditEvent.count({ where: { teamId: team.teamId, action: 'activity.sent' } })).toBe(1)
  })

  test.each([
    [
      500,
      { errorMessage: 'CRM System XYZ responded with a USER_UNAUTHORIZED code' },
      /^Plume says: CRM System XYZ/,
    ],
    [404, 'not json', /^Plume answered 404 without a reason/],
    [200, { recipients: 'none' }, /doesn’t follow its protocol/],
    [302, {}, /^Plume answered 302/],
  ])('answered with %i is told so that the reader can act', async (status, body, words) => {
    const { team, widgetId } = await called('showpad', (_, response) => json(response, status, body))
    const refusal = await refusalOf(searchPartner(team.agent, { widgetId, query: 'a' }, now))
    expect(refusal).toMatchObject({ code: 'partner_refused', publicDetail: expect.stringMatching(words) })
  })

  test('that breaks off or sends megabytes is a fault of the partner’s, and is kept in the log', async () => {
    const broken = await called('showpad', (_, response) => response.destroy())
    const first = searchPartner(broken.team.agent, { widgetId: broken.widgetId, query: 'a' }, now)
    expect(await codeOf(first)).toBe('outbound_failed')
    const row = await db().partnerCall.findFirst({ where: { widgetId: broken.widgetId } })
    expect(row).toMatchObject({ status: null, reason: 'outbound_failed' })
    const huge = await called('showpad', (_, response) => {
      response.writeHead(200).end(`{"recipients":[],"x":"${'x'.repeat(1_000_000)}"}`)
    })
    const second = searchPartner(huge.team.agent, { widgetId: huge.widgetId, query: 'a' }, now)
    expect(await codeOf(second)).toBe('partner_refused')
  })
})

test('a widget that is off, stopped, another team’s or of another protocol is not called', async () => {
  const { owner, team, widgetId, partner } = await called('social-signin', (_, response) =>
    json(response, 200, { results: [] }),
  )
  const other = await createTeam()
  const search = (actor = team.agent) => codeOf(searchPartner(actor, { widgetId, query: 'a' }, now))
  expect(await search()).toMatch(/^not refused/)
  expect(await search(other.admin)).toBe('not_found')
  await switchPlacement(team.admin, { widgetId, placement: 'person', enabled: false })
  expect(await search()).toBe('not_found')
  await switchPlacement(team.admin, { widgetId, placement: 'person', enabled: true })
  await setStopped(owner, { widgetId, stop: true, reason: 'A fault' })
  expect(await search()).toBe('not_found')
  expect(await codeOf(searchPartner(owner, { widgetId, query: 'a' }, now))).toBe('forbidden')
  const activity = { widgetId, recipientIds: ['1'], subject: 'x', description: undefined }
  expect(await codeOf(logToPartner(team.agent, activity, now))).toBe('not_found')
  expect(partner.calls).toHaveLength(1)
})

import { beforeEach, describe, expect, test } from 'vitest'
import { POST as messages } from '@/app/api/embed/launches/[launchId]/messages/route'
import { POST as outcome } from '@/app/api/embed/launches/[launchId]/outcome/route'
import { GET as probe } from '@/app/api/embed/launches/[launchId]/probe/route'
import { GET as session } from '@/app/api/embed/session/route'
import { GET as tabs } from '@/app/api/embed/tabs/route'
import { GET as frame } from '@/app/frames/embed/[embedId]/route'
import { POST as stage } from '@/app/frames/embed/[embedId]/stage/route'
import { createEmbedSessionBody } from '@/lib/domain/embed/embed.schema'
import { saveEmbed } from '@/lib/domain/embed/embeds'
import { createEmbedSession, revokeEmbedSession } from '@/lib/domain/embed/sessions'
import { db } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import { approvedWidget, createPartner, createTeam, switchOn } from '@/test/factories'

const crm = 'https://crm.example.com'
const partnerPortal = 'https://second.example.com'
const person = { id: 'crm-9', firstName: 'Ana', lastName: 'Reyes' }
const portal = env().PORTAL_ORIGIN

type Params = Record<string, string>
type Route = (request: Request, segment: { params: Promise<never> }) => Promise<Response>

async function ask(
  route: unknown,
  { params = {}, path = '/x', ...init }: { params?: Params; path?: string } & RequestInit,
) {
  const request = new Request(`${portal}${path}`, init)
  return (route as Route)(request, { params: Promise.resolve(params as never) })
}

/** A team whose CRM embeds one widget, and the token of a user there. */
async function embedding() {
  const [{ owner }, { admin, teamId }] = [await createPartner(), await createTeam()]
  const { widgetId } = await approvedWidget(owner)
  await switchOn(admin, widgetId)
  const embed = await saveEmbed(admin, { origins: [crm, partnerPortal] })
  const user = { id: 'user-204', email: 'rob.ito@crm.example', name: 'Rob Ito' }
  const created = await createEmbedSession(admin, createEmbedSessionBody.parse({ user }))
  const launch = { widgetId, placement: 'person', person }
  const post = (changes: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    ask(stage, {
      params: { embedId: embed.id },
      method: 'POST',
      headers: { origin: portal, ...headers },
      body: new URLSearchParams({
        token: created.token,
        host: crm,
        launch: JSON.stringify(launch),
        ...changes,
      }),
    })
  const call = (route: unknown, init: { params?: Params; path?: string } & RequestInit = {}) =>
    ask(route, {
      ...init,
      headers: { authorization: `Bearer ${created.token}`, 'x-embed-host': crm, ...init.headers },
    })
  return { admin, teamId, widgetId, embed, launch, post, call, ...created }
}

let page: Awaited<ReturnType<typeof embedding>>
beforeEach(async () => {
  page = await embedding()
})

const policyOf = (response: Response) =>
  Object.fromEntries(
    (response.headers.get('content-security-policy') ?? '')
      .split('; ')
      .map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]),
  )

async function dataOf(response: Response) {
  const [, json = ''] =
    /<script type="application\/json"[^>]*>(.*)<\/script>/.exec(await response.text()) ?? []
  return JSON.parse(json)
}

describe('the frame in an embedding page', () => {
  test('may be framed by exactly the embed’s origins, and comes up without a secret', async () => {
    const answer = await ask(frame, { params: { embedId: page.embed.id } })
    expect(answer.status).toBe(200)
    expect(policyOf(answer)).toMatchObject({
      'default-src': "'none'",
      'frame-ancestors': `${crm} ${partnerPortal}`,
      'frame-src': "'self'",
      'form-action': "'self'",
      'connect-src': "'self'",
      'base-uri': "'none'",
    })
    expect(answer.headers.get('x-frame-options')).toBeNull()
    expect(await dataOf(answer)).toEqual({ embedId: page.embed.id, origins: [crm, partnerPortal] })
  })

  test('is framed by nobody where the embed is unknown or off, which look alike', async () => {
    await saveEmbed(page.admin, { origins: [] })
    const [off, unknown] = [
      await ask(frame, { params: { embedId: page.embed.id } }),
      await ask(frame, { params: { embedId: 'emb_none' } }),
    ]
    for (const answer of [off, unknown]) {
      expect(answer.status).toBe(404)
      expect(policyOf(answer)['frame-ancestors']).toBe("'none'")
    }
    const textOf = async (answer: Response) => (await answer.text()).replaceAll(/nonce="[^"]*"/g, '')
    expect(await textOf(off)).toBe(await textOf(unknown))
  })
})

describe('the stage in an embedding page', () => {
  test('holds the widget, framed by that one page only', async () => {
    const answer = await page.post()
    expect(answer.status).toBe(200)
    expect(policyOf(answer)).toMatchObject({
      'frame-src': 'https://widgets.example.com',
      'frame-ancestors': `'self' ${crm}`,
    })
    const text = await answer.clone().text()
    expect(text).not.toContain(page.token)
    expect(await dataOf(answer)).toMatchObject({ isEmbedded: true, launch: { widgetId: page.widgetId } })
    expect(await db().launch.count({ where: { teamId: page.teamId, hostUserId: 'user-204' } })).toBe(1)
  })

  test.each<[string, Record<string, string>]>([
    ['an unknown token', { token: `fg_embed_${'a'.repeat(43)}` }],
    ['no token', { token: '' }],
    ['another origin', { host: 'https://evil.example.com' }],
    ['no origin', { host: '' }],
  ])('is refused with %s, opens nothing, and no other page may show the refusal', async (_, changes) => {
    const answer = await page.post(changes)
    expect(answer.status).toBe(401)
    expect(policyOf(answer)).toMatchObject({
      'frame-src': "'none'",
      'frame-ancestors': changes.host === undefined ? `'self' ${crm}` : "'self'",
    })
    expect((await dataOf(answer)).refused).toMatchObject({ code: 'unauthenticated' })
    expect(await db().launch.count({ where: { teamId: page.teamId } })).toBe(0)
  })

  test('is refused with another team’s token', async () => {
    const other = await embedding()
    expect((await page.post({ token: other.token })).status).toBe(401)
  })

  test('is refused once the session was ended, at the next request', async () => {
    await revokeEmbedSession(page.admin, { sessionId: page.id })
    expect((await page.post()).status).toBe(401)
  })

  test('is opened from the portal’s own frame only: not by a form of another page that has the token', async () => {
    const strange: Record<string, string>[] = [
      { origin: crm },
      { origin: 'null' },
      { origin: portal, 'sec-fetch-site': 'cross-site' },
    ]
    for (const headers of strange) expect((await page.post({}, headers)).status).toBe(403)
    expect(await db().launch.count({ where: { teamId: page.teamId } })).toBe(0)
  })

  test('shows what is wrong with a launch', async () => {
    const codeOf = async (launch: string) => (await dataOf(await page.post({ launch }))).refused.code
    expect(await codeOf('{')).toBe('malformed_request')
    expect(await codeOf('['.repeat(10_000))).toBe('malformed_request')
    expect(await codeOf('{"placement":"person"}')).toBe('invalid_input')
    expect(await codeOf(JSON.stringify({ ...page.launch, widgetId: 'wgt_none' }))).toBe('not_found')
  })

  test('takes only its own kind of form', async () => {
    const json = await ask(stage, {
      params: { embedId: page.embed.id },
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(json.status).toBe(415)
    const large = await page.post({ launch: 'x'.repeat(600_000) })
    expect(large.status).toBe(413)
  })
})

describe('a call from an embedding page', () => {
  test('lists tabs, says how long the session lasts, and settles a launch', async () => {
    const listed = await page.call(tabs, { path: '/api/embed/tabs?placement=person' })
    expect(await listed.json()).toMatchObject({ tabs: [{ widgetId: page.widgetId }] })
    expect(listed.headers.get('cache-control')).toBe('private, no-store')
    expect(listed.headers.get('access-control-allow-origin')).toBeNull()
    const { expiresInSeconds } = await (await page.call(session)).json()
    expect(expiresInSeconds).toBeGreaterThan(0)
    expect(expiresInSeconds).toBeLessThanOrEqual(900)
    const { launchId } = (await dataOf(await page.post())).launch
    const settled = await page.call(outcome, {
      params: { launchId },
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"outcome":"shown"}',
    })
    expect(settled.status).toBe(204)
    expect(await db().launch.findUniqueOrThrow({ where: { id: launchId } })).toMatchObject({
      outcome: 'shown',
    })
  })

  test('does nothing without the token, for another page, or from another site', async () => {
    const { launchId } = (await dataOf(await page.post())).launch
    const body = { method: 'POST', body: '{}' }
    const calls: [unknown, RequestInit][] = [
      [tabs, {}],
      [session, {}],
      [probe, {}],
      [outcome, body],
      [messages, body],
    ]
    for (const [route, init] of calls) {
      const statusWith = async (headers: Record<string, string>) =>
        (await page.call(route, { params: { launchId }, ...init, headers })).status
      expect(await statusWith({ authorization: '' })).toBe(401)
      expect(await statusWith({ authorization: 'Bearer fg_team_x' })).toBe(401)
      expect(await statusWith({ 'x-embed-host': 'https://evil.example.com' })).toBe(401)
      expect(await statusWith({ 'x-embed-host': '' })).toBe(401)
      expect(await statusWith({ 'sec-fetch-site': 'cross-site' })).toBe(403)
      expect(await statusWith({ origin: crm })).toBe(403)
    }
  })

  test('of a launch that somebody else opened is not found', async () => {
    const other = await embedding()
    const { launchId } = (await dataOf(await other.post())).launch
    expect((await page.call(probe, { params: { launchId } })).status).toBe(404)
  })

  test('names its mistakes', async () => {
    expect((await page.call(tabs, { path: '/api/embed/tabs?placement=x' })).status).toBe(400)
    const headers = { 'content-type': 'application/json' }
    for (const route of [outcome, messages]) {
      const answer = await page.call(route, {
        params: { launchId: 'x' },
        method: 'POST',
        headers,
        body: '{}',
      })
      expect(answer.status).toBe(400)
    }
  })
})

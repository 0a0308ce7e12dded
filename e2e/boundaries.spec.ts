import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TeamActor } from '@/lib/auth/permissions'
import { switchPlacement } from '@/lib/domain/installations/installations'
import { answerTesting, requestTesting } from '@/lib/domain/review/team-testing'
import { cookieOf, send } from './attacker'
import { expect, portalOrigin, test, unique, userOf } from './fixtures'
import { actorOf, registerOn } from './hosted'

const acme = 'Acme Real Estate'
const record = 'e1e4a000-0000-4000-8000-000000000001'
const elena = `/people/${record}`

test('no other site frames the portal, and none but the portal frames the stage', async ({
  demo,
  signedIn,
  tolerated,
}) => {
  tolerated.push({
    pattern: /frame-ancestors|Refused to display|X-Frame-Options|Framing|ERR_BLOCKED|status of 40[0-9]/,
  })
  const widgetId = demo.widgets[0]?.id
  const paths = [
    '/sign-in',
    '/people',
    '/nowhere',
    `/frames/${widgetId}?placement=person&record=${record}`,
    '/frames/none',
    '/api/health/live',
    '/frames/a/b/c',
    '/api/none',
  ]
  const frames = `<link rel="icon" href="data:,">${paths.map((path) => `<iframe src="${portalOrigin}${path}"></iframe>`).join('')}`
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end(frames),
  )
  await new Promise<void>((settle) => server.listen(0, settle))
  try {
    const page = await signedIn(userOf(demo, 'admin', acme).email)
    // The same site as the portal, so that the session's cookie is sent and the pages are really there.
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`)
    await expect.poll(() => page.frames().length).toBe(paths.length + 1)
    await expect
      .poll(() =>
        page
          .frames()
          .slice(1)
          .map((frame) => frame.url()),
      )
      .toEqual(paths.map(() => 'chrome-error://chromewebdata/'))
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

test('every kind of answer carries its headers, and no nonce serves twice', async ({ demo, db }) => {
  const cookie = await cookieOf(db, userOf(demo, 'admin', acme).email)
  const nonces = new Set<string>()
  const paths = [
    '/sign-in',
    '/people',
    elena,
    '/nowhere',
    '/people/none',
    '/review',
    '/frames/none?placement=person&record=x',
    `/frames/${demo.widgets[0]?.id}?placement=person&record=${record}`,
    '/frames/a/b/c',
    '/api/none',
    '/_next/image?url=x',
    '/partner/widgets',
    '/api/launches/x/outcome',
    '/api/auth/session',
    '/people/%ff',
  ]
  for (const path of [...paths, ...paths]) {
    const { headers, status } = await send(path, { headers: { cookie } })
    expect(headers['x-powered-by'], path).toBeUndefined()
    expect(headers['x-content-type-options'], path).toBe('nosniff')
    expect(headers['cache-control'], path).toContain('no-store')
    if (status === 400) continue
    const policy = String(headers['content-security-policy'])
    const isStage = /^\/frames\/[^/]+\?/.test(path)
    expect(policy, path).toContain(isStage ? "frame-ancestors 'self'" : "frame-ancestors 'none'")
    expect(headers['x-frame-options'], path).toBe(isStage ? 'SAMEORIGIN' : 'DENY')
    expect(headers['referrer-policy'], path).toBe('strict-origin')
    const script = policy.split('; ').find((line) => line.startsWith('script-src')) ?? ''
    expect(script, path).not.toMatch(/unsafe|\*|http:|data:/)
    const nonce = /'nonce-([^']{20,})'/.exec(script)?.[1] ?? ''
    expect(nonces.has(nonce), path).toBe(false)
    nonces.add(nonce)
  }
})

test('a changed role and a removal end on the next request', async ({ demo, db }) => {
  const { teamId } = await db.user.findFirstOrThrow({ where: { email: userOf(demo, 'admin', acme).email } })
  const email = `short-${Date.now()}@acme.example`
  const { id } = await db.user.create({
    data: { id: crypto.randomUUID(), email, name: 'Short Stay', passwordHash: 'none', role: 'admin', teamId },
  })
  const cookie = await cookieOf(db, email)
  const status = async (path: string) => (await send(path, { headers: { cookie } })).status
  expect([await status('/settings/audit'), await status('/people')]).toEqual([200, 200])
  await db.user.update({ where: { id }, data: { role: 'agent' } })
  expect([await status('/settings/audit'), await status('/people')]).toEqual([403, 200])
  await db.user.update({ where: { id }, data: { tokenVersion: { increment: 1 } } })
  expect(await status('/people')).toBe(307)
  const fresh = await cookieOf(db, email)
  await db.user.update({ where: { id }, data: { removedAt: new Date() } })
  expect((await send('/people', { headers: { cookie: fresh } })).status).toBe(307)
  expect(
    (await send(`/frames/${demo.widgets[0]?.id}?placement=person&record=x`, { headers: { cookie: fresh } }))
      .status,
  ).toBe(401)
})

test('the demo’s host serves its widgets alone, and refuses whatever was not signed', async ({ demo }) => {
  const origin = process.env.WIDGET_ORIGIN ?? `http://127.0.0.1:${new URL(portalOrigin).port}`
  for (const path of [
    '/',
    '/sign-in',
    '/people',
    '/api/session',
    '/api/auth/csrf',
    '/frames/x',
    '/stage.js',
    '/embed/v1.js',
    '/nowhere',
    '/DEMO/market-pulse',
    '/demo',
  ]) {
    expect((await send(path, { origin })).status, path).toBe(404)
  }
  const services = ['/demo/property-recommendations', '/demo/market-pulse', '/demo/mortgage-pre-check']
  const queries = [
    '',
    '?context=',
    '?context=%00&signature=%00',
    '?context=a&context=b&signature=c',
    `?context=${'A'.repeat(9_000)}&signature=${'0'.repeat(64)}`,
    '?context=e30%3D&signature=zz',
    '?context[]=x&signature[]=y',
    '?signature=%ff&context=%ff',
    `?context=e30%3D&signature=${'0'.repeat(64)}`,
  ]
  for (const service of services) {
    for (const query of queries) {
      const answer = await send(service + query, { origin })
      expect(answer.status, service + query.slice(0, 60)).toBeGreaterThanOrEqual(400)
      expect(answer.status, service + query.slice(0, 60)).toBeLessThan(500)
      expect(demo.widgets.some(({ secret }) => answer.body.includes(secret))).toBe(false)
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])
      expect((await send(service, { origin, method })).status, method).toBeLessThan(500)
  }
})

test('a stage opens for nobody the widget is not on for, and closes the moment it is suspended or stopped', async ({
  demo,
  db,
  receiver,
}) => {
  const name = unique('Closing')
  const partner = userOf(demo, 'owner', 'Fairline Lending')
  const admin = (await actorOf(db, userOf(demo, 'admin', acme).email)) as TeamActor
  const team = await db.team.findFirstOrThrow({ where: { name: acme } })
  const { widgetId } = await registerOn(db, partner, { name, receiver, placements: ['person'] })
  await requestTesting(await actorOf(db, partner.email), { widgetId, teamId: team.id })
  const cookie = await cookieOf(db, userOf(demo, 'agent', acme).email)
  const open = async (as: string, of = record) => {
    const answer = await send(`/frames/${widgetId}?placement=person&record=${of}`, {
      headers: { cookie: as },
    })
    if (answer.status >= 400) expect(answer.body).not.toMatch(/signature|context=/)
    return answer.status
  }
  expect(await open(cookie)).toBe(404)
  await answerTesting(admin, { widgetId, accept: true })
  expect(await open(cookie)).toBe(404)
  await switchPlacement(admin, { widgetId, placement: 'person', enabled: true })
  expect(await open(cookie)).toBe(200)
  const foreign = await db.person.findFirstOrThrow({ where: { teamId: { not: team.id } } })
  expect(await open(cookie, foreign.id)).toBe(404)
  const outsider = await cookieOf(db, userOf(demo, 'admin', 'Northwind Homes').email)
  expect(await open(outsider, foreign.id)).toBe(404)
  expect(
    (await send(`/frames/${widgetId}/probe?placement=person`, { headers: { cookie: outsider } })).status,
  ).toBe(404)
  await db.widget.update({ where: { id: widgetId }, data: { suspendedAt: new Date() } })
  expect(await open(cookie)).toBe(409)
  await db.widget.update({ where: { id: widgetId }, data: { suspendedAt: null, stoppedAt: new Date() } })
  expect(await open(cookie)).toBe(409)
  await db.widget.update({ where: { id: widgetId }, data: { stoppedAt: null, testState: 'ended' } })
  expect(await open(cookie)).toBe(404)
})

test('signing up tells nobody whether an address has an account', async ({ visitor, db }) => {
  const answers: string[] = []
  const organisation = unique('Alike')
  const email = `alike-${Date.now()}@alike.example`
  for (const password of ['a sentence to remember', 'another one to remember']) {
    const page = await visitor()
    await page.goto('/sign-up')
    await page.getByLabel('Email').fill(email)
    await page.getByLabel('Your name').fill('Alex Doe')
    await page.getByLabel('Password').fill(password)
    await page.getByLabel('Organisation').fill(organisation)
    await page.getByRole('button', { name: 'Sign up' }).click()
    await page.waitForURL('**/partner/widgets/new?first=1')
    answers.push(`${page.url()} ${await page.locator('main').innerText()}`)
  }
  expect(answers[0]).toBe(answers[1])
  expect(await db.partner.count({ where: { name: organisation } })).toBe(2)
})

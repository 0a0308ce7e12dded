import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { cookieOf, send } from './attacker'
import { expect, portalOrigin, test, unique, userOf } from './fixtures'
import { acceptTest, registerWidget, submitForReview, switchWidget } from './steps'

const acme = 'Acme Real Estate'
const elena = '/people/e1e4a000-0000-4000-8000-000000000001'
const markup = `"'><img src=x onerror=alert(1)><script>alert(1)</script>`
const hostileMarkdown = `${markup}\n\n[link](javascript:alert(1)) ![i](javascript:alert(1)) <svg/onload=alert(1)> <iframe src=javascript:alert(1)></iframe>\n\n<a href="data:text/html,x">data</a>`

/** Whether anything of the markup became an element, an address or a dialog. */
async function expectText(page: Page, path: string, dialogs: string[]): Promise<void> {
  await page.goto(path)
  await expect(page.locator('h1')).toHaveCount(1)
  const born = await page.evaluate(() =>
    [
      ...document.querySelectorAll(
        'img[src="x"],[onerror],[onload],svg[onload],a[href^="javascript"],a[href^="data:"],iframe[src^="javascript"]',
      ),
    ].map((element) => element.outerHTML.slice(0, 200)),
  )
  expect(born, path).toEqual([])
  expect(dialogs, path).toEqual([])
}

test('what a partner, a team and a record say stays text on every page that shows it', async ({
  demo,
  db,
  signedIn,
  visitor,
  receiver,
}) => {
  test.setTimeout(120_000)
  const name = unique(`<img src=x onerror=alert(1)>`)
  const dialogs: string[] = []
  const watch = (page: Page) => {
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    return page
  }
  const email = `hostile-${Date.now()}@hostile.example`
  const partner = watch(await visitor())
  await partner.goto('/sign-up')
  await partner.getByLabel('Email').fill(email)
  await partner.getByLabel('Password').fill('a sentence to remember')
  await partner.getByLabel('Organisation').fill(`Evil ${markup}`)
  await partner.getByRole('button', { name: 'Sign up' }).click()
  await partner.waitForURL('**/sign-in**')
  await partner.getByLabel('Email').fill(email)
  await partner.getByLabel('Password').fill('a sentence to remember')
  await partner.getByRole('button', { name: 'Sign in' }).click()
  await partner.waitForURL('**/partner/widgets')

  const admin = watch(await signedIn(userOf(demo, 'admin', acme).email))
  const team = await db.team.findFirstOrThrow({ where: { name: acme } })
  const { widgetId, secret } = await registerWidget(partner, {
    name,
    url: `${receiver.origin}/widget`,
    placements: ['Person'],
    teamId: team.id,
  })
  receiver.secrets = [secret]
  await partner.goto(`/partner/widgets/${widgetId}/edit`)
  await partner.getByLabel('Description').fill(hostileMarkdown)
  await partner.getByRole('button', { name: /^Save/ }).click()
  await partner.waitForURL(`**/partner/widgets/${widgetId}`)
  const { id: personId } = await db.person.create({
    data: {
      id: crypto.randomUUID(),
      teamId: team.id,
      firstName: markup,
      lastName: '</title><script>alert(1)</script>',
      stage: markup,
      sortName: `<${unique('z')}`,
      searchText: 'hostile',
    },
  })
  await expectText(admin, '/settings/integration-widgets', dialogs)
  await acceptTest(admin, name)
  await switchWidget(admin, name, 'Person', true)
  await submitForReview(partner, widgetId)
  const reviewer = watch(await signedIn(userOf(demo, 'reviewer').email))
  await reviewer.goto(`/review/${widgetId}`)
  await reviewer.getByLabel('Reason').first().fill(hostileMarkdown)
  await reviewer
    .getByRole('button', { name: /^Return/ })
    .first()
    .click()
  const confirm = reviewer.getByRole('alertdialog').getByRole('button', { name: /^Return/ })
  if (await confirm.isVisible()) await confirm.click()
  await expect
    .poll(async () => (await db.widgetVersion.findFirstOrThrow({ where: { widgetId } })).state)
    .toBe('returned')

  for (const path of [
    '/settings/integration-widgets',
    '/settings/audit',
    '/people?query=hostile',
    `/people/${personId}`,
    `/people/${personId}?tab=${widgetId}`,
    `${elena}?tab=${widgetId}`,
    `${elena}?tab=launches`,
  ])
    await expectText(admin, path, dialogs)
  for (const path of ['', '/edit', '/versions', '/secrets', '/launches'])
    await expectText(partner, `/partner/widgets/${widgetId}${path}`, dialogs)
  for (const path of ['/partner/widgets', '/partner/members', '/partner/audit', '/account'])
    await expectText(partner, path, dialogs)
  for (const path of ['/review', `/review/${widgetId}`, '/review/widgets', '/review/audit'])
    await expectText(reviewer, path, dialogs)
  await db.person.delete({ where: { id: personId } })
})

test('no page and no payload of any role holds a secret', async ({ demo, db, signedIn }) => {
  const owner = userOf(demo, 'owner', 'Casalytics')
  const page = await signedIn(owner.email)
  const made = await registerWidget(page, {
    name: unique('Kept'),
    url: 'https://widget.kept.example/',
    placements: ['Person'],
  })
  const secrets = [made.secret, ...demo.widgets.map(({ secret }) => secret)]
  const starts: [string, string[]][] = [
    [
      owner.email,
      ['/partner/widgets', `/partner/widgets/${made.widgetId}`, `/partner/widgets/${made.widgetId}/secrets`],
    ],
    [userOf(demo, 'qa', 'Casalytics').email, ['/partner/widgets']],
    [
      userOf(demo, 'admin', acme).email,
      [
        '/people',
        elena,
        '/settings/integration-widgets',
        `/frames/${demo.widgets[0]?.id}?placement=person&record=${elena.split('/')[2]}`,
      ],
    ],
    [userOf(demo, 'reviewer').email, ['/review', `/review/${demo.widgets[0]?.id}`]],
  ]
  for (const [email, first] of starts) {
    const cookie = await cookieOf(db, email)
    const paths = new Set(first)
    // A set grows while it is walked: every page that a page of ours links to.
    for (const path of paths) {
      for (const headers of [{}, { rsc: '1' }]) {
        const { body } = await send(path, { headers: { cookie, ...headers } })
        expect(
          secrets.filter((secret) => body.includes(secret)),
          path,
        ).toEqual([])
        for (const [, link] of body.matchAll(/href="(\/[a-z][^"#]*)"/g)) {
          if (link && paths.size < 40 && !link.startsWith('/_next')) paths.add(link.replaceAll('&amp;', '&'))
        }
      }
    }
    expect(paths.size).toBeGreaterThan(3)
  }
})

test('no other site frames the portal, and none but the portal frames the stage', async ({
  demo,
  db,
  signedIn,
  tolerated,
}) => {
  tolerated.push({ pattern: /frame-ancestors|Refused to display|X-Frame-Options|Framing|ERR_BLOCKED/ })
  const widgetId = demo.widgets[0]?.id
  const paths = [
    '/sign-in',
    '/people',
    '/nowhere',
    `/frames/${widgetId}?placement=person&record=${elena.split('/')[2]}`,
    '/frames/none',
    '/api/health/live',
    '/frames/a/b/c',
    '/api/none',
  ]
  const frames = paths.map((path) => `<iframe src="${portalOrigin}${path}"></iframe>`).join('')
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end(frames),
  )
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  try {
    const page = await signedIn(userOf(demo, 'admin', acme).email)
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await expect.poll(() => page.frames().length).toBe(paths.length + 1)
    await expect
      .poll(() =>
        page
          .frames()
          .slice(1)
          .map((frame) => frame.url()),
      )
      .toEqual(paths.map(() => 'chrome-error://chromewebdata/'))
    expect(await db.widget.count()).toBeGreaterThan(0)
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
    `/frames/${demo.widgets[0]?.id}?placement=person&record=${elena.split('/')[2]}`,
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

import { captureAction, cookieOf, encodeForm, foreignMarks, send } from './attacker'
import { expect, portalOrigin, test, userOf } from './fixtures'

const acme = 'Acme Real Estate'
const elena = 'e1e4a000-0000-4000-8000-000000000001'
const json = { 'content-type': 'application/json' }

test('a write that another site started changes nothing and is answered 403', async ({ demo, db }) => {
  const admin = userOf(demo, 'admin', acme)
  const cookie = await cookieOf(db, admin.email)
  const user = await db.user.findFirstOrThrow({ where: { email: admin.email } })
  const widgetId = demo.widgets[0]?.id ?? ''
  const stage = await send(`/frames/${widgetId}?placement=person&record=${elena}`, { headers: { cookie } })
  const launchId = /lch_\w{20}/.exec(stage.body)?.[0] ?? ''
  const form = new URLSearchParams({ email: admin.email, password: admin.password }).toString()
  const typed = { 'content-type': 'application/x-www-form-urlencoded' }
  const writes = [
    { path: '/api/session', headers: typed, body: form },
    { path: '/api/session/end', headers: {}, body: '' },
    { path: `/api/launches/${launchId}/outcome`, headers: json, body: '{"outcome":"shown"}' },
    { path: '/api/auth/callback/credentials', headers: typed, body: form },
    { path: '/api/auth/signout', headers: typed, body: '' },
    { path: '/account', ...encodeForm({ name: 'Taken over' }) },
  ]
  for (const { path, headers, body } of writes) {
    for (const marks of foreignMarks) {
      const answer = await send(path, { method: 'POST', headers: { ...headers, cookie, ...marks }, body })
      expect(answer.status, `${path} ${JSON.stringify(marks)}`).toBe(403)
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
  }
  expect(await db.launch.findUniqueOrThrow({ where: { id: launchId } })).toMatchObject({
    outcome: 'opened',
    userId: user.id,
  })
})

test('a server action does nothing for another site, nobody, another role or another tenant', async ({
  demo,
  db,
  signedIn,
}) => {
  const page = await signedIn(userOf(demo, 'admin', acme).email)
  await page.goto('/settings/integration-widgets?query=Market+Pulse')
  const control = page.getByRole('switch', { name: 'Market Pulse in Company view' })
  const before = await control.getAttribute('aria-checked')
  const action = await captureAction(page, () => control.click())
  await expect(control).toHaveAttribute('aria-checked', before === 'true' ? 'false' : 'true')
  await control.click()
  await expect(
    page.getByText(`Market Pulse is ${before === 'true' ? 'on' : 'off'} in Company view`),
  ).toBeVisible()
  // The oldest is the demo's: no other test reviews it meanwhile.
  const unreviewed = await db.widget.findFirstOrThrow({
    where: { servingVersionId: null, testState: null },
    orderBy: { createdAt: 'asc' },
  })
  const own = demo.widgets.find(({ name }) => name === 'Market Pulse')?.id ?? ''
  // What is attacked, of every team; other tests switch their own widgets meanwhile.
  const read = () =>
    db.placementSwitch.findMany({
      where: { widgetId: { in: [own, unreviewed.id, 'wgt_nothing'] } },
      orderBy: [{ teamId: 'asc' }, { widgetId: 'asc' }, { placement: 'asc' }],
    })
  const rows = await read()
  expect(rows.length).toBeGreaterThan(0)
  const replay = (headers: Record<string, string>, body = action.body, path = action.path) =>
    send(path, { method: 'POST', headers: { ...action.headers, ...headers }, body })

  for (const marks of foreignMarks) expect((await replay(marks)).status, JSON.stringify(marks)).toBe(403)
  expect((await replay({ cookie: '' })).body).toContain('unauthenticated')
  const forwarded = await replay({ cookie: '', 'x-forwarded-host': 'evil.example' })
  expect([forwarded.status, forwarded.body.includes('unauthenticated')]).toEqual([200, true])
  expect((await replay({ cookie: '' }, action.body, '/sign-in')).body).toContain('unauthenticated')
  for (const [role, organisation] of [
    ['agent', acme],
    ['owner', 'Casalytics'],
    ['qa', 'Casalytics'],
    ['reviewer', undefined],
  ] as const) {
    const cookie = await cookieOf(db, userOf(demo, role, organisation).email)
    expect((await replay({ cookie })).body, role).toContain('"forbidden"')
    expect((await replay({ cookie }, action.body, '/account')).body, role).toContain('"forbidden"')
  }
  for (const widgetId of [unreviewed.id, 'wgt_nothing']) {
    const body = JSON.stringify([
      { widgetId, placement: 'person', enabled: true, teamId: rows[0]?.teamId, status: 'approved' },
    ])
    expect((await replay({}, body)).body).toContain('"not_found"')
  }
  for (const body of [
    '[]',
    '[null]',
    '["x"]',
    '[{"widgetId":{"$ne":1},"placement":"person","enabled":true}]',
    '[{"widgetId":"\\u0000","placement":"person","enabled":true}]',
  ]) {
    expect((await replay({}, body)).body).toMatch(/"invalid_input"|"malformed_request"/)
  }
  expect(await read()).toEqual(rows)
})

test('another member’s launch cannot be settled, and the answer is that of an unknown one', async ({
  demo,
  db,
}) => {
  const cookie = await cookieOf(db, userOf(demo, 'agent', acme).email)
  const stage = await send(`/frames/${demo.widgets[0]?.id}?placement=person&record=${elena}`, {
    headers: { cookie },
  })
  const launchId = /lch_\w{20}/.exec(stage.body)?.[0] ?? ''
  const settle = async (id: string, as: string) =>
    (
      await send(`/api/launches/${id}/outcome`, {
        method: 'POST',
        headers: { ...json, cookie: as },
        body: '{"outcome":"failed","reason":"unreachable"}',
      })
    ).status
  for (const [role, organisation, status] of [
    ['admin', 'Northwind Homes', 404],
    ['admin', acme, 404],
    ['owner', 'Casalytics', 403],
    ['reviewer', undefined, 403],
  ] as const) {
    const other = await cookieOf(db, userOf(demo, role, organisation).email)
    expect(await settle(launchId, other)).toBe(status)
    expect(await settle('lch_11111111111111111111', other)).toBe(status)
  }
  expect(await settle(launchId, '')).toBe(401)
  expect((await db.launch.findUniqueOrThrow({ where: { id: launchId } })).outcome).toBe('opened')
  expect(await settle(launchId, cookie)).toBe(204)
  expect((await db.launch.findUniqueOrThrow({ where: { id: launchId } })).outcome).toBe('failed')
})

test('signing in leads nowhere but into the portal', async ({ demo, db }) => {
  const { email, password } = userOf(demo, 'agent', acme)
  const places = [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    '/%0d%0aset-cookie:x=y',
    '\t//evil.example',
  ]
  const cookie = await cookieOf(db, email)
  for (const next of places) {
    const body = new URLSearchParams({ email, password, next }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const posted = await send('/api/session', { method: 'POST', headers, body })
    expect(posted.status).toBe(303)
    const visited = await send(`/sign-in?${new URLSearchParams({ next, callbackUrl: next })}`, {
      headers: { cookie },
    })
    const named = await send(`/api/auth/signin?${new URLSearchParams({ callbackUrl: next })}`)
    for (const { headers } of [posted, visited, named]) {
      const location = new URL(headers.location ?? '/', portalOrigin)
      expect(location.origin, next).toBe(portalOrigin)
      const callback = new URL(location.searchParams.get('callbackUrl') ?? '/', portalOrigin)
      expect(callback.origin, next).toBe(portalOrigin)
    }
  }
})

test('a host that is not ours gets no page, and none of our answers names it', async ({ demo }) => {
  for (const host of [
    'evil.example',
    'localhost',
    'localhost:1',
    `${new URL(portalOrigin).host}.evil.example`,
  ]) {
    for (const path of [
      ...['/sign-in', '/people', '/api/session', '/api/auth/csrf', '/frames/x', '/stage.js'],
      ...['/api/v1/imports', '/api/record-imports?type=people'],
    ]) {
      const answer = await send(path, { headers: { host } })
      expect(answer.status, `${host} ${path}`).toBe(421)
    }
  }
  const poison = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-port': '1',
    forwarded: 'host=evil.example',
    'x-host': 'evil.example',
    'x-original-url': '/review',
    'x-rewrite-url': '/review',
  }
  for (const path of [
    '/',
    '/people',
    '/sign-in',
    '/api/auth/signin',
    '/api/auth/providers',
    '/nowhere',
    '//evil.example/people',
    '/people/',
  ]) {
    const answer = await send(path, { headers: poison })
    expect(
      `${answer.headers.location} ${answer.body}`.replaceAll('/evil.example/people', ''),
      path,
    ).not.toContain('evil.example')
    expect(answer.headers.location ?? '/', path).toMatch(new RegExp(`^(${portalOrigin})?/(?!/)`))
  }
  const target = await send('http://evil.example/people')
  expect([target.status, target.headers.location]).toEqual([400, undefined])
  const body = new URLSearchParams({ email: userOf(demo, 'qa').email, password: 'wrong' }).toString()
  const failed = await send('/api/session', {
    method: 'POST',
    headers: { ...poison, accept: 'text/html' },
    body,
  })
  expect(failed.headers.location).toMatch(/^\/sign-in\?/)
})

test('the tenth wrong password makes everybody wait, whatever address they claim to have', async () => {
  const email = `nobody-${Date.now()}@throttle.example`
  const typed = { 'content-type': 'application/x-www-form-urlencoded' }
  const attempt = (headers: Record<string, string> = {}) =>
    send('/api/session', {
      method: 'POST',
      headers: { ...typed, ...headers },
      body: new URLSearchParams({ email, password: 'wrong' }).toString(),
    })
  for (let count = 0; count < 10; count += 1) {
    const address = `203.0.113.${count}`
    expect(
      (
        await attempt({
          'x-forwarded-for': address,
          'x-real-ip': address,
          'x-framegate-client-address': address,
        })
      ).status,
    ).toBe(401)
  }
  const claims: Record<string, string>[] = [
    {},
    { accept: 'text/html' },
    { 'x-forwarded-for': '198.51.100.1', 'X-Framegate-Client-Address': '198.51.100.1' },
  ]
  for (const headers of claims) {
    const answer = await attempt(headers)
    expect(answer.status).toBe(429)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(answer.body).not.toContain(email)
  }
  const csrf = await send('/api/auth/csrf')
  const { csrfToken } = JSON.parse(csrf.body) as { csrfToken: string }
  const cookie = (csrf.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ')
  const body = new URLSearchParams({ email, password: 'wrong', csrfToken, json: 'true' }).toString()
  const aside = await send('/api/auth/callback/credentials', {
    method: 'POST',
    headers: { ...typed, cookie },
    body,
  })
  expect([aside.status, Number(aside.headers['retry-after']) > 0]).toEqual([429, true])
})

import type { Page } from '@playwright/test'
import type { PrismaClient } from '@/lib/server/prisma/client'
import { findSerious } from './axe'
import { expectDescribed } from './described'
import { test as base, type Demo, expect, portalOrigin, unique, userOf } from './fixtures'
import { keepPassingRun } from './hosted'
import { PartnerServer } from './partner-server'
import { openWithoutScripts, pressEarly } from './steps'

const acme = 'Acme Real Estate'
const elena = 'e1e4a000-0000-4000-8000-000000000001'

const test = base.extend<{ partnerServer: PartnerServer }>({
  partnerServer: async ({}, use, info) => {
    const ports = (process.env.E2E_RECEIVER_PORTS ?? '').split(',').filter(Boolean).map(Number)
    const server = await PartnerServer.start(ports[info.parallelIndex] ?? 0, portalOrigin)
    await use(server)
    await server.stop()
  },
})

async function post(key: string, path: string, body: object = {}) {
  const response = await fetch(`${portalOrigin}/api/v1/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status, path).toBeLessThan(300)
  return (await response.json()) as Record<string, string>
}

/** Certifies a widget by the API, and waits for the end of it. */
async function certifyByApi(key: string, widgetId: string): Promise<void> {
  const { id: runId = '' } = await post(key, `widgets/${widgetId}/certifications`)
  const path = `${portalOrigin}/api/v1/widgets/${widgetId}/certifications/${runId}`
  const readState = async () => {
    const answer = await fetch(path, { headers: { authorization: `Bearer ${key}` } })
    return ((await answer.json()) as { state: string }).state
  }
  await expect.poll(readState, { timeout: 60_000 }).toBe('done')
}

/** An approved salesloft widget of this partner's server, registered and reviewed by the API. */
async function offerWidget(
  { demo, db }: { demo: Demo; db: PrismaClient },
  server: PartnerServer,
  certify = (widgetId: string) => keepPassingRun(db, widgetId),
) {
  const { partner, reviewer } = demo.apiKeys
  const name = unique('Call coach')
  const {
    id = '',
    clientId = '',
    clientSecret = '',
  } = await post(partner, 'widgets', {
    name,
    description: 'Helps on the phone.',
    protocol: 'salesloft',
    icon: 'phone',
    colour: 'plum',
    ...server.settings,
  })
  server.client = { clientId, clientSecret }
  const { secret = '' } = await post(partner, `widgets/${id}/sandbox-secret`)
  server.sandboxSecret = secret
  await certify(id)
  await post(partner, `widgets/${id}/submission`)
  const { workingVersionId: versionId } = await db.widget.findUniqueOrThrow({ where: { id } })
  await post(reviewer, `reviews/${id}/decision`, { versionId, decision: 'approve' })
  return { widgetId: id, name, path: `/settings/integration-widgets/${id}` }
}

const call = async (token: string, path: string, init: RequestInit = {}) => {
  const response = await fetch(`${portalOrigin}/api/v1/${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  })
  await expectDescribed(init.method ?? 'GET', `/api/v1/${path}`, response)
  return response
}

async function connect(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await page.getByRole('button', { name: /^Connect|^Resume/ }).click()
  await page.waitForURL(/\/oauth\/consent/)
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.waitForURL(/from=partner/)
}

test('an admin enables a widget: to the partner, to the consent page, back, and switches a slot on', async ({
  demo,
  db,
  signedIn,
  partnerServer,
}) => {
  partnerServer.hasInterstitial = true
  const { widgetId, name, path } = await offerWidget({ demo, db }, partnerServer, (id) =>
    certifyByApi(demo.apiKeys.partner, id),
  )
  const admin = await signedIn(userOf(demo, 'admin', acme).email)
  await admin.goto(`${path}?placement=person`)
  await expect(admin.getByText('Not connected', { exact: true })).toBeVisible()
  await expect(admin.getByRole('switch', { name: `${name}: Person` })).toBeDisabled()
  await admin.getByRole('button', { name: 'Connect with Casalytics' }).click()
  await admin.getByRole('link', { name: 'Go on' }).click()
  await admin.waitForURL(/\/oauth\/consent/)
  await expect(admin.getByRole('heading', { level: 1 })).toHaveText(`Allow Casalytics to connect ${name}?`)
  await expect(admin.getByText('For Acme Real Estate.')).toBeVisible()
  for (const words of ['Read the team’s people', 'Log activities on people and companies'])
    await expect(admin.getByText(words)).toBeVisible()
  await expect(admin.getByText('Read the team’s companies')).toHaveCount(0)
  for (const colorScheme of ['light', 'dark'] as const) {
    await admin.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    expect(await findSerious(admin), colorScheme).toEqual([])
  }
  await admin.getByRole('button', { name: 'Allow' }).click()
  await admin.waitForURL(/from=partner&placement=person$/)
  await expect(admin.getByText(`${name} is connected.`)).toBeVisible()
  await expect(admin.getByText('One more click: enable Person.')).toBeVisible()

  const [held] = partnerServer.held
  expect(held?.tokens).toMatchObject({
    integration_id: widgetId,
    secret: expect.stringMatching(/^[0-9a-f]{64}$/),
    token_type: 'bearer',
    expires_in: 3600,
    scope: 'profile people:read activities:write',
  })
  expect(await admin.content()).not.toContain(String(held?.tokens.secret))
  await expect(admin.getByText(String(held?.tokens.tenant_id))).toBeVisible()
  const control = admin.getByRole('switch', { name: `${name}: Person` })
  await expect(control).toHaveAttribute('aria-checked', 'false')
  await control.click()
  await expect(control).toHaveAttribute('aria-checked', 'true')
  await expect(admin.getByText(`${name} is on: Person`)).toBeVisible()

  await admin.getByRole('button', { name: `Uninstall ${name}` }).click()
  await admin.getByRole('button', { name: 'Uninstall widget' }).click()
  await expect(admin.getByText('Not connected', { exact: true })).toBeVisible()
  await expect(control).toHaveAttribute('aria-checked', 'false')
  expect((await call(held?.tokens.access_token ?? '', 'me')).status).toBe(401)
})

test('a foreign client discovers, exchanges, calls the API within its scopes, refreshes and revokes', async ({
  demo,
  db,
  signedIn,
  partnerServer,
}) => {
  const { path } = await offerWidget({ demo, db }, partnerServer)
  const admin = await signedIn(userOf(demo, 'admin', acme).email)
  await connect(admin, path)
  const token = partnerServer.held.at(-1)?.tokens.access_token ?? ''
  const me = await call(token, 'me')
  expect(Number(me.headers.get('ratelimit-remaining'))).toBeGreaterThan(0)
  expect(await me.json()).toMatchObject({
    team: { name: acme },
    user: { email: userOf(demo, 'admin', acme).email, role: 'admin' },
    scopes: ['profile', 'people:read', 'activities:write'],
  })
  expect((await call(token, `people/${elena}`)).status).toBe(200)
  const activity = { recordIds: [elena], subject: unique('Coached a call') }
  const logged = await call(token, 'activities', { method: 'POST', body: JSON.stringify(activity) })
  expect(logged.status).toBe(201)
  const beyond = await call(token, 'companies')
  expect(beyond.status).toBe(403)
  expect(((await beyond.json()) as { code: string }).code).toBe('insufficient_scope')
  expect(beyond.headers.get('www-authenticate')).toBe(
    'Bearer error="insufficient_scope", scope="companies:read"',
  )
  for (const keysOnly of ['connectors', 'installations', 'widgets'])
    expect((await call(token, keysOnly)).status).toBe(403)

  const refreshed = await partnerServer.refresh()
  expect(Object.keys(refreshed).sort()).toEqual([
    'access_token',
    'expires_in',
    'refresh_token',
    'scope',
    'token_type',
  ])
  expect((await call(refreshed.access_token, 'me')).status).toBe(200)
  await admin.reload()
  await expect(admin.getByRole('region', { name: 'Access' }).getByText('Active')).toBeVisible()
  await partnerServer.revoke(String(refreshed.refresh_token))
  expect((await call(refreshed.access_token, 'me')).status).toBe(401)
})

test('an admin revokes what a partner may read, and the widget stays connected', async ({
  demo,
  db,
  signedIn,
  partnerServer,
}) => {
  const { path } = await offerWidget({ demo, db }, partnerServer)
  const admin = await signedIn(userOf(demo, 'admin', acme).email)
  await connect(admin, path)
  const token = partnerServer.held.at(-1)?.tokens.access_token ?? ''
  expect((await call(token, 'me')).status).toBe(200)
  await admin.getByRole('button', { name: /^Revoke access granted/ }).click()
  await expect(admin.getByText(/The widget stays connected/)).toBeVisible()
  await admin.getByRole('button', { name: 'Revoke access', exact: true }).click()
  await expect(admin.getByText(/^Revoked by/)).toBeVisible()
  await expect(admin.getByText('Connected', { exact: true }).first()).toBeVisible()
  expect((await call(token, 'me')).status).toBe(401)
})

test('a flow that was abandoned leaves the widget off and can be resumed; a denied one connects nothing', async ({
  demo,
  db,
  signedIn,
  partnerServer,
}) => {
  const { name, path } = await offerWidget({ demo, db }, partnerServer)
  const admin = await signedIn(userOf(demo, 'admin', acme).email)
  await admin.goto(path)
  await admin.getByRole('button', { name: 'Connect with Casalytics' }).click()
  await admin.waitForURL(/\/oauth\/consent/)
  await admin.goto(path)
  await expect(admin.getByText(/^Connecting started/)).toBeVisible()
  await expect(admin.getByRole('switch', { name: `${name}: Person` })).toBeDisabled()
  await admin.getByRole('button', { name: 'Resume' }).click()
  await admin.waitForURL(/\/oauth\/consent/)
  await admin.getByRole('button', { name: 'Deny' }).click()
  await admin.waitForURL(/from=partner/)
  await expect(admin.getByText(`${name} was not connected.`)).toBeVisible()
  expect(partnerServer.errors).toEqual(['access_denied'])
  await connect(admin, path)
  await expect(admin.getByText(`${name} is connected.`)).toBeVisible()
  expect(partnerServer.held).toHaveLength(1)
})

test('an agent looks until an admin lets them install, and then enables', async ({
  demo,
  db,
  signedIn,
  partnerServer,
}) => {
  const { path } = await offerWidget({ demo, db }, partnerServer)
  const [admin, account] = [
    await signedIn(userOf(demo, 'admin', acme).email),
    await db.user.findFirstOrThrow({ where: { email: userOf(demo, 'agent', acme).email } }),
  ]
  const agent = await signedIn(account.email)
  await agent.goto(path)
  await expect(agent.getByText('View only.')).toBeVisible()
  await expect(agent.getByRole('button', { name: /^Connect/ })).toHaveCount(0)
  await expect(agent.getByRole('switch')).toHaveCount(0)
  await admin.goto(path)
  await admin.getByRole('button', { name: 'Connect with Casalytics' }).click()
  await admin.waitForURL(/\/oauth\/consent/)
  const consent = admin.url()
  await agent.goto(consent)
  await expect(agent.getByRole('heading', { level: 1 })).toHaveText('You can’t allow this')
  await expect(agent.getByRole('button', { name: 'Allow' })).toHaveCount(0)

  await admin.goto('/settings/members')
  const grant = admin.getByRole('switch', { name: `${account.name} can install and enable widgets` })
  await grant.click()
  await expect(grant).toHaveAttribute('aria-checked', 'true')
  await connect(agent, path)
  expect(partnerServer.held).toHaveLength(1)
  await grant.click()
  await expect(grant).toHaveAttribute('aria-checked', 'false')
  await agent.goto(path)
  await expect(agent.getByText('View only.')).toBeVisible()
})

test('nobody signed in goes to sign in and comes back to the consent page', async ({
  demo,
  db,
  visitor,
  signedIn,
  partnerServer,
}) => {
  const { path, name } = await offerWidget({ demo, db }, partnerServer)
  const account = userOf(demo, 'admin', acme)
  const admin = await signedIn(account.email)
  await admin.goto(path)
  await admin.getByRole('button', { name: 'Connect with Casalytics' }).click()
  await admin.waitForURL(/\/oauth\/consent/)
  const page = await visitor()
  await page.goto(`${partnerServer.origin}/start?return_to=${encodeURIComponent(portalOrigin + path)}`)
  await page.waitForURL(/\/sign-in/)
  await page.getByLabel('Email').fill(account.email)
  await page.getByLabel('Password').fill(account.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Allow Casalytics to connect ${name}?`)
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.waitForURL((url) => url.pathname === path)
  expect(partnerServer.held).toHaveLength(1)
})

test('a partner finds its set-up, and renews the client secret, which stops the one before', async ({
  demo,
  db,
  signedIn,
  partnerServer,
}) => {
  const { widgetId, path } = await offerWidget({ demo, db }, partnerServer)
  const before = partnerServer.client
  const owner = await signedIn(userOf(demo, 'owner', 'Casalytics').email)
  await owner.goto(`/partner/widgets/${widgetId}`)
  await owner.getByRole('link', { name: 'Set-up' }).click()
  await expect(owner.getByText(before.clientId, { exact: true })).toBeVisible()
  await expect(owner.getByText(`${portalOrigin}/api/oauth/token`, { exact: true })).toBeVisible()
  await owner.getByRole('button', { name: 'Replace client secret' }).click()
  await owner.getByRole('button', { name: 'Replace secret' }).click()
  const clientSecret = await owner.getByTestId('client-secret').innerText()
  expect(clientSecret).toMatch(/^[0-9a-f]{64}$/)
  await owner.getByRole('button', { name: 'I stored it' }).click()
  await expect(owner.getByText(clientSecret)).toHaveCount(0)
  partnerServer.client = { ...before, clientSecret }
  await connect(await signedIn(userOf(demo, 'admin', acme).email), path)
  expect(partnerServer.held).toHaveLength(1)
  const form = new URLSearchParams({
    client_id: before.clientId,
    client_secret: before.clientSecret,
    token: 'x',
  })
  const refused = await fetch(`${portalOrigin}/api/oauth/revoke`, { method: 'POST', body: form })
  expect([refused.status, await refused.json()]).toMatchObject([401, { error: 'invalid_client' }])
})

test('the demo’s own partner is a client like any other', async ({ demo, signedIn }) => {
  const kit = demo.widgets.find(({ protocol }) => protocol === 'salesloft')
  const admin = await signedIn(userOf(demo, 'admin', 'Northwind Homes').email)
  await connect(admin, `/settings/integration-widgets/${kit?.id}?placement=email_editor`)
  await expect(admin.getByText(`${kit?.name} is connected.`)).toBeVisible()
  await admin.getByRole('switch', { name: `${kit?.name}: Email editor` }).click()
  await expect(admin.getByText(`${kit?.name} is on: Email editor`)).toBeVisible()
  await admin.getByRole('button', { name: `Uninstall ${kit?.name}` }).click()
  await admin.getByRole('button', { name: 'Uninstall widget' }).click()
  await expect(admin.getByText('Not connected', { exact: true })).toBeVisible()
})

test('Allow that is pressed before the scripts are there is not lost', async ({
  demo,
  db,
  signedIn,
  partnerServer,
}) => {
  const { name, path } = await offerWidget({ demo, db }, partnerServer)
  const admin = await signedIn(userOf(demo, 'admin', acme).email)
  await admin.goto(`${path}?placement=person`)
  await admin.getByRole('button', { name: 'Connect with Casalytics' }).click()
  await admin.waitForURL(/\/oauth\/consent/)
  const release = await openWithoutScripts(admin, admin.url())
  await pressEarly(admin, admin.getByRole('button', { name: 'Allow' }), release)
  await admin.waitForURL(/from=partner/)
  await expect(admin.getByText(`${name} is connected.`)).toBeVisible()
})

import { createHash } from 'node:crypto'
import type { Page } from '@playwright/test'
import { CompactEncrypt } from 'jose'
import type { AuthorizationServer } from '@/test/authorization-server'
import { expect, portalOrigin, test, unique, userOf } from './fixtures'
import { servePlatform } from './platform'
import { openTab } from './steps'

const elena = { id: 9001, display_name: 'Elena Marsh', email_address: 'elena.marsh@mailbox.example' }

/** As Salesloft's own documentation encrypts: the SHA-256 of the secret is the key. */
async function encrypt(payload: object, secret: string): Promise<string> {
  return new CompactEncrypt(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'A256GCMKW', enc: 'A256GCM' })
    .encrypt(createHash('sha256').update(secret).digest())
}

type Slot = { url: string; fields: Record<string, string> }
type Connected = { url: string; secret: string; tenantId: string; integrationId: string; origin: string }

async function launch(connected: Connected, slot: string, more: object): Promise<Slot> {
  const ids = {
    tenant_id: connected.tenantId,
    integration_id: connected.integrationId,
    origin: connected.origin,
  }
  const payload = await encrypt({ ...ids, user_guid: 'guid', ...more }, connected.secret)
  return { url: `${connected.url}?slot=${slot}`, fields: { payload, ...ids } }
}

/** The platform's page: it posts the launch into its frame and keeps what the frame says. */
function framePage({ url, fields }: Slot): string {
  const inputs = Object.entries(fields).map(([name, value]) => `<input name="${name}" value="${value}">`)
  return `<iframe name="slot" title="crm" width="700" height="700" sandbox="allow-scripts allow-same-origin allow-forms allow-popups"></iframe>
<form id="launch" method="post" target="slot" action="${url}" hidden>${inputs.join('')}</form>
<pre id="heard"></pre>
<script>
addEventListener('message', (event) => { heard.textContent += JSON.stringify({ origin: event.origin, data: event.data }) + '\\n' })
launch.submit()
</script>`
}

async function addConnector(admin: Page, server: AuthorizationServer, origin: string) {
  await admin.goto('/settings/connectors/new')
  await admin.getByLabel('Platform', { exact: true }).selectOption('salesloft')
  const fields = {
    Name: unique('Outreach'),
    'Allowed parent origins': origin,
    'Client ID': 'crm',
    'Consent page': `${server.origin}/authorize`,
    'Token endpoint': `${server.origin}/token`,
    'Return origins': origin,
  }
  for (const [label, value] of Object.entries(fields))
    await admin.getByRole('textbox', { name: label }).fill(value)
  await admin.getByLabel('Client secret').fill(server.clientSecret)
  await admin.getByRole('button', { name: 'Add connector' }).click()
  await admin.getByRole('link', { name: 'Go to its endpoints' }).click()
  await expect(admin.getByRole('heading', { name: 'Connection' })).toBeVisible()
  const id = admin.url().split('/').at(-1) ?? ''
  const base = `${portalOrigin}/api/connectors/salesloft/${id}`
  server.redirectUris.push(`${base}/oauth/callback`)
  return { id, base }
}

test('Salesloft connects by OAuth, opens each slot, and hears what its buttons say', async ({
  signedIn,
  visitor,
  demo,
  authorization,
  tolerated,
}) => {
  // The step that fails on purpose.
  tolerated.push({ pattern: /status of 502/ })
  let slot: Slot = { url: '', fields: {} }
  const platform = await servePlatform(() => (slot.url ? framePage(slot) : '<h1>Integrations</h1>'))
  try {
    const admin = await signedIn(userOf(demo, 'admin', 'Acme Real Estate').email)
    const { id, base } = await addConnector(admin, authorization, platform.origin)
    const secret = 'a secret that the platform made'

    await test.step('an answer that lacks the secret connects nothing and says so', async () => {
      authorization.extra = {}
      await admin.goto(`${base}/oauth/start`).catch(() => undefined)
      await expect(admin.getByText('lacks secret, integration_id, tenant_id')).toBeVisible()
      await admin.getByRole('link', { name: 'Back to the connector' }).click()
      await expect(admin.getByText('The last step failed:')).toBeVisible()
    })

    await test.step('the switch leads through the consent and back to where it began', async () => {
      authorization.extra = { secret, tenant_id: 4711, integration_id: 42 }
      const returnTo = `${platform.origin}/integrations?tab=a+b%2F`
      await admin.goto(`${base}/oauth/start?return_to=${encodeURIComponent(returnTo)}`)
      expect(admin.url()).toBe(returnTo)
      await expect(admin.getByRole('heading', { name: 'Integrations' })).toBeVisible()
      await admin.goto(`/settings/connectors/${id}`)
      const panel = admin.getByRole('region', { name: 'Connection' })
      await expect(panel.getByText('4711')).toBeVisible()
      await panel.getByRole('button', { name: 'Renew tokens' }).click()
      await expect(panel.getByText(/^renewed/)).toBeVisible()
    })

    await test.step('connecting again asks first', async () => {
      await admin.goto(`${base}/oauth/start`)
      await expect(admin.getByText('is replaced')).toBeVisible()
      await admin.getByRole('button', { name: /^Continue to 127\.0\.0\.1/ }).click()
      await expect(admin.getByRole('heading', { name: 'Connection' })).toBeVisible()
      await admin.getByRole('link', { name: 'Secrets', exact: true }).click()
      await expect(admin.getByText(/^until /)).toBeVisible()
    })

    const connected = {
      url: `${base}/iframe`,
      secret,
      tenantId: '4711',
      integrationId: '42',
      origin: platform.origin,
    }
    const page = await visitor()
    const frame = page.frameLocator('iframe')
    const open = async (name: string, more: object) => {
      slot = await launch(connected, name, more)
      await page.goto(platform.origin)
    }

    await test.step('person and account pages show the record, also after a reload', async () => {
      await open('people_page', { nonce: 'n-people', person: elena })
      await expect(frame.getByRole('heading', { name: 'Elena Marsh' })).toBeVisible()
      await page.frame('slot')?.evaluate(() => {
        document.body.dataset.before = 'the reload'
        location.reload()
      })
      await expect(frame.locator('body[data-before]')).toHaveCount(0)
      await expect(frame.getByRole('heading', { name: 'Elena Marsh' })).toBeVisible()
      await open('account_page', {
        nonce: 'n-account',
        account: { id: 1, name: 'Nobody has this name' },
        person: elena,
      })
      await expect(frame.getByRole('heading', { name: 'Elena Marsh' })).toBeVisible()
    })

    await test.step('the full page searches and opens', async () => {
      await open('full_page', {})
      await frame.getByRole('searchbox').fill('elena marsh')
      await frame.getByRole('button', { name: 'Search' }).click()
      await frame.getByRole('button', { name: 'Elena Marsh' }).click()
      await expect(frame.getByRole('heading', { name: 'Elena Marsh' })).toBeVisible()
    })

    await test.step('an email template is inserted, and a step completed, with origin and nonce', async () => {
      await open('email_editor', { nonce: 'n-mail', person: elena })
      await frame.getByRole('button', { name: 'Insert Introduction' }).click()
      const mail = JSON.parse(await heard(page))
      expect(mail).toMatchObject({ origin: portalOrigin, data: { event: 'insertHtml', nonce: 'n-mail' } })
      expect(mail.data.html).toContain('<p>Hi Elena,</p>')
      await open('custom_action', { nonce: 'n-step', person: elena, action: { id: 77 } })
      await frame.getByRole('button', { name: 'Complete this step' }).click()
      expect(JSON.parse(await heard(page))).toEqual({
        origin: portalOrigin,
        data: { event: 'completedAction', actionId: 77, nonce: 'n-step' },
      })
    })

    await test.step('another tenant’s launch is refused, and the log tells the owner why', async () => {
      slot = await launch({ ...connected, tenantId: '4712' }, 'people_page', { nonce: 'n', person: elena })
      const refused = await fetch(slot.url, { method: 'POST', body: new URLSearchParams(slot.fields) })
      expect([refused.status, await refused.text()]).toEqual([401, expect.stringContaining('can’t be shown')])
      await admin.goto(`/settings/connectors/${id}/requests`)
      const log = admin.getByRole('region', { name: 'Requests' })
      await expect(log.getByText('identity_mismatch')).toBeVisible()
      await admin.getByRole('link', { name: 'Test', exact: true }).click()
      await admin.getByLabel('Contact').fill('Elena Marsh')
      await admin.getByRole('button', { name: 'Test people_page' }).click()
      await expect(admin.getByText(/people_page answered 200/)).toBeVisible()
      const shown = admin.frameLocator('iframe[title="Response of people_page"]')
      await expect(shown.getByRole('heading', { name: 'Elena Marsh' })).toBeVisible()
    })

    await test.step('disconnected, its frames are refused', async () => {
      await openTab(admin, 'Overview')
      await admin.getByRole('button', { name: 'Disconnect' }).click()
      await admin.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click()
      await expect(
        admin.getByRole('region', { name: 'Connection' }).getByRole('link', { name: 'Connect' }),
      ).toBeVisible()
      slot = await launch(connected, 'people_page', { nonce: 'n', person: elena })
      const refused = await fetch(slot.url, { method: 'POST', body: new URLSearchParams(slot.fields) })
      expect(refused.status).toBe(401)
    })
  } finally {
    platform.stop()
  }
})

async function heard(page: Page): Promise<string> {
  await expect(page.locator('#heard')).not.toBeEmpty()
  return (await page.locator('#heard').innerText()).trim()
}

test('who is not signed in goes on from a page of the portal, and another’s answer connects nothing', async ({
  visitor,
  demo,
}) => {
  const connector = demo.connectors.find(({ protocol }) => protocol === 'salesloft')
  const base = `${portalOrigin}/api/connectors/salesloft/${connector?.id}`
  const page = await visitor()
  await page.goto(`${base}/oauth/start?return_to=${encodeURIComponent('https://app.salesloft.com/x')}`)
  const { email, password } = userOf(demo, 'admin', 'Acme Real Estate')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('https://app.salesloft.com/x')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Continue to accounts.salesloft.com' })).toBeVisible()
  const forged = await page.request.get(`${base}/oauth/callback?state=forged&code=stolen`)
  expect(forged.status()).toBe(400)
  expect(await forged.text()).toContain('oauth_state_invalid')
  const led = await page.request.get(`${base}/oauth/start?return_to=https://evil.example/`, {
    maxRedirects: 0,
  })
  expect(led.status()).toBe(422)
})

test('the demo’s connector opens a launch of its tenant', async ({ demo }) => {
  const found = demo.connectors.find(({ protocol }) => protocol === 'salesloft')
  if (!found) throw new Error('the demo has no salesloft connector')
  const { url, secret, tenantId = '', integrationId = '' } = found
  const slot = await launch(
    { url, secret, tenantId, integrationId, origin: 'https://app.salesloft.com' },
    'people_page',
    {
      nonce: 'n',
      person: elena,
    },
  )
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(slot.fields) })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-security-policy')).toContain(
    'frame-ancestors https://app.salesloft.com',
  )
  expect(await response.text()).toContain('Elena Marsh')
})

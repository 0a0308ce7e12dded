import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import type { Page } from '@playwright/test'
import { expect, portalOrigin, test, unique, userOf } from './fixtures'
import { servePlatform } from './platform'

const elena = 'e1e4a000-0000-4000-8000-000000000001'

const hmac = (secret: string, text: string, encoding: 'hex' | 'base64') =>
  createHmac('sha256', secret).update(text).digest(encoding)
const seconds = () => Math.floor(Date.now() / 1000)

/** As the published sample signs: the raw query, without sig. */
function signQuery(url: string, query: string, secret: string, expires = seconds() + 60): string {
  const signed = `${query}&expires=${expires}`
  return `${url}?${signed}&sig=${hmac(secret, signed, 'hex')}`
}

/** As `openssl enc -aes-256-cbc -md md5 -a -A` writes it; the vectors and snippets are checked with openssl itself. */
function encryptAsOpenssl(text: string, secret: string): string {
  const salt = randomBytes(8)
  let derived = Buffer.alloc(0)
  let digest = Buffer.alloc(0)
  while (derived.length < 48) {
    digest = createHash('md5').update(digest).update(secret).update(salt).digest()
    derived = Buffer.concat([derived, digest])
  }
  const cipher = createCipheriv('aes-256-cbc', derived.subarray(0, 32), derived.subarray(32))
  const parts = [Buffer.from('Salted__'), salt, cipher.update(text), cipher.final()]
  return Buffer.concat(parts).toString('base64')
}

function postSigned(url: string, secret: string, body: unknown, timestamp = seconds()): Promise<Response> {
  const text = JSON.stringify(body)
  const headers = {
    'content-type': 'application/json',
    'x-showpad-signature-v1': hmac(secret, `${text}.${timestamp}`, 'base64'),
    'x-showpad-signature-timestamp': String(timestamp),
  }
  return fetch(url, { method: 'POST', headers, body: text })
}

async function addConnector(admin: Page, platform: string, fields: Record<string, string>) {
  await admin.goto('/settings/connectors')
  await admin.getByRole('link', { name: 'Add a connector' }).click()
  await admin.getByLabel('Platform', { exact: true }).selectOption(platform)
  for (const [label, value] of Object.entries(fields))
    await admin.getByRole('textbox', { name: label }).fill(value)
  await admin.getByRole('button', { name: 'Add connector' }).click()
  const secret = await admin.getByTestId('secret').innerText()
  await admin.getByRole('link', { name: 'I stored it, go to its endpoints' }).click()
  await expect(admin.getByRole('heading', { name: 'Endpoints' })).toBeVisible()
  const path = new URL(admin.url()).pathname
  const base = admin.url().replace('/settings/connectors/', `/api/connectors/${platform}/`)
  return { secret, base, path, id: path.split('/').at(-1) ?? '' }
}

test('SocialSignIn searches, opens a person in its frame, and its requests are logged', async ({
  signedIn,
  visitor,
  demo,
  tolerated,
}) => {
  tolerated.push({ pattern: /frame-ancestors/ })
  const admin = await signedIn(userOf(demo, 'admin', 'Acme Real Estate').email)
  let framed = ''
  const platform = await servePlatform(() => `<iframe title="crm" src="${framed}"></iframe>`)
  const stranger = await servePlatform(() => `<iframe title="crm" src="${framed}"></iframe>`)
  try {
    const name = unique('Inbox')
    const { secret, base, path } = await addConnector(admin, 'social-signin', {
      Name: name,
      'Allowed parent origins': platform.origin,
      'Unsigned parameters': 'message_sentiment',
    })

    await test.step('the platform finds and opens', async () => {
      const found = await fetch(signQuery(`${base}/search`, 'q=elena+marsh', secret))
      expect(found.status).toBe(200)
      expect(await found.json()).toEqual({ results: [{ id: elena, name: 'Elena Marsh' }] })
      framed = `${signQuery(`${base}/iframe`, `id=${elena}`, secret)}&message_sentiment=%3Cb%3E`
      const page = await visitor()
      await page.goto(platform.origin)
      await expect(page.frameLocator('iframe').getByRole('heading', { name: 'Elena Marsh' })).toBeVisible()
      const other = await visitor()
      await other.goto(stranger.origin)
      await expect(other.frameLocator('iframe').getByRole('heading', { name: 'Elena Marsh' })).toHaveCount(0)
    })

    await test.step('refusals are the reference’s, and alike for a connector that is not there', async () => {
      const answer = async (url: string) => {
        const response = await fetch(url)
        return [response.status, await response.json()]
      }
      const refused = (error: string) => ({ status: 'error', error })
      const missing = refused('missing or invalid sig or expires params')
      const unknown = base.replace(/con_.*/, `con_${'1'.repeat(20)}`)
      for (const place of [base, unknown]) {
        expect(await answer(`${place}/search?q=a`)).toEqual([400, missing])
        expect(await answer(`${place}/search?q=a&expires=soon&sig=a`)).toEqual([400, missing])
        const forged = signQuery(`${place}/search`, 'q=a', 'another secret')
        expect(await answer(forged)).toEqual([403, refused('Signature mismatch')])
      }
      const late = signQuery(`${base}/search`, 'q=a', secret, seconds() - 5)
      expect(await answer(late)).toEqual([403, refused('request expired')])
      const nobody = signQuery(`${base}/iframe`, 'id=12345', secret)
      expect((await answer(nobody))[0]).toBe(404)
      expect((await answer(signQuery(`${base}/search`, 'q=', secret)))[0]).toBe(400)
    })

    await test.step('the log tells the owner why', async () => {
      await admin.getByRole('link', { name: 'Requests', exact: true }).click()
      await expect(admin).toHaveURL(`${path}/requests`)
      const log = admin.getByRole('region', { name: 'Requests' })
      for (const reason of [
        'expired',
        'signature_mismatch',
        'missing_parameter',
        'malformed_request',
        'Answered',
      ])
        await expect(log.getByText(reason, { exact: true }).first()).toBeVisible()
      await expect(log.getByText(secret)).toHaveCount(0)
      const download = admin.waitForEvent('download')
      await log.getByRole('link', { name: 'Export CSV' }).click()
      expect((await download).suggestedFilename()).toMatch(/^connector-requests-.*\.csv$/)
    })

    await test.step('the test searches for what is typed, as the platform would', async () => {
      await admin.goto(`${path}/test`)
      const contact = admin.getByLabel('Contact')
      await expect(contact).toHaveValue(/^\p{L}+ \p{L}+$/u)
      await contact.fill('Elena Marsh')
      await admin.getByRole('button', { name: 'Test search' }).click()
      await expect(admin.getByText(/search answered 200 in \d+ ms/)).toBeVisible()
      await expect(admin.getByRole('region', { name: 'Signed text' })).toContainText('q=Elena+Marsh&expires=')
      await expect(admin.getByRole('region', { name: 'Body' })).toContainText('"name": "Elena Marsh"')
      await expect(admin.getByRole('region', { name: 'Headers' })).toContainText(
        'content-type: application/json',
      )
      await expect(contact).toHaveValue('Elena Marsh')
    })

    await test.step('the test of the frame shows the frame, and its source only when asked', async () => {
      await admin.getByRole('button', { name: 'Test iframe' }).click()
      await expect(admin.getByText(/iframe answered 200 in \d+ ms/)).toBeVisible()
      const shown = admin.frameLocator('iframe[title="Response of iframe"]')
      await expect(admin.locator('iframe[title="Response of iframe"]')).toHaveAttribute(
        'sandbox',
        'allow-popups allow-popups-to-escape-sandbox',
      )
      await expect(shown.getByRole('heading', { name: 'Elena Marsh' })).toBeVisible()
      await expect(shown.locator('h1')).toHaveCSS('font-size', '18px')
      await expect(admin.getByText('<!doctype html>')).toHaveCount(0)
      await admin.getByRole('button', { name: 'Show response' }).click()
      await expect(admin.getByRole('region', { name: 'Body' })).toContainText('<!doctype html>')
      await admin.getByLabel('Contact').fill('Nobody of this name')
      await admin.getByRole('button', { name: 'Test iframe' }).click()
      await expect(admin.getByText('No contact matches “Nobody of this name”.')).toBeVisible()
    })

    await test.step('both secrets are accepted during a rotation, one after the revocation', async () => {
      await admin.getByRole('link', { name: 'Secrets', exact: true }).click()
      await admin.getByRole('button', { name: 'Rotate' }).click()
      await admin.getByRole('button', { name: 'Rotate secret' }).click()
      const next = await admin.getByTestId('secret').innerText()
      await admin.getByRole('button', { name: 'I stored it' }).click()
      const status = async (key: string) => (await fetch(signQuery(`${base}/search`, 'q=a', key))).status
      expect([await status(secret), await status(next)]).toEqual([200, 200])
      await admin.getByRole('button', { name: 'Revoke v1' }).click()
      await admin.getByRole('alertdialog').getByRole('button', { name: 'Revoke v1' }).click()
      await expect(admin.getByText('v1 is revoked')).toBeVisible()
      expect([await status(secret), await status(next)]).toEqual([403, 200])
    })

    await test.step('disabled it answers like one that is not there; deleted it leaves the list', async () => {
      await admin
        .getByRole('navigation', { name: `${name}: pages` })
        .getByRole('link', { name: 'Settings' })
        .click()
      await admin.getByRole('button', { name: 'Disable' }).click()
      await expect(admin.getByText(`${name} is disabled`)).toBeVisible()
      await admin.getByRole('button', { name: 'Delete' }).click()
      await admin.getByRole('button', { name: 'Delete connector' }).click()
      await expect(admin.getByRole('heading', { name: 'Connectors', exact: true })).toBeVisible()
      await expect(admin.getByRole('link', { name })).toHaveCount(0)
    })
  } finally {
    platform.stop()
    stranger.stop()
  }
})

test('Showpad finds recipients, and an activity is logged once and shows on the person', async ({
  signedIn,
  demo,
}) => {
  const admin = await signedIn(userOf(demo, 'admin', 'Acme Real Estate').email)
  const { secret, base, id } = await addConnector(admin, 'showpad', { Name: unique('Content') })
  const showpadInfo = {
    subdomain: 'acme',
    username: userOf(demo, 'agent', 'Acme Real Estate').email,
    crmInstanceId: id,
  }
  const found = await postSigned(`${base}/v1/recipientsearch`, secret, { showpadInfo, query: 'elena marsh' })
  expect(found.status).toBe(200)
  const { recipients } = (await found.json()) as { recipients: { id: string; type: string }[] }
  expect(recipients).toMatchObject([{ id: elena, type: 'person' }])

  const subject = unique('Shared the spring brochure')
  const at = seconds()
  const send = () =>
    postSigned(`${base}/v1/activities`, secret, { showpadInfo, recipientIds: [elena], subject }, at)
  const answers = await Promise.all([send(), send(), send()])
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
  const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { id: string }).id))
  expect(new Set(ids).size).toBe(1)
  await admin.goto(`/people/${elena}`)
  await expect(admin.getByRole('region', { name: 'Recent activity' }).getByText(subject)).toHaveCount(1)

  const refused = async (body: unknown, key = secret, timestamp = seconds()) => {
    const response = await postSigned(`${base}/v1/recipientsearch`, key, body, timestamp)
    return [response.status, Object.keys((await response.json()) as object)]
  }
  const body = { showpadInfo, query: 'a' }
  expect(await refused(body, 'another secret')).toEqual([401, ['errorMessage']])
  expect(await refused(body, secret, seconds() - 400)).toEqual([401, ['errorMessage']])
  expect(
    await refused({ ...body, showpadInfo: { ...showpadInfo, username: 'nobody@example.test' } }),
  ).toEqual([403, ['errorMessage']])
  expect(await refused({ showpadInfo })).toEqual([422, ['errorMessage']])
  const huge = await fetch(`${base}/v1/activities`, { method: 'POST', body: 'x'.repeat(1_100_000) })
  expect(huge.status).toBe(413)
})

test('a CRM that speaks Sure Send opens the matching record, and a stranger gets a page that tells nothing', async ({
  demo,
  visitor,
  tolerated,
}) => {
  tolerated.push({ pattern: /status of 40[01]/ })
  const connector = demo.connectors.find(({ protocol }) => protocol === 'sure-send')
  const context = Buffer.from(
    JSON.stringify({
      team: { id: 't', name: 'Theirs' },
      user: { id: 'u', email: 'agent@example.test' },
      person: {
        id: elena,
        firstName: 'Elena',
        lastName: 'Marsh',
        stage: { name: 'Lead' },
        emails: [],
        phones: [],
      },
      timestamp: new Date().toISOString(),
    }),
  ).toString('base64')
  const open = (signature: string) => `${connector?.url}?${new URLSearchParams({ context, signature })}`
  const page = await visitor()
  const shown = await page.goto(open(hmac(connector?.secret ?? '', context, 'hex')))
  expect(shown?.headers()['content-security-policy']).toContain("frame-ancestors 'none'")
  await expect(page.getByRole('heading', { name: 'Elena Marsh' })).toBeVisible()
  expect((await page.context().cookies(portalOrigin)).length).toBe(0)
  const refused = await page.goto(open('0'.repeat(64)))
  expect(refused?.status()).toBe(401)
  await expect(page.getByRole('heading', { name: 'Not shown' })).toBeVisible()
  await expect(page.getByText('Elena')).toHaveCount(0)
})

test('the marketplace registers a user, and opens the contact that it encrypted', async ({
  signedIn,
  visitor,
  demo,
}) => {
  const admin = await signedIn(userOf(demo, 'admin', 'Acme Real Estate').email)
  let framed = ''
  const platform = await servePlatform(() => `<iframe title="crm" src="${framed}"></iframe>`)
  try {
    await admin.goto('/settings/connectors/new')
    await admin.getByLabel('Platform', { exact: true }).selectOption('marketplace')
    await admin.getByRole('textbox', { name: 'Allowed parent origins' }).fill(platform.origin)
    await admin.getByRole('button', { name: 'Add connector' }).click()
    const secret = await admin.getByTestId('secret').innerText()
    const template = await admin.getByRole('region', { name: 'User postback' }).locator('pre').innerText()
    await admin.getByRole('link', { name: 'I stored it, go to its endpoints' }).click()
    await expect(admin.getByRole('heading', { name: 'Endpoints' })).toBeVisible()
    const overview = admin.url()
    await admin.getByRole('link', { name: 'Locations and users' }).click()
    await expect(admin.getByText('No locations or users yet')).toBeVisible()

    const postback = template.trim().replaceAll('{{location.id}}', 'loc1').replaceAll('{{user.id}}', 'user1')
    const call = async (method: string, url = postback) => (await fetch(url, { method })).status
    expect([
      await call('POST'),
      await call('POST'),
      await call('POST', postback.replace('key=', 'key=x')),
    ]).toEqual([200, 200, 401])
    await admin.reload()
    const registrations = admin.getByRole('region', { name: 'Locations and users' })
    await expect(registrations.getByText('Registered', { exact: true })).toHaveCount(1)
    expect(await call('DELETE')).toBe(200)
    await admin.reload()
    await expect(registrations.getByText('Unregistered')).toHaveCount(1)

    const input = JSON.stringify({ location_id: 'loc1', user_id: 'user1', contact_api_id: elena })
    const base = overview.replace('/settings/connectors/', '/api/connectors/marketplace/')
    framed = `${base}/redirection?data=${encodeURIComponent(encryptAsOpenssl(input, secret))}`
    const page = await visitor()
    await page.goto(platform.origin)
    await expect(page.frameLocator('iframe').getByRole('heading', { name: 'Elena Marsh' })).toBeVisible()
  } finally {
    platform.stop()
  }
})

test('a new request appears in the log while its owner watches', async ({ signedIn, demo }) => {
  const admin = await signedIn(userOf(demo, 'admin', 'Acme Real Estate').email)
  const { secret, base, path } = await addConnector(admin, 'social-signin', { Name: unique('Watched') })
  await admin.goto(`${path}/requests`)
  const log = admin.getByRole('region', { name: 'Requests' })
  await expect(log.getByText('No requests yet')).toBeVisible()
  await log.getByLabel('Watch live').check()
  await fetch(signQuery(`${base}/search`, 'q=watched', secret))
  await expect(log.getByText('q = watched')).toBeVisible()
  await fetch(`${signQuery(`${base}/search`, 'q=second', secret)}0`)
  await expect(log.getByText('signature_mismatch')).toBeVisible()
  await expect(log.getByText('2 new')).toBeVisible()
})

test('who reads the log finds every request that was answered before', async ({ signedIn, demo }) => {
  const admin = await signedIn(userOf(demo, 'admin', 'Acme Real Estate').email)
  const { secret, base, path } = await addConnector(admin, 'social-signin', { Name: unique('Read') })
  for (let count = 0; count < 10; count += 1) {
    for (const part of ['a', 'b', 'c'])
      await fetch(signQuery(`${base}/search`, `q=read${count}${part}`, secret))
    const page = await admin.request.get(`${path}/requests`)
    expect(await page.text()).toContain(`read${count}c`)
  }
})

test('search and frame of SocialSignIn have a secret each, if wished', async ({ signedIn, demo }) => {
  const admin = await signedIn(userOf(demo, 'admin', 'Acme Real Estate').email)
  const { secret, base, path } = await addConnector(admin, 'social-signin', { Name: unique('Parted') })
  await admin.goto(`${path}/secrets`)
  const statusOf = async (path: string, query: string, key: string) =>
    (await fetch(signQuery(`${base}/${path}`, query, key))).status
  await admin.getByRole('button', { name: 'Use a separate secret for the frame' }).click()
  await admin.getByRole('combobox', { name: /^Keep accepting/ }).selectOption('0')
  await admin.getByRole('button', { name: 'Create frame secret' }).click()
  const own = await admin.getByTestId('secret').innerText()
  await admin.getByRole('button', { name: 'I stored it' }).click()
  await expect(admin.getByText('opens only the frame')).toBeVisible()
  expect(await statusOf('search', 'q=elena', secret)).toBe(200)
  expect(await statusOf('search', 'q=elena', own)).toBe(403)
  expect(await statusOf('iframe', `id=${elena}`, own)).toBe(200)
  expect(await statusOf('iframe', `id=${elena}`, secret)).toBe(403)
  await admin.goto(`${path}/test`)
  await admin.getByRole('button', { name: 'Test iframe' }).click()
  await expect(admin.getByText(/iframe answered 200/)).toBeVisible()
})

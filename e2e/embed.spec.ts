import { createHash } from 'node:crypto'
import { request as sendRequest } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { Page, Request } from '@playwright/test'
import type { PartnerActor, TeamActor } from '@/lib/auth/permissions'
import { saveEmbed } from '@/lib/domain/embed/embeds'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import type { PrismaClient } from '@/lib/server/prisma/client'
import { findInLooks, findSerious } from './axe'
import { CrmHost, expectTold, toldOf, widgetIn } from './crm-host'
import { type Demo, expect, portalOrigin, test, unique, userOf } from './fixtures'
import { createFreshTeam } from './fresh-team'
import { actorOf, hostSalesloft, startTest } from './hosted'
import type { Receiver } from './receiver'

const demoCrm = `${process.env.WIDGET_ORIGIN}/demo/crm`
const ana = { id: 'crm-9', firstName: 'Ana', lastName: 'Reyes', emails: [{ email: 'ana@home.example' }] }
const ben = { id: 'crm-10', firstName: 'Ben', lastName: 'Moss' }

/** A browser that sends no cookie to a site of another page; resolves to what it sent to the portal, once the test asks. */
async function withoutCookies(page: Page) {
  const tools = await page.context().newCDPSession(page)
  await tools.send('Network.enable')
  await tools.send('Network.setCookieControls', { enableThirdPartyCookieRestriction: true })
  const requests: Request[] = []
  page.on('request', (request) => {
    if (request.url().startsWith(portalOrigin)) requests.push(request)
  })
  return () =>
    Promise.all(
      requests.map(async (request) => {
        const { cookie = '', referer = '' } = await request.allHeaders()
        return { cookie, text: `${request.url()} ${referer}` }
      }),
    )
}

/** A team that nobody else knows, whose CRM embeds, with a way to ask for tokens as its server does. */
async function embeddingTeam(db: PrismaClient, host: CrmHost) {
  const { email, apiKey } = await createFreshTeam(db)
  const admin = (await actorOf(db, email)) as TeamActor
  const { id } = await saveEmbed(admin, { origins: [host.origin] })
  const sessions: string[] = []
  const call = (path: string, init: { method: string; body?: object }) =>
    fetch(`${portalOrigin}/api/v1/${path}`, {
      method: init.method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(init.body ? { body: JSON.stringify(init.body) } : {}),
    })
  host.embedId = id
  host.getToken = async () => {
    const user = { id: 'user-204', email: 'rob.ito@crm.example', name: 'Rob Ito' }
    const answer = await call('embed-sessions', { method: 'POST', body: { user } })
    expect(answer.status).toBe(201)
    const started = (await answer.json()) as { id: string; token: string }
    sessions.push(started.id)
    return started.token
  }
  return { admin, email, embedId: id, sessions, call }
}

/** The same with a widget on the receiver that this CRM may frame. */
async function embeddingWidget(
  { db, demo, receiver }: { db: PrismaClient; demo: Demo; receiver: Receiver },
  host: CrmHost,
) {
  const team = await embeddingTeam(db, host)
  const accounts = { partner: userOf(demo, 'owner', 'Casalytics'), admin: team }
  const name = unique('Embedded')
  receiver.ancestors = [portalOrigin, host.origin]
  const { widgetId } = await startTest(db, accounts, { name, receiver, placements: ['person', 'company'] })
  return { ...team, name, widgetId }
}

const hosts: CrmHost[] = []
async function startHost(address?: string): Promise<CrmHost> {
  const host = await CrmHost.start(address)
  hosts.push(host)
  return host
}
test.afterEach(() => {
  for (const host of hosts.splice(0)) host.stop()
})

/** What each protocol's demo widget shows once it verified the launch. */
const tabsOfDemo: [address: string, name: string, heading: RegExp][] = [
  ['#/contacts/tw-101', 'Market Pulse', /./],
  ['#/contacts/tw-101', 'Social Desk', /Susan Red/],
  ['#/contacts/tw-101', 'Payment History', /Payments of this contact/],
  ['#/contacts/tw-101', 'Outreach Kit', /How Susan Red likes to be reached/],
  ['#/companies/tw-c1', 'Outreach Kit', /How Red Harbour Logistics likes to be reached/],
  ['#/deals', 'Payment History', /Payment history/],
  ['#/deals', 'Outreach Kit', /Template library/],
  ['#/email/tw-102', 'Outreach Kit', /Templates for Frank Redford/],
  ['#/tasks/7001', 'Outreach Kit', /Call Omar Haddad/],
]

test('a foreign CRM shows every protocol’s widget in each placement, without a cookie or a token in an address', async ({
  visitor,
}) => {
  const page = await visitor()
  const readSent = await withoutCookies(page)
  await page
    .context()
    .addCookies([{ name: 'third', value: 'party', url: portalOrigin, sameSite: 'None', secure: true }])
  for (const [address, name, heading] of tabsOfDemo) {
    await page.goto(`${demoCrm}${address}`)
    await page.getByRole('tab', { name, exact: true }).click()
    await expect(widgetIn(page).getByRole('heading', { level: 1 }), `${name} at ${address}`).toHaveText(
      heading,
    )
  }
  const sent = await readSent()
  expect(sent.length).toBeGreaterThan(tabsOfDemo.length)
  expect(sent.filter(({ cookie }) => cookie !== '')).toEqual([])
  expect(sent.map(({ text }) => text).join('\n')).not.toMatch(/fg_embed_|tw-1|Susan/)
})

test('the foreign CRM shows the next contact at once, inserts a template at the cursor and ticks off a completed task', async ({
  visitor,
}) => {
  const page = await visitor()
  await page.goto(demoCrm)
  await page.getByRole('tab', { name: 'Outreach Kit' }).click()
  const heading = widgetIn(page).getByRole('heading', { level: 1 })
  await expect(heading).toHaveText(/Susan Red/)
  await page.getByRole('link', { name: /Omar Haddad/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Omar Haddad' })).toBeVisible()
  await expect(heading).toHaveText(/Omar Haddad/)
  await expect(page.getByRole('tab', { selected: true })).toHaveText('Outreach Kit')

  await page.getByRole('link', { name: 'Email', exact: true }).click()
  await page.getByRole('tab', { name: 'Outreach Kit' }).click()
  const editor = page.getByRole('textbox', { name: 'Message' })
  await editor.click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' Good morning.')
  await widgetIn(page).getByRole('button', { name: 'Insert Propose a tour' }).click()
  await expect(editor).toContainText('Dear Susan, Good morning.')
  await expect(editor).toContainText('It takes about an hour')

  await page.getByRole('link', { name: 'Tasks', exact: true }).click()
  await page.getByRole('tab', { name: 'Outreach Kit' }).click()
  const tick = page.getByRole('checkbox', { name: 'Done' })
  await expect(tick).not.toBeChecked()
  await widgetIn(page).getByRole('button', { name: 'Complete step' }).click()
  await expect(tick).toBeChecked()
})

test('each of Salesloft’s slots opens on a third site, and only the two that may speak are heard', async ({
  db,
  demo,
  slots,
  visitor,
}) => {
  const host = await startHost()
  const team = await embeddingTeam(db, host)
  const partner = (await actorOf(db, userOf(demo, 'owner', 'Casalytics').email)) as PartnerActor
  const page = await visitor()
  const origin = slots.origin
  slots.page = ({ data }) => ({
    body: '',
    script: `for (const said of [{ event: 'insertHtml', html: '<p onclick="x()">Two homes</p>' }, { event: 'completedAction', actionId: 77 }])
      parent.postMessage({ ...said, nonce: ${JSON.stringify(data.nonce)} }, '*')`,
  })
  const placements: Placement[] = ['person', 'company', 'full_page', 'email_editor', 'custom_action']
  for (const placement of placements) {
    const { widgetId, secret } = await hostSalesloft(
      { partner, admin: team.admin },
      { name: unique('Slot'), origin, placement },
    )
    slots.secret = secret
    const record = placement === 'company' ? { id: 'crm-co-1', name: 'Reyes & Sons' } : ana
    await page.goto(
      host.path({ placement, record, ...(placement === 'custom_action' ? { actionId: 77 } : {}) }),
    )
    await expect(widgetIn(page).getByRole('heading', { name: 'Opened' }), placement).toBeVisible()
    const heard = { email_editor: 'insert-html', custom_action: 'completed-action' }[placement as string]
    if (heard) await expectTold(page, heard)
    await expectTold(page, 'shown')
    const others = (await toldOf(page)).filter(({ name }) => name !== 'shown')
    expect(others.map(({ name, html, actionId }) => ({ name, html, actionId }))).toEqual(
      placement === 'email_editor'
        ? [{ name: 'insert-html', html: '<p>Two homes</p>' }]
        : placement === 'custom_action'
          ? [{ name: 'completed-action', actionId: 77 }]
          : [],
    )
    const events = await db.auditEvent.count({
      where: { subjectId: widgetId, action: { startsWith: 'launch.' } },
    })
    expect(events, placement).toBe(heard ? 1 : 0)
  }
  const opened = slots.launches.filter(({ data }) => data.user_guid === 'user-204')
  expect(opened).toHaveLength(placements.length)
})

test('a session that expired or was ended is replaced without a word, and one that is refused is told', async ({
  db,
  demo,
  receiver,
  visitor,
  tolerated,
}) => {
  tolerated.push({ pattern: /status of 40[13]/ })
  const host = await startHost()
  const team = await embeddingWidget({ db, demo, receiver }, host)
  const page = await visitor()
  await page.goto(host.path({ record: ana }))
  await expectTold(page, 'shown')
  await expect(widgetIn(page).locator('#name')).toHaveText('Ana Reyes')

  // As if its time had passed.
  await db.embedSession.updateMany({
    where: { embedId: team.embedId },
    data: { expiresAt: new Date('2026-01-01T00:00:00Z') },
  })
  await showRecord(page, ben)
  await expectTold(page, 'shown', 2)
  await expect(widgetIn(page).locator('#name')).toHaveText('Ben Moss')
  expect(team.sessions).toHaveLength(2)

  const ended = await team.call(`embed-sessions/${team.sessions.at(-1)}`, { method: 'DELETE' })
  expect(ended.status).toBe(200)
  await showRecord(page, ana)
  await expectTold(page, 'shown', 3)
  expect(team.sessions).toHaveLength(3)

  host.getToken = async () => ''
  await team.call(`embed-sessions/${team.sessions.at(-1)}`, { method: 'DELETE' })
  await showRecord(page, ben)
  await expectTold(page, 'failed')
  expect((await toldOf(page)).at(-1)).toMatchObject({ reason: 'no_token', detail: /You are signed out/ })
  await expect(page.getByRole('alert')).toContainText('You are signed out.')
})

test('a page of another origin gets no frame, and a token that it got hold of opens nothing', async ({
  db,
  demo,
  receiver,
  visitor,
  tolerated,
}) => {
  tolerated.push({
    pattern: /frame-ancestors|Framing|Refused|CORS|ERR_FAILED|ERR_BLOCKED|Content Security Policy/,
  })
  const [host, evil] = [await startHost(), await startHost('127.0.0.3')]
  const { embedId, widgetId } = await embeddingWidget({ db, demo, receiver }, host)
  Object.assign(evil, { embedId, getToken: host.getToken })
  const page = await visitor()
  await page.goto(evil.path({ record: ana }))
  await expectTold(page, 'failed')
  expect(await toldOf(page)).toMatchObject([{ reason: 'frame_refused' }])
  await expect(page.getByRole('alert')).toContainText(`${evil.origin} is an allowed origin`)

  const token = await host.getToken()
  const launch = JSON.stringify({ widgetId, placement: 'person', person: ana })
  for (const claimed of [host.origin, evil.origin]) {
    const headers = { authorization: `Bearer ${token}`, 'x-embed-host': claimed, origin: evil.origin }
    const listed = await fetch(`${portalOrigin}/api/embed/tabs?placement=person`, { headers })
    expect([listed.status, listed.headers.get('access-control-allow-origin')]).toEqual([403, null])
    const posted = await fetch(`${portalOrigin}/frames/embed/${embedId}/stage`, {
      method: 'POST',
      headers: { origin: evil.origin },
      body: new URLSearchParams({ token, host: claimed, launch }),
    })
    expect(posted.status).toBe(403)
  }
  // What is not a browser, and says that it is the portal's own frame in that page.
  const forged = await fetch(`${portalOrigin}/frames/embed/${embedId}/stage`, {
    method: 'POST',
    headers: { origin: portalOrigin },
    body: new URLSearchParams({ token, host: evil.origin, launch }),
  })
  expect(forged.status).toBe(401)
  expect(await db.launch.count({ where: { widgetId, hostUserId: { not: null } } })).toBe(0)
})

test('two embeds in one page show their own records and don’t hear each other', async ({
  db,
  demo,
  receiver,
  visitor,
}) => {
  const host = await startHost()
  const { name } = await embeddingWidget({ db, demo, receiver }, host)
  const page = await visitor()
  await page.goto(
    host.path({ record: ana }, { placement: 'company', record: { id: 'crm-co-1', name: 'Reyes & Sons' } }),
  )
  await expectTold(page, 'shown', 2)
  await expect(widgetIn(page, '#tabs-0').locator('#name')).toHaveText('Ana Reyes')
  await expect(widgetIn(page, '#tabs-1').locator('#name')).toHaveText('Reyes & Sons')
  await showRecord(page, ben)
  await expectTold(page, 'shown', 3)
  expect((await toldOf(page)).map(({ id }) => id).sort()).toEqual(['tabs-0', 'tabs-0', 'tabs-1'])
  await expect(widgetIn(page, '#tabs-1').locator('#name')).toHaveText('Reyes & Sons')
  await expect(page.getByRole('tab', { name })).toHaveCount(2)
})

test('records and tabs leave no entry in the history, and going back shows the page’s tabs again', async ({
  db,
  demo,
  receiver,
  visitor,
}) => {
  const host = await startHost()
  await embeddingWidget({ db, demo, receiver }, host)
  const page = await visitor()
  await page.goto(host.path({ record: ana }))
  await expectTold(page, 'shown')
  const entries = await page.evaluate(() => history.length)
  await showRecord(page, ben)
  await expectTold(page, 'shown', 2)
  await showRecord(page, ana)
  await expectTold(page, 'shown', 3)
  expect(await page.evaluate(() => history.length)).toBe(entries)
  await page.goto(host.path({ record: ben }))
  await expectTold(page, 'shown')
  await page.goBack()
  await expect(widgetIn(page).locator('#name')).toHaveText('Ana Reyes')
  await page.goForward()
  await expect(widgetIn(page).locator('#name')).toHaveText('Ben Moss')
})

test('another team’s record is the same 404 as none', async ({ db, demo, receiver, visitor, tolerated }) => {
  tolerated.push({ pattern: /status of 404/ })
  const host = await startHost()
  await embeddingWidget({ db, demo, receiver }, host)
  const { id: theirs } = await db.person.findFirstOrThrow({ where: { team: { name: 'Acme Real Estate' } } })
  const page = await visitor()
  const refusalOf = async (recordId: string) => {
    await page.goto(host.path({ recordId }))
    await expectTold(page, 'failed')
    const [{ reason, detail } = {}] = await toldOf(page)
    return { reason, detail }
  }
  const refused = await refusalOf(theirs)
  expect(refused.reason).toBe('not_found')
  expect(await refusalOf('00000000-0000-4000-8000-000000000000')).toEqual(refused)
  expect(receiver.launches).toEqual([])
})

test('a widget that only the portal may frame says what its server has to send', async ({
  db,
  demo,
  receiver,
  visitor,
  tolerated,
}) => {
  tolerated.push({ pattern: /frame-ancestors|Framing|Refused/ })
  const host = await startHost()
  await embeddingWidget({ db, demo, receiver }, host)
  receiver.ancestors = [portalOrigin]
  const page = await visitor()
  await page.goto(host.path({ record: ana }))
  await expectTold(page, 'failed')
  const last = (await toldOf(page)).at(-1)
  expect(last).toMatchObject({ name: 'failed', reason: 'refused_framing' })
  expect(last?.detail).toContain(host.origin)
})

test('the foreign CRM is usable by keyboard alone, and passes axe, the shadow root too, at 1440 and 390 px, light and dark', async ({
  visitor,
}) => {
  test.setTimeout(240_000)
  const page = await visitor()
  const findings: string[] = []
  for (const address of [
    '#/contacts/tw-101',
    '#/companies/tw-c2',
    '#/deals',
    '#/email/tw-101',
    '#/tasks/7001',
  ]) {
    await page.goto(`${demoCrm}${address}`)
    await expect(page.getByRole('tab').first()).toBeVisible()
    findings.push(...(await findInLooks(page, address)))
  }
  expect(findings).toEqual([])

  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`${demoCrm}#/contacts/tw-101`)
  const kit = page.getByRole('tab', { name: 'Outreach Kit' })
  await expect(kit).toBeVisible()
  await page.getByRole('link', { name: /Grace Moore/ }).focus()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('tab', { selected: true })).toBeFocused()
  for (let steps = 0; steps < 20 && !(await kit.evaluate((tab) => tab.matches(':focus'))); steps += 1)
    await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(kit).toHaveAttribute('aria-selected', 'true')
  await expect(widgetIn(page).getByRole('heading', { level: 1 })).toHaveText(/Susan Red/)
  await expect(kit).toBeFocused()
})

test('an admin sees the tabs on the portal’s test page by the same script, and nobody else can frame it like that', async ({
  db,
  demo,
  receiver,
  signedIn,
}) => {
  const host = await startHost()
  const { email, name, embedId } = await embeddingWidget({ db, demo, receiver }, host)
  const page = await signedIn(email)
  await page.goto('/settings/embedding')
  await page.getByRole('link', { name: 'Open test page' }).click()
  await expect(page.getByRole('tab', { name })).toBeVisible()
  await expect(widgetIn(page).locator('#name')).toHaveText('Elena Example')
  await expect(page.getByText(/^shown \{/)).toBeVisible()
  await page.getByLabel('Placement').selectOption('company')
  await expect(widgetIn(page).locator('#name')).toHaveText('Example Ltd')
  expect(await findInLooks(page, 'the test page')).toEqual([])
  // The portal's theme is the member's choice, whatever the system's is.
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.evaluate(() => localStorage.setItem('theme', 'dark'))
  await page.reload()
  await expect(page.getByRole('tab', { name })).toBeVisible()
  expect(await findSerious(page, 'colours')).toEqual([])

  const framed = async (headers: Record<string, string>) => {
    const answer = await fetch(`${portalOrigin}/frames/embed/${embedId}`, { headers })
    return /frame-ancestors ([^;]*)/.exec(answer.headers.get('content-security-policy') ?? '')?.[1]
  }
  const cookie = (await page.context().cookies()).map((one) => `${one.name}=${one.value}`).join('; ')
  expect(await framed({ cookie, 'sec-fetch-site': 'same-origin' })).toBe(portalOrigin)
  expect(await framed({ cookie, 'sec-fetch-site': 'cross-site' })).toBe(host.origin)
  expect(await framed({ cookie, 'sec-fetch-site': 'same-site' })).toBe(host.origin)
  expect(await framed({ 'sec-fetch-site': 'same-origin' })).toBe(host.origin)
})

test('the scripts come compressed and open to every page, and a pinned one is the same for ever and has its hash', async ({
  db,
  demo,
  receiver,
  signedIn,
  visitor,
}) => {
  const host = await startHost()
  const team = await embeddingWidget({ db, demo, receiver }, host)
  const settings = await signedIn(team.email)
  await settings.goto('/settings/embedding')
  const tag = await settings.locator('code', { hasText: 'integrity=' }).innerText()
  const [, address = '', integrity = ''] = /src="([^"]+)" integrity="([^"]+)"/.exec(tag) ?? []
  expect(address).toMatch(/\/embed\/v1\.[0-9a-f]{16}\.js$/)

  const plain = await download(address)
  expect(integrity).toBe(`sha384-${createHash('sha384').update(plain.body).digest('base64')}`)
  expect(plain.headers).toMatchObject({
    'access-control-allow-origin': '*',
    'cache-control': 'public, max-age=31536000, immutable',
    'content-type': 'text/javascript; charset=utf-8',
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'nosniff',
  })
  expect(plain.headers['content-security-policy']).toBeUndefined()
  const [br, gz] = [await download(address, 'br'), await download(address, 'gzip')]
  expect([br.headers['content-encoding'], gz.headers['content-encoding']]).toEqual(['br', 'gzip'])
  expect(brotliDecompressSync(br.body)).toEqual(plain.body)
  expect(gunzipSync(gz.body)).toEqual(plain.body)
  expect(Math.max(br.body.length, gz.body.length)).toBeLessThan(12_000)
  const current = await download(`${portalOrigin}/embed/v1.js`)
  expect(current.body).toEqual(plain.body)
  expect(current.headers['cache-control']).toMatch(/^public, max-age=3600,/)
  expect((await download(`${portalOrigin}/embed/v1.mjs`)).headers['content-type']).toMatch(
    /^text\/javascript/,
  )
  const types = await download(`${portalOrigin}/embed/v1.d.mts`)
  expect(types.headers['content-type']).toMatch(/^text\/plain/)
  expect(types.body.toString()).toContain('export declare class FramegateTabs')
  expect((await fetch(`${portalOrigin}/embed/v1.0123456789abcdef.js`)).status).toBe(404)
  expect((await fetch(address, { method: 'POST' })).status).toBe(405)

  // An earlier version's, which only the database has.
  const earlier = 'document.title = "earlier"'
  await db.embedScript.create({
    data: { name: 'v1.00000000000e2e00.js', content: earlier, createdAt: new Date() },
  })
  const kept = await download(`${portalOrigin}/embed/v1.00000000000e2e00.js`)
  expect(kept.body.toString()).toBe(earlier)
  expect(kept.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(kept.headers['access-control-allow-origin']).toBe('*')

  host.script = tag
  const page = await visitor()
  await page.goto(host.path({ record: ana }))
  await expectTold(page, 'shown')
})

/** The bytes as they are on their way. */
function download(address: string, coding = 'identity') {
  return new Promise<{ headers: NodeJS.Dict<string | string[]>; body: Buffer }>((settle, fail) => {
    const request = sendRequest(address, { headers: { 'accept-encoding': coding } }, async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      settle({ headers: response.headers, body: Buffer.concat(chunks) })
    })
    request.once('error', fail).end()
  })
}

/** The first element shows another record. */
async function showRecord(page: Page, record: object): Promise<void> {
  await page.locator('#tabs-0').evaluate((tabs, next) => Object.assign(tabs, { record: next }), record)
}

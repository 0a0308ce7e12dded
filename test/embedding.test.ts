import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { POST as destination } from '@/app/api/embed/launches/[launchId]/destination/route'
import { POST as messages } from '@/app/api/embed/launches/[launchId]/messages/route'
import { POST as outcome } from '@/app/api/embed/launches/[launchId]/outcome/route'
import { GET as probe } from '@/app/api/embed/launches/[launchId]/probe/route'
import { POST as refresh } from '@/app/api/embed/launches/route'
import { GET as session } from '@/app/api/embed/session/route'
import { GET as tabs } from '@/app/api/embed/tabs/route'
import { GET as frame } from '@/app/frames/embed/[embedId]/route'
import { POST as stage } from '@/app/frames/embed/[embedId]/stage/route'
import type { TeamActor } from '@/lib/auth/permissions'
import { createEmbedSessionBody } from '@/lib/domain/embed/embed.schema'
import { saveEmbed } from '@/lib/domain/embed/embeds'
import { createEmbedSession, listEmbedSessions, revokeEmbedSession } from '@/lib/domain/embed/sessions'
import { verifySalesloft } from '@/lib/protocols/salesloft'
import { db } from '@/lib/server/db'
import { embedFileHeaders } from '@/lib/server/embed-files.mjs'
import { env } from '@/lib/server/env'
import { findChromium } from '@/lib/server/find-chromium'
import { buildStages } from '@/scripts/build/stages.mjs'
import {
  approvedWidget,
  createPartner,
  createTeam,
  salesloftFields,
  setInstallationSecret,
  switchOn,
} from '@/test/factories'
import { PartnerServer, type ReceivedCall } from '@/test/partner-server'
import { setEnv } from '@/test/settings'

// The script of embedding pages in a real Chromium: a page of a CRM on another site than the portal, under a strict policy.

const executablePath = await findChromium(env().CHROMIUM_PATH)
const scripts = mkdtempSync(join(tmpdir(), 'framegate-embedding-'))

const routes: [path: RegExp, handler: unknown][] = [
  [/^\/frames\/embed\/(?<embedId>[^/]+)$/, frame],
  [/^\/frames\/embed\/(?<embedId>[^/]+)\/stage$/, stage],
  [/^\/api\/embed\/session$/, session],
  [/^\/api\/embed\/tabs$/, tabs],
  [/^\/api\/embed\/launches$/, refresh],
  [/^\/api\/embed\/launches\/(?<launchId>[^/]+)\/destination$/, destination],
  [/^\/api\/embed\/launches\/(?<launchId>[^/]+)\/probe$/, probe],
  [/^\/api\/embed\/launches\/(?<launchId>[^/]+)\/outcome$/, outcome],
  [/^\/api\/embed\/launches\/(?<launchId>[^/]+)\/messages$/, messages],
]
type Route = (request: Request, segment: { params: Promise<unknown> }) => Promise<Response>

/** The portal's own handlers and scripts. */
async function answerAsPortal({ method, url, headers, body }: ReceivedCall, response: ServerResponse) {
  const { pathname } = new URL(url, env().PORTAL_ORIGIN)
  if (/\.m?js$/.test(pathname)) {
    const open = embedFileHeaders(pathname.replace(/^\/(embed|widget)\//, ''))
    response.writeHead(200, { 'content-type': 'text/javascript', ...open })
    response.end(readFileSync(join(scripts, pathname)))
    return
  }
  const [path, handler] = routes.find(([known]) => known.test(pathname)) ?? []
  if (!path) {
    response.writeHead(404).end()
    return
  }
  const request = new Request(new URL(url, env().PORTAL_ORIGIN), {
    method,
    headers: headers as Record<string, string>,
    ...(method === 'POST' ? { body } : {}),
  })
  const params = Promise.resolve({ ...path.exec(pathname)?.groups })
  const answer = await (handler as Route)(request, { params })
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  response.end(Buffer.from(await answer.arrayBuffer()))
}

/** A partner's server, whose Salesloft frames send the message of their slot. */
function answerAsWidget(secretOf: () => string) {
  return async ({ method, url, body }: ReceivedCall, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/html' })
    if (method !== 'POST') {
      response.end(url.startsWith('/wired') ? wiredPage() : '<h1>Prices</h1>')
      return
    }
    const { data } = await verifySalesloft({
      body: Buffer.from(body),
      secrets: [secretOf()],
      now: new Date(),
    })
    const said = url.startsWith('/action')
      ? { event: 'completedAction', nonce: data.nonce, actionId: 77 }
      : { event: 'insertHtml', nonce: data.nonce, html: '<p onclick="x()">Two homes</p>' }
    response.end(`<h1>Homes</h1><script>parent.postMessage(${JSON.stringify(said)}, '*')</script>`)
  }
}

/** A widget that speaks with its host, whose page the test drives. */
const wiredPage = () => `<h1>Wired</h1><p id="host"></p><script type="module">
import { connect } from '${env().PORTAL_ORIGIN}/widget/v1.mjs'
const host = (window.host = await connect({ origins: ['${env().PORTAL_ORIGIN}'] }))
const show = () => { document.querySelector('#host').textContent = JSON.stringify(host) }
show()
host.onChange(show)
</script>`

/** A CRM of somebody else, whose page under a strict policy has one element, and keeps what it is told. */
function answerAsCrm(about: () => { admin: TeamActor; embedId: string }) {
  return async ({ url }: ReceivedCall, response: ServerResponse) => {
    const portal = env().PORTAL_ORIGIN
    const { pathname, searchParams } = new URL(url, portal)
    if (pathname === '/token') {
      const user = { id: 'user-204', email: 'rob.ito@crm.example', name: 'Rob Ito' }
      const { token } = await createEmbedSession(about().admin, createEmbedSessionBody.parse({ user }))
      response.end(token)
    } else if (pathname === '/crm.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(crmScript)
    } else {
      const policy = `default-src 'none'; script-src 'self' ${portal}; frame-src ${searchParams.has('blocked') ? "'none'" : portal}; connect-src 'self'`
      response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy })
      response.end(`<!doctype html><title>CRM</title>
<framegate-tabs embed-id="${about().embedId}" placement="${searchParams.get('placement') ?? 'person'}" portal="${portal}"></framegate-tabs><ol id="told"></ol>
<script src="/crm.js"></script><script type="module" src="${portal}/embed/v1.mjs"></script>`)
    }
  }
}

const crmScript = `
const tabs = document.querySelector('framegate-tabs')
tabs.getToken = async () => (await fetch('/token')).text()
tabs.record = { id: 'crm-9', firstName: 'Ana', lastName: 'Reyes' }
tabs.actionId = 77
for (const name of ['shown', 'failed', 'insert-html', 'completed-action', 'message-refused', 'navigate', 'resize', 'notice', 'state'])
  tabs.addEventListener(name, ({ detail }) => {
    const item = document.createElement('li')
    item.dataset.name = name
    item.textContent = JSON.stringify({ name, ...detail })
    document.querySelector('#told').append(item)
  })
`

type Told = { name: string; reason?: string; detail?: string; html?: string; actionId?: number }

const toldOf = async (page: Page): Promise<Told[]> =>
  (await page.locator('#told li').allTextContents()).map((text) => JSON.parse(text))

/** Waits until the page was told of so many of these. */
async function hear(page: Page, name: string, count = 1): Promise<void> {
  await page
    .locator(`#told li[data-name=${name}]`)
    .nth(count - 1)
    .waitFor()
}

describe.skipIf(!executablePath)('tabs in a page of another CRM', () => {
  const servers: PartnerServer[] = []
  let browser: Browser
  let portal: PartnerServer
  let crm: PartnerServer
  let stranger: PartnerServer
  let admin: TeamActor
  let embedId = ''
  let salesloft = ''

  const start = async (...[answer]: Parameters<typeof PartnerServer.start>) => {
    const server = await PartnerServer.start(answer)
    servers.push(server)
    return server
  }
  const open = async (server: PartnerServer, path = '/') => {
    const page = await browser.newPage()
    page.setDefaultTimeout(20_000)
    await page.goto(`${server.origin}${path}`)
    return page
  }

  beforeAll(async () => {
    await buildStages(scripts)
    portal = await start(answerAsPortal)
    // On another site than the CRM and the widget.
    const origin = portal.origin.replace('127.0.0.1', 'localhost')
    setEnv({ PORTAL_ORIGIN: origin, ALLOW_LOOPBACK_WIDGETS: '1', OUTBOUND_ALLOW_LOOPBACK: '1' })
    let secret = ''
    const widget = await start(answerAsWidget(() => secret))
    const team = await createTeam()
    admin = team.admin
    crm = await start(answerAsCrm(() => ({ admin, embedId })))
    stranger = await start(answerAsCrm(() => ({ admin, embedId })))
    embedId = (await saveEmbed(admin, { origins: [crm.origin] })).id
    const { owner } = await createPartner()
    const prices = await approvedWidget(owner, { name: 'Prices', url: `${widget.origin}/prices` })
    await switchOn(admin, prices.widgetId)
    const homes = await approvedWidget(owner, {
      ...salesloftFields,
      name: 'Homes',
      personUrl: `${widget.origin}/person`,
      companyUrl: `${widget.origin}/company`,
      fullPageUrl: `${widget.origin}/page`,
      emailEditorUrl: `${widget.origin}/email`,
      customActionUrl: `${widget.origin}/action`,
      authRedirectUrl: `${widget.origin}/auth`,
      redirectUris: `${widget.origin}/callback`,
    })
    salesloft = homes.widgetId
    secret = await setInstallationSecret(admin, homes.widgetId)
    const wired = await approvedWidget(owner, {
      name: 'Wired',
      url: `${widget.origin}/wired`,
      placements: ['company'],
    })
    await switchOn(admin, wired.widgetId, 'company')
    for (const placement of ['person', 'email_editor', 'custom_action'] as const)
      await switchOn(admin, homes.widgetId, placement)
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: [
        '--disable-features=LocalNetworkAccessChecks',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    })
  })
  afterAll(async () => {
    await browser?.close()
    for (const server of servers) server.stop()
    rmSync(scripts, { recursive: true, force: true })
  })

  test('show the widget of each tab, by keyboard too, without an address that has a token or a record', async () => {
    const page = await open(crm)
    await hear(page, 'shown')
    const widget = page
      .frameLocator('framegate-tabs iframe')
      .frameLocator('iframe[name=stage]')
      .frameLocator('#widget')
    await widget.getByRole('heading', { name: 'Prices' }).waitFor()
    await page.getByRole('tab', { name: 'Prices' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await hear(page, 'shown', 2)
    await widget.getByRole('heading', { name: 'Homes' }).waitFor()
    expect(await page.getByRole('tab', { selected: true }).textContent()).toBe('Homes')
    expect(await page.evaluate<number>('history.length')).toBe(2)
    const addresses = portal.calls.map(({ url, headers }) => `${url} ${headers.referer ?? ''}`).join('\n')
    expect(addresses).not.toMatch(/fg_embed_|crm-9|Reyes/)
    expect(portal.calls.filter(({ headers }) => headers.cookie)).toEqual([])
    await page.close()
  })

  test('open the tab that the page names, whenever it does, and show it as selected', async () => {
    const page = await open(crm)
    await hear(page, 'shown')
    const selected = () => page.getByRole('tab', { selected: true }).textContent()
    expect(await selected()).toBe('Prices')
    await page.evaluate(`tabs.widgetId = '${salesloft}'`)
    await hear(page, 'shown', 2)
    expect(await selected()).toBe('Homes')
    expect(await page.getByRole('tab', { name: 'Homes' }).getAttribute('tabindex')).toBe('0')
    // One that is not there is none.
    await page.evaluate(`tabs.widgetId = 'wgt_gone'`)
    await hear(page, 'shown', 3)
    expect([await selected(), await page.evaluate('tabs.state')]).toEqual(['Prices', ''])
    await page.close()
  })

  test('go on with the next token when a session was ended', async () => {
    const page = await open(crm)
    await hear(page, 'shown')
    const { sessions } = await listEmbedSessions(admin)
    for (const { id: sessionId } of sessions) await revokeEmbedSession(admin, { sessionId })
    await page.evaluate(
      `tabs.record = { id: 'crm-10', firstName: 'Ben', lastName: 'Moss', emails: [{ email: 'ben@home.example' }] }`,
    )
    await hear(page, 'shown', 2)
    expect((await toldOf(page)).map(({ name }) => name)).toEqual(['shown', 'shown'])
    await page.close()
  })

  test('hand the page what an email’s and a step’s widget says, after the portal’s own checks', async () => {
    const email = await open(crm, '/?placement=email_editor')
    await hear(email, 'insert-html')
    expect(await toldOf(email)).toContainEqual({
      name: 'insert-html',
      widgetId: salesloft,
      html: '<p>Two homes</p>',
    })
    const action = await open(crm, '/?placement=custom_action')
    await hear(action, 'completed-action')
    expect(await toldOf(action)).toContainEqual({
      name: 'completed-action',
      widgetId: salesloft,
      actionId: 77,
    })
    const events = await db().auditEvent.findMany({
      where: { subjectId: salesloft, action: { startsWith: 'launch.' } },
      select: { actorName: true },
    })
    expect(events).toEqual([{ actorName: 'Rob Ito' }, { actorName: 'Rob Ito' }])
    await email.close()
    await action.close()
  })

  test('give a widget that speaks with its host the page’s look, and the page what the widget asks for', async () => {
    const page = await open(crm, '/?placement=company')
    await page.evaluate(`Object.assign(tabs, {
      theme: 'dark', locale: 'pt-BR', state: 'range=7d', record: { id: 'crm-co-1', name: 'Harbour & Sons' } })`)
    const widget = page
      .frameLocator('framegate-tabs iframe')
      .frameLocator('iframe[name=stage]')
      .frameLocator('#widget')
    await widget.locator('#host').getByText('"theme":"dark"').waitFor()
    expect(JSON.parse((await widget.locator('#host').textContent()) ?? '')).toMatchObject({
      version: 1,
      placement: 'company',
      protocol: 'sure-send',
      theme: 'dark',
      locale: 'pt-BR',
      state: 'range=7d',
    })
    await page.evaluate(`tabs.theme = 'light'`)
    await widget.locator('#host').getByText('"theme":"light"').waitFor()

    const frame = page.frames().find((one) => one.url().includes('/wired'))
    const ask = (asked: string) => frame?.evaluate<unknown>(`host.${asked}`)
    await ask('resize(640)')
    await hear(page, 'resize')
    expect(await page.locator('framegate-tabs [part=panel]').boundingBox()).toMatchObject({ height: 640 })
    await ask(`notify('Saved <b>')`)
    await page.locator('framegate-tabs [part=notice]').getByText('Saved <b>').waitFor()
    await ask(`setState('range=30d')`)
    await hear(page, 'state')
    // Only what its user did leads away.
    await widget.getByRole('heading', { name: 'Wired' }).click()
    await ask(`navigate({ person: 'crm-9' })`)
    await hear(page, 'navigate')
    const told = (await toldOf(page)).filter(({ name }) => name !== 'shown')
    expect(told.map(({ name, ...detail }) => [name, detail])).toMatchObject([
      ['resize', { height: 640 }],
      ['notice', { text: 'Saved <b>' }],
      ['state', { state: 'range=30d' }],
      ['navigate', { kind: 'person', id: 'crm-9', isStored: false }],
    ])
    expect(await page.evaluate('tabs.state')).toBe('range=30d')
    const launch = await ask('refresh()')
    expect(launch).toMatchObject({ method: 'GET', url: expect.stringContaining('/wired?'), body: null })
    const addresses = portal.calls.map(({ url, headers }) => `${url} ${headers.referer ?? ''}`).join('\n')
    expect(addresses).not.toMatch(/fg_embed_|crm-co-1|Harbour/)
    await page.close()
  })

  test('are nowhere but on the allowed origin, and the page says why', async () => {
    const calls = portal.calls.filter(({ url }) => url.startsWith('/api/embed/')).length
    const page = await open(stranger)
    await hear(page, 'failed')
    expect(await toldOf(page)).toMatchObject([{ reason: 'frame_refused' }])
    const alert = await page.getByRole('alert').textContent()
    expect(alert).toContain(stranger.origin)
    expect(portal.calls.filter(({ url }) => url.startsWith('/api/embed/')).length).toBe(calls)
    await page.close()
  })

  test('name what a page’s policy lacks', async () => {
    const page = await open(crm, '/?blocked')
    await hear(page, 'failed')
    expect((await toldOf(page))[0]).toMatchObject({ reason: 'frame_blocked' })
    expect(await page.getByRole('alert').textContent()).toContain(`frame-src ${env().PORTAL_ORIGIN}`)
    await page.close()
  })
})

import { readFileSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserContext } from '@playwright/test'
import type { MemberActor, PartnerActor, TeamActor } from '../../lib/auth/permissions'
import { SetupError } from '../bootstrap/setup-error'
import { requireChromium } from '../test/chromium'
import { addApprovedWidget } from './approved-widget'
import { type Figure, median } from './figure'
import { type BenchPortal, liftLimits } from './portal'

const rounds = 30
const warmUpRounds = 5
const paintMsMax = 10_000

const company = { id: 'crm-1', name: 'Bench & Sons' }
const user = { id: 'user-1', email: 'bench@crm.example' }

/**
 * From the beginning of a CRM's page to the first paint of a widget in it: by the element, and by a frame whose address the CRM's server asks
 * of the JSON API. Both pages ask their server once; CRM, portal and widget are on three sites.
 */
export async function measureEmbed(portal: BenchPortal): Promise<Figure[]> {
  const { server, origin } = await serveCrm(portal)
  const executablePath = await requireChromium(console.log)
  const { chromium } = await import('@playwright/test')
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-features=LocalNetworkAccessChecks'],
  })
  try {
    await liftLimits()
    const context = await browser.newContext()
    const times: Record<'element' | 'hand', number[]> = { element: [], hand: [] }
    for (let round = -warmUpRounds; round < rounds; round += 1) {
      for (const way of ['element', 'hand'] as const) {
        const ms = await timeOfPaint(context, `${origin}/${way}`)
        if (round >= 0) times[way].push(ms)
      }
    }
    const [element, hand] = [median(times.element), median(times.hand)]
    const size = (ending: string) => readFileSync(`public/embed/v1.js${ending}`).length / 1000
    return [
      {
        what: `Widget’s first paint by the element against a frame by hand, medians of ${rounds}`,
        value: `${(element / hand).toFixed(2)} × (${element.toFixed(0)} ms against ${hand.toFixed(0)} ms)`,
        aim: 'under 1.3 ×',
      },
      {
        what: 'The embedding script compressed',
        value: `${size('.br').toFixed(1)} kB by Brotli, ${size('.gz').toFixed(1)} kB by gzip`,
        aim: 'at most 12 kB',
      },
    ]
  } finally {
    await browser.close()
    server.closeAllConnections()
    server.close()
  }
}

async function timeOfPaint(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage()
  page.setDefaultTimeout(paintMsMax)
  try {
    const opened = page.waitForEvent('framenavigated', {
      predicate: (frame) => new URL(frame.url()).pathname === '/widget',
    })
    await page.goto(url)
    const widget = await opened
    const paint = await widget.waitForFunction(() => {
      const [entry] = performance.getEntriesByName('first-contentful-paint')
      return entry && performance.timeOrigin + entry.startTime
    })
    return Number(await paint.jsonValue()) - (await page.evaluate(() => Reflect.get(window, 'startedAt')))
  } finally {
    await page.close()
  }
}

/** A CRM and a partner on one server under two hosts, and the partner's widget as the only tab of a company. */
async function serveCrm(portal: BenchPortal): Promise<{ server: Server; origin: string }> {
  const server = createServer()
  await new Promise<void>((settle) => server.listen(0, settle))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.2:${port}`
  const { widgetId, embedId } = await registerWidget(`http://127.0.0.3:${port}`, origin)
  server.on('request', ({ url = '/' }, response) => void answer(response, url))
  return { server, origin }

  async function answer(response: ServerResponse, url: string): Promise<void> {
    const html = (body: string) =>
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(
          `<!doctype html><title>CRM</title><script>window.startedAt = performance.timeOrigin + performance.now()</script>${body}`,
        )
    if (url === '/element')
      html(`<script src="${portal.origin}/embed/v1.js" async></script>
<framegate-tabs portal="${portal.origin}" embed-id="${embedId}" placement="company"></framegate-tabs>
<script>const tabs = document.querySelector('framegate-tabs')
tabs.getToken = async () => (await fetch('/token')).text()
tabs.record = ${JSON.stringify(company)}</script>`)
    else if (url === '/hand')
      html(`<iframe width="800" height="400"></iframe>
<script>fetch('/launch').then((answer) => answer.text()).then((url) => { document.querySelector('iframe').src = url })</script>`)
    else if (url.startsWith('/widget'))
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<!doctype html><title>Widget</title><h1>A widget</h1>')
    else if (url === '/token') response.end((await call('embed-sessions', { user })).token)
    else if (url === '/launch')
      response.end((await call('launches', { widgetId, placement: 'company', user, company })).url)
    else response.writeHead(204).end()
  }

  async function call(path: string, body: object): Promise<Record<string, string>> {
    const headers = { authorization: `Bearer ${portal.apiKey}`, 'content-type': 'application/json' }
    const answered = await fetch(`${portal.origin}/api/v1/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    return (await answered.json()) as Record<string, string>
  }
}

async function registerWidget(
  origin: string,
  crmOrigin: string,
): Promise<{ widgetId: string; embedId: string }> {
  const [{ listDemoMembers }, { switchPlacement }, { listTabs }, { saveEmbed }] = await Promise.all([
    import('../../demo/organisations'),
    import('../../lib/domain/installations/installations'),
    import('../../lib/domain/installations/tabs'),
    import('../../lib/domain/embed/embeds'),
  ])
  const members = await listDemoMembers()
  const admin = members.find((one): one is TeamActor => one.kind === 'team' && one.role === 'admin')
  const owner = members.find((one): one is PartnerActor => one.kind === 'partner' && one.role === 'owner')
  const reviewer = members.find((one: MemberActor) => one.kind === 'reviewer')
  if (!admin || !owner || !reviewer) throw new SetupError('The demo data is not complete.')
  for (const { widgetId } of await listTabs(admin, 'company'))
    await switchPlacement(admin, { widgetId, placement: 'company', enabled: false })
  const widgetId = await addApprovedWidget(
    { owner, reviewer, admin },
    {
      name: 'Embedded bench widget',
      description: 'One on a third site.',
      url: `${origin}/widget`,
      placement: 'company',
    },
  )
  const { id: embedId } = await saveEmbed(admin, { origins: [crmOrigin] })
  return { widgetId, embedId }
}

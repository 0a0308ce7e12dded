import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { expect, portalOrigin } from './fixtures'

type Told = {
  name: string
  id: string
  reason?: string
  detail?: string
  html?: string
  actionId?: number
  widgetId?: string | null
}
type Shown = { placement?: string; recordId?: string; record?: object; actionId?: number; theme?: string }

/** The policy of the documentation, and nothing beside it. */
const policy = `default-src 'none'; script-src 'self' ${portalOrigin}; frame-src ${portalOrigin}; connect-src 'self'`

/**
 * A CRM of somebody else, on a site that is neither the portal's nor the widgets'. Its pages have elements as the address asks for them, and
 * keep what they are told.
 */
export class CrmHost {
  /** Gives the page a token; the test sets it. */
  getToken: () => Promise<string> = async () => ''
  /** How the page loads the script. */
  script = `<script src="${portalOrigin}/embed/v1.js" async></script>`
  embedId = ''

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    readonly origin: string,
  ) {}

  static async start(address = '127.0.0.2'): Promise<CrmHost> {
    const server = createServer()
    await new Promise<void>((settle) => server.listen(0, address, settle))
    const host = new CrmHost(server, `http://${address}:${(server.address() as AddressInfo).port}`)
    server.on('request', ({ url = '/' }, response) => void host.answer(url, response))
    return host
  }

  stop(): void {
    this.server.closeAllConnections()
    this.server.close()
  }

  /** The address of a page with these elements. */
  path(...elements: Shown[]): string {
    return `${this.origin}/?show=${encodeURIComponent(JSON.stringify(elements))}`
  }

  private async answer(url: string, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(url, this.origin)
    if (pathname === '/token') {
      const token = await this.getToken()
      response.writeHead(token ? 200 : 403).end(token || 'You are signed out.')
    } else if (pathname === '/crm.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(crmScript)
    } else if (pathname === '/') {
      const shown: Shown[] = JSON.parse(searchParams.get('show') ?? '[]')
      const elements = shown.map((_, index) => `<framegate-tabs id="tabs-${index}"></framegate-tabs>`)
      response
        .writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy })
        .end(`<!doctype html><html lang="en"><title>CRM</title><main data-embed="${this.embedId}" data-portal="${portalOrigin}">
<h1>A contact</h1>${elements.join('')}<ol id="told"></ol></main>${this.script}<script src="/crm.js"></script></html>`)
    } else response.writeHead(204).end()
  }
}

const crmScript = `
const { embed, portal } = document.querySelector('main').dataset
JSON.parse(new URLSearchParams(location.search).get('show') ?? '[]').forEach((shown, index) => {
  const tabs = document.getElementById('tabs-' + index)
  Object.assign(tabs, { portal, embedId: embed, ...shown })
  tabs.getToken = async () => {
    const answer = await fetch('/token')
    if (!answer.ok) throw new Error(await answer.text())
    return answer.text()
  }
  for (const name of ['shown', 'failed', 'insert-html', 'completed-action', 'message-refused'])
    tabs.addEventListener(name, ({ detail }) => {
      const item = document.createElement('li')
      item.textContent = JSON.stringify({ name, id: tabs.id, ...detail })
      document.getElementById('told').append(item)
    })
})
`

/** What the page was told so far, in order. */
export async function toldOf(page: Page): Promise<Told[]> {
  return (await page.locator('#told li').allTextContents()).map((text) => JSON.parse(text))
}

/** Waits until the page was told of so many of these, and of nothing that failed meanwhile. */
export async function expectTold(page: Page, name: string, count = 1): Promise<void> {
  await expect
    .poll(async () => {
      const told = await toldOf(page)
      const failed = name === 'failed' ? [] : told.filter((one) => one.name === 'failed')
      return failed.length > 0 ? failed : told.filter((one) => one.name === name).length
    })
    .toBe(count)
}

/** The widget inside the two frames of the portal. */
export function widgetIn(page: Page, element = 'framegate-tabs') {
  return page
    .locator(element)
    .frameLocator('iframe')
    .frameLocator('iframe[name=stage]')
    .frameLocator('#widget')
}

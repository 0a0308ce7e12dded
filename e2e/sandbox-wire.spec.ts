import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Frame, Page } from '@playwright/test'
import { verifySureSend } from '@/lib/protocols/sure-send'
import type { Host } from '@/lib/wire/connect'
import { findSerious } from './axe'
import { expect, portalOrigin, test, userOf } from './fixtures'
import { frameOf, settings, widgetOf } from './sandbox'

const casalytics = 'Casalytics'

/** What a partner writes: it says what it is told, and asks to leave the page until it may not. */
const widget = `<!doctype html><html lang="en"><title>Mine</title><main><h1>Mine</h1>
<p id="theme"></p><p id="state"></p><p id="clicked"></p><button>Open person</button></main>
<script type="module">
import { connect } from '${portalOrigin}/widget/v1.mjs'
const write = (id, text) => { document.getElementById(id).textContent = text }
try {
  const host = await connect({ timeoutMs: 8000 })
  window.host = host
  const follow = () => write('theme', 'Theme ' + host.theme)
  host.onChange(follow)
  follow()
  write('state', 'State ' + host.state)
  const leave = () => host.navigate({ person: '7' }).catch(({ code }) => {
    clearInterval(leaving)
    console.info('Refused: ' + code)
  })
  const leaving = setInterval(leave, 1100)
  document.querySelector('button').onclick = () => {
    host.navigate({ person: '7' }).then(() => write('clicked', 'Taken'), ({ code }) => write('clicked', code))
  }
} catch ({ code }) { write('theme', code) }
</script>`

async function serveWidget() {
  const server = createServer((request, response) => {
    const isWidget = request.url?.startsWith('/mine') === true
    response.writeHead(isWidget ? 200 : 204, { 'content-type': 'text/html' }).end(isWidget ? widget : '')
  })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url: `${origin}/mine`, stop: () => server.close() }
}

function widgetIn(page: Page, url: string): Frame {
  const frame = page.frames().find((one) => one.url().startsWith(url))
  if (!frame) throw new Error('The widget is not open.')
  return frame
}

/** Asks as the page of the widget does, and resolves to what it is told. */
function ask(frame: Frame, what: 'notify' | 'setState', text: string): Promise<string> {
  return frame.evaluate(
    async ([name, given]) => {
      const { host } = window as typeof window & { host: Host }
      return host[name](given).then(
        () => 'done',
        ({ code }: { code: string }) => code,
      )
    },
    [what, text] as const,
  )
}

test('the sandbox answers the wire as the CRM does, shows both sides of it, and nothing leaves it', async ({
  signedIn,
  demo,
}) => {
  test.setTimeout(120_000)
  const server = await serveWidget()
  const page = await signedIn(userOf(demo, 'developer', casalytics).email)
  const { id, name, secret } = widgetOf(demo, 'Property Recommendations')
  await page.goto(`/partner/widgets/${id}/sandbox?theme=light&local=${encodeURIComponent(server.url)}`)
  // Each look of a test into a page counts as a click there, so none is taken until the last click is too long ago.
  const refused = page.waitForEvent('console', { predicate: (line) => line.text().startsWith('Refused: ') })
  await page.getByRole('button', { name: /^Launch/ }).click()
  expect((await refused).text()).toBe('Refused: needs_click')
  const inside = frameOf(page, name)
  const messages = page.getByRole('region', { name: 'Messages' })
  await expect(inside.getByText('Theme light')).toBeVisible()
  await expect(messages.getByText('Asks for the wire: the host answers with a port')).toBeVisible()
  await expect(messages.getByText('The widget is connected')).toBeVisible()
  const frame = widgetIn(page, server.url)

  await test.step('it leaves the page only after a click, and in the sandbox not at all', async () => {
    await expect(messages.getByText(/^Refused, needs_click/)).toBeVisible()
    await inside.getByRole('button', { name: 'Open person' }).click()
    await expect(inside.getByText('Taken')).toBeVisible()
    await expect(
      messages.getByText('Would open this person, if it is one of the team’s').last(),
    ).toBeVisible()
  })

  await test.step('the frame gets the height that it asks for, within bounds', async () => {
    await frame.evaluate(() => (window as typeof window & { host: Host }).host.resize(9_999))
    await expect(page.getByText(/× 4000 px, the height that the widget asked for/)).toBeVisible()
    await expect(messages.getByText('The frame is 4000 px high now, within 80 to 4,000 px')).toBeVisible()
    await frame.evaluate(() => (window as typeof window & { host: Host }).host.resize(333))
    await expect(page.getByText(/× 333 px, the height/)).toBeVisible()
    expect(await frame.evaluate(() => window.innerHeight)).toBe(333)
  })

  await test.step('texts are refused by their length, and notices by their number', async () => {
    expect(await ask(frame, 'notify', 'Saved')).toBe('done')
    expect(await ask(frame, 'notify', 'a'.repeat(201))).toBe('malformed')
    await expect(messages.getByText('Its text has 201 characters, and at most 200 are taken.')).toBeVisible()
    for (const expected of ['done', 'done', 'too_many'])
      expect(await ask(frame, 'notify', 'Again')).toBe(expected)
    await expect(messages.getByText(/^Refused, too_many: A widget may show 3 notices/)).toBeVisible()
  })

  await test.step('a refresh is a launch that the widget’s server accepts, and the messages hide it', async () => {
    const launch = await frame.evaluate(() => (window as typeof window & { host: Host }).host.refresh())
    const { data } = await verifySureSend({ url: launch.url, secrets: [secret], now: new Date() })
    expect(data).toHaveProperty('person')
    await expect(messages.getByText(`was signed: ${launch.launchId}`)).toBeVisible()
    await expect(messages.getByText(/characters\]/)).toBeVisible()
    const signature = new URL(launch.url).searchParams.get('signature') ?? ''
    expect(await messages.innerText()).not.toContain(signature)
  })

  await test.step('another theme reaches it while it is open', async () => {
    await frame.evaluate(() => document.body.append('Still here'))
    await settings(page).getByRole('radio', { name: 'Dark', exact: true }).check()
    await expect(inside.getByText('Theme dark')).toBeVisible()
    await expect(inside.getByText('Still here')).toBeVisible()
    await expect(
      messages.getByText('The host said that its theme, locale or time zone changed'),
    ).toBeVisible()
  })

  await test.step('its state comes back when the same launch is opened again', async () => {
    expect(await ask(frame, 'setState', 'week')).toBe('done')
    await page.getByRole('button', { name: 'Open this launch again' }).click()
    await expect(inside.getByText('State week')).toBeVisible()
    expect(page.url()).not.toContain('week')
  })

  await test.step('a loop of heights is named with its last five', async () => {
    await widgetIn(page, server.url).evaluate(() => {
      const { host } = window as typeof window & { host: Host }
      let height = 300
      setInterval(() => {
        height = height === 390 ? 301 : height + 1
        host.resize(height)
      }, 50)
    })
    await expect(messages.getByText(/(3\d\d, ){4}3\d\d px\. That is a loop/)).toBeVisible({
      timeout: 30_000,
    })
  })

  expect(await findSerious(page)).toEqual([])
  server.stop()
})

test('a developer sees their widget with a host that answers late, and with one that does not know the wire', async ({
  signedIn,
  demo,
}) => {
  test.setTimeout(90_000)
  const server = await serveWidget()
  const page = await signedIn(userOf(demo, 'qa', casalytics).email)
  const { id, name } = widgetOf(demo, 'Property Recommendations')
  await page.goto(`/partner/widgets/${id}/sandbox?local=${encodeURIComponent(server.url)}`)
  await settings(page).getByRole('radio', { name: 'Late' }).check()
  await expect(page).toHaveURL(/host=late/)
  await page.getByRole('button', { name: /^Launch/ }).click()
  const inside = frameOf(page, name)
  const messages = page.getByRole('region', { name: 'Messages' })
  await expect(messages.getByText('Asks for the wire: this host answers after 5 s')).toBeVisible()
  await expect(messages.getByText('The widget is connected')).toHaveCount(0)
  await expect(inside.getByText(/^Theme/)).toBeVisible({ timeout: 15_000 })
  await expect(messages.getByText('The widget is connected')).toBeVisible()

  await settings(page).getByRole('radio', { name: 'Never' }).check()
  await page
    .getByRole('button', { name: /^Launch/ })
    .first()
    .click()
  await expect(messages.getByText(/this host does not know it, so nothing answers/)).toBeVisible()
  await expect(inside.getByText('no_host')).toBeVisible({ timeout: 20_000 })
  await expect(inside.getByRole('heading', { name: 'Mine' })).toBeVisible()
  server.stop()
})

import type { Frame, FrameLocator, Page } from '@playwright/test'
import { test as base, type Demo, expect, portalOrigin, unique, userOf } from './fixtures'
import { startTest } from './hosted'
import type { Receiver } from './receiver'
import { widgetFrame } from './steps'

const elenaId = 'e1e4a000-0000-4000-8000-000000000001'
const elena = `/people/${elenaId}`
const accountsOf = (demo: Demo) => ({
  partner: userOf(demo, 'owner', 'Fairline Lending'),
  admin: userOf(demo, 'admin', 'Acme Real Estate'),
})

type Wired = {
  name: string
  widgetId: string
  page: Page
  widget: FrameLocator
  path: string
  /** What the widget was answered when it wanted to leave the page by itself. */
  withoutClick: string
  ask: (name: string, value?: unknown) => Promise<unknown>
}

/** By the console, since a look at the page counts as the user's doing. */
async function unasked(page: Page): Promise<string> {
  const said = await page.waitForEvent('console', (message) => message.text().startsWith('without a click: '))
  return said.text().replace('without a click: ', '')
}

const test = base.extend<{ wired: Wired }>({
  /** A widget that speaks with its host, open beside Elena Marsh. */
  wired: async ({ signedIn, demo, db, receiver }, use) => {
    const name = unique('Wired')
    receiver.mode = 'wire'
    const { widgetId } = await startTest(db, accountsOf(demo), {
      name,
      receiver,
      placements: ['person', 'company'],
    })
    const page = await signedIn(accountsOf(demo).admin.email)
    const path = `${elena}?tab=${widgetId}`
    const withoutClick = unasked(page)
    await page.goto(path)
    const widget = widgetFrame(page, name)
    await use({ name, widgetId, page, widget, path, withoutClick: await withoutClick, ask: askerOf(widget) })
  },
})

/** Types what the widget is to ask, clicks in it, and resolves to what its host answered. */
function askerOf(widget: FrameLocator) {
  let count = 0
  return async (name: string, value?: unknown): Promise<unknown> => {
    count += 1
    await widget.getByLabel('Ask').fill(JSON.stringify([name, value]))
    await widget.getByRole('button', { name: 'Send' }).click()
    await expect(widget.locator('#answer')).toContainText(`[${count},`)
    return JSON.parse(await widget.locator('#answer').innerText())[1]
  }
}

/** Of the widget itself, in its stage. */
function frameOf(page: Page, receiver: Receiver): Frame {
  const frame = page.frames().find((one) => one.url().startsWith(receiver.origin))
  if (!frame) throw new Error('the widget is not open')
  return frame
}

const hostOf = async (widget: FrameLocator) => JSON.parse(await widget.locator('#host').innerText())

test('a widget is told where it is, follows the theme, and gets the height that it needs', async ({
  wired: { page, widget, name },
  receiver,
}) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await expect(widget.locator('#host')).toContainText('"theme":"light"')
  expect(await hostOf(widget)).toEqual({
    version: 1,
    placement: 'person',
    protocol: 'sure-send',
    theme: 'light',
    locale: await page.evaluate(() => navigator.language),
    timeZone: await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
    state: '',
  })
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect(widget.locator('#host')).toContainText('"theme":"dark"')
  const stage = page.locator(`iframe[title="${name}"]`)
  const resize = (height: unknown) =>
    frameOf(page, receiver).evaluate(`host.resize(${JSON.stringify(height)})`)
  await resize(900)
  await expect.poll(async () => (await stage.boundingBox())?.height).toBe(900)
  await resize(1)
  await expect.poll(async () => (await stage.boundingBox())?.height).toBe(80)
  await resize('1000')
  await resize(700)
  await expect.poll(async () => (await stage.boundingBox())?.height).toBe(700)
})

test('a notice of a widget is plain text under its name, and there are few', async ({
  wired: { page, ask },
}) => {
  expect(await ask('notify', '<b>Saved</b> & sent')).toBe('done')
  await expect(page.getByText('<b>Saved</b> & sent')).toBeVisible()
  expect(await ask('notify', 'x'.repeat(201))).toBe('malformed')
  const answers = [await ask('notify', 'two'), await ask('notify', 'three'), await ask('notify', 'four')]
  expect(answers).toEqual(['done', 'done', 'too_many'])
})

test('a widget leads to records of the team and to other sites in a new tab, after a click only', async ({
  wired: { page, ask, widget, path, withoutClick },
  tolerated,
  db,
  demo,
  receiver,
}) => {
  tolerated.push({ pattern: /404 \(Not Found\).*\/destination/ })
  expect(withoutClick).toBe('needs_click')
  const stranger = await db.person.findFirstOrThrow({
    where: { team: { name: userOf(demo, 'admin', 'Northwind Homes').organisation } },
  })
  // It may ask once a second.
  for (const target of [{ person: stranger.id }, { company: stranger.id }, { person: 'nobody' }])
    await expect.poll(() => ask('navigate', target)).toBe('not_found')
  for (const url of [
    'javascript:alert(1)',
    'data:text/html,x',
    '/people',
    'https://bank.example@evil.example/',
  ])
    expect(await ask('navigate', { url })).toBe('malformed')
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(path)

  const opened = page.context().waitForEvent('page')
  await expect.poll(() => ask('navigate', { url: `${receiver.origin}/sign-in` })).toBe('done')
  const tab = await opened
  await tab.waitForLoadState()
  expect(await tab.evaluate(() => [window.opener, document.referrer])).toEqual([null, ''])
  await tab.close()

  const { teamId } = await db.person.findUniqueOrThrow({ where: { id: elenaId } })
  const other = await db.person.findFirstOrThrow({ where: { teamId, id: { not: elenaId } } })
  await expect(async () => {
    await widget
      .getByLabel('Ask')
      .fill(JSON.stringify(['navigate', { person: other.id }]), { timeout: 1_000 })
    await widget.getByRole('button', { name: 'Send' }).click({ timeout: 1_000 })
    await page.waitForURL(`**/people/${other.id}`, { timeout: 5_000 })
  }).toPass()
})

test('a window that a widget opens to sign in knows its opener', async ({ wired: { page }, receiver }) => {
  // Its page tells the opener, and closes.
  const said = await frameOf(page, receiver).evaluate(`new Promise((settle) => {
    addEventListener('message', ({ data }) => { if (data === 'signed in') settle(data) })
    host.openWindow('/sign-in')
  })`)
  expect(said).toBe('signed in')
})

test('a widget refreshes its launch without a reload, signed anew and of the record as it is now', async ({
  wired: { ask, widgetId, page },
  db,
  receiver,
}) => {
  const loads = receiver.launches.length
  const launch = (await ask('refresh')) as { launchId: string; method: string; url: string; body: null }
  expect(launch).toMatchObject({ method: 'GET', body: null })
  expect(receiver.launches).toHaveLength(loads)
  expect((await fetch(launch.url)).status).toBe(200)
  expect(receiver.launches.at(-1)?.context?.person?.id).toBe(elenaId)
  await expect
    .poll(async () => (await db.launch.findUnique({ where: { id: launch.launchId } }))?.outcome)
    .toBe('shown')
  expect(await db.launch.count({ where: { widgetId } })).toBe(2)
  expect(JSON.stringify(launch)).not.toContain('nonce')
  expect(await ask('refresh')).toBe('too_many')
  await expect(page.getByText(/^Signed /)).toBeVisible()
})

test('a widget keeps its state in the address, so that a link to the record opens it where it was', async ({
  wired: { page, ask, widget, path },
}) => {
  const before = await page.evaluate(() => history.length)
  expect(await ask('setState', 'range=30d&tab=2')).toBe('done')
  await expect.poll(() => new URL(page.url()).searchParams.get('state')).toBe('range=30d&tab=2')
  expect(await page.evaluate(() => history.length)).toBe(before)
  expect(await ask('setState', 's'.repeat(513))).toBe('malformed')
  const again = unasked(page)
  await page.reload()
  await again
  expect(await hostOf(widget)).toMatchObject({ state: 'range=30d&tab=2' })
  expect(await askerOf(widget)('setState', '')).toBe('done')
  await expect.poll(() => page.url()).toBe(`${portalOrigin}${path}`)
})

test('a port that a page took away with it does nothing once another page is in the frame', async ({
  wired: { page, name },
  receiver,
}) => {
  const frame = frameOf(page, receiver)
  const popup = page.context().waitForEvent('page')
  // Another window keeps the port of a connection made by hand.
  await frame.evaluate(`new Promise((settle) => {
    const keeper = open('/keeper')
    addEventListener('message', ({ data, ports }) => {
      if (data?.type !== 'framegate.wire') return
      keeper.keptPort = ports[0]
      keeper.answers = []
      ports[0].onmessage = null
      keeper.eval("keptPort.onmessage = ({ data }) => answers.push(data)")
      settle()
    })
    keeper.addEventListener('load', () => parent.postMessage({ type: 'framegate.wire', version: 1, isLoaded: true }, '*'))
  })`)
  const keeper = await popup
  const notify = (id: number, text: string) =>
    keeper.evaluate(`keptPort.postMessage({ id: ${id}, ask: 'notify', text: '${text}' })`)
  await notify(1, 'while it is open')
  await expect(page.getByText('while it is open')).toBeVisible()
  await frame.evaluate(`location.href = '/keeper'`)
  await expect(widgetFrame(page, name).getByRole('heading', { name: 'Keeper' })).toBeVisible()
  await notify(2, 'after it was left')
  await notify(3, 'after it was left')
  await expect(page.getByText('after it was left')).toHaveCount(0)
  expect(await keeper.evaluate('answers.map(({ id }) => id)')).toEqual([1])
})

test('other windows, wrong shapes and floods get no port, no answer and no effect', async ({
  wired: { page, name, ask },
  receiver,
}) => {
  const frame = frameOf(page, receiver)
  await page.evaluate((title) => {
    const stage = document.querySelector<HTMLIFrameElement>(`iframe[title="${title}"]`)?.contentWindow
    addEventListener('message', ({ ports }) => {
      if (ports.length > 0) document.title = 'got a port'
    })
    stage?.postMessage({ type: 'framegate.wire', version: 1 }, '*')
  }, name)
  expect(await ask('setState', 'a round trip later')).toBe('done')
  expect(await page.title()).not.toBe('got a port')
  await frame.evaluate(`for (let count = 0; count < 10000; count += 1) host.notify('storm').catch(() => {})`)
  await expect.poll(() => page.getByText(/\d{4,} messages from the widget were ignored/).count()).toBe(1)
  expect(await page.getByText('storm').count()).toBeLessThanOrEqual(3)
  await expect.poll(() => ask('setState', 'still here')).toBe('done')
})

import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { findSerious } from './axe'
import { expect, test, unique, userOf } from './fixtures'
import { registerOn } from './hosted'
import { frameOf, settings, widgetOf } from './sandbox'

const casalytics = 'Casalytics'

/** Does something that launches, and waits until the answer to this very launch is judged. Resolves to the sentence about it. */
async function launched(page: Page, act: () => Promise<unknown>): Promise<string> {
  const before = await page.getByTestId('launch-id').allInnerTexts()
  await act()
  await expect.poll(() => page.getByTestId('launch-id').allInnerTexts()).not.toEqual(before)
  const answered = page.getByText(/^The server answered \d+/)
  await expect(answered).toBeVisible()
  return answered.innerText()
}

test('a preview is shown in its frame, and the string to sign has the HMAC that is its signature', async ({
  signedIn,
  demo,
}) => {
  const page = await signedIn(userOf(demo, 'qa', casalytics).email)
  const { id, name, secret } = widgetOf(demo, 'Property Recommendations')
  await page.goto(`/partner/widgets/${id}`)
  await page.getByRole('link', { name: 'Sandbox' }).click()
  await expect(frameOf(page, name).getByRole('heading').first()).toContainText('Jordan')
  await expect(page.getByText('Signed', { exact: false }).first()).toBeVisible()
  await expect(page.getByText('Accept', { exact: true })).toBeVisible()
  await expect(page.getByText('The server answered 200, as expected.')).toBeVisible()

  await page.getByRole('button', { name: /^Show all/ }).click()
  const rows = page
    .getByRole('region', { name: /^Bytes/ })
    .first()
    .locator('pre > div')
  const hex = await rows.evaluateAll((found) => found.map((row) => row.children[1]?.textContent ?? ''))
  const bytes = Buffer.from(hex.join('').replace(/\s/g, ''), 'hex')
  const signature = await page.getByTestId('signature').innerText()
  expect(createHmac('sha256', secret).update(bytes).digest('hex')).toBe(signature)
  expect(JSON.parse(Buffer.from(bytes.toString('latin1'), 'base64').toString('utf8'))).toMatchObject({
    person: { firstName: 'Jordan' },
  })

  await expect(page.getByText('May be framed')).toBeVisible()
  await expect(page.getByText('Allows this CRM')).toBeVisible()
  await expect(page.getByText('Connection', { exact: true })).toBeVisible()
  expect(await page.content()).not.toContain(secret)

  // The widget is of another origin: its own media query is what it sees of the CRM's theme, unless the browser is told one for all.
  await page.emulateMedia({ colorScheme: null })
  const opened = await page.getByTestId('launch-id').innerText()
  for (const theme of ['Dark', 'Light']) {
    await settings(page).getByRole('radio', { name: theme, exact: true }).check()
    const isDark = () =>
      frameOf(page, name)
        .locator('html')
        .evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
    await expect.poll(isDark, theme).toBe(theme === 'Dark')
  }
  // The widget is told while it is open.
  await expect(page.getByTestId('launch-id')).toHaveText(opened)
})

test('every wrong launch and state is shown in the frame and refused as it should be', async ({
  signedIn,
  demo,
  tolerated,
}) => {
  test.setTimeout(300_000)
  tolerated.push({ pattern: /status of 4\d\d/ })
  const page = await signedIn(userOf(demo, 'qa', casalytics).email)
  const { id, name } = widgetOf(demo, 'Property Recommendations')
  await page.goto(`/partner/widgets/${id}/sandbox`)
  await expect(page.getByText(/^The server answered/)).toBeVisible()
  const wrongs = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLInputElement>('aside[aria-label="Settings"] input[type="radio"]')]
      .filter(({ value }) => value !== '')
      .map((input) => ({
        wrong: input.value,
        legend: input.closest('fieldset')?.querySelector('legend')?.innerText ?? '',
      })),
  )
  const faults = wrongs.filter(({ legend }) => legend.startsWith('Fault'))
  const states = wrongs.filter(({ legend }) => legend.startsWith('State'))
  expect(states.length).toBeGreaterThan(0)
  expect(faults.length + states.length).toBeGreaterThan(20)
  for (const { wrong } of states) {
    const choose = () => settings(page).locator(`input[value="${wrong}"]`).check()
    expect(await launched(page, choose), wrong).toMatch(/, as expected\.$/)
  }
  await settings(page)
    .getByRole('button', { name: `Run all ${faults.length}` })
    .click()
  await expect(settings(page).getByRole('progressbar', { name: 'Faults sent' })).toBeVisible()
  await expect(settings(page).getByRole('progressbar')).toHaveCount(0, { timeout: 60_000 })
  for (const { wrong } of faults)
    await expect(
      settings(page).locator('label', { has: page.locator(`input[value="${wrong}"]`) }),
    ).toContainText(/\d{3}/)
  await expect(settings(page).getByText('wrong', { exact: true })).toHaveCount(0)
  await launched(page, () => settings(page).getByRole('radio', { name: 'Expired' }).check())
  await expect(settings(page).getByRole('radio', { name: 'Expired' })).toHaveAccessibleDescription(
    'Signed six minutes ago.',
  )
  await expect(frameOf(page, name).getByRole('heading', { name: 'This launch has expired' })).toBeVisible()
  await expect(page.getByText('Refused, 403')).toBeVisible()

  await page.getByRole('tab', { name: 'History' }).click()
  await page
    .getByRole('link', { name: /Expired/ })
    .first()
    .click()
  await expect(page).toHaveURL(/\?launch=sbx_/)
  await page.reload()
  await expect(page.getByText(/^The server answered 403/)).toBeVisible()
})

test('an address on the developer’s machine is opened by the browser alone, once somebody presses Launch', async ({
  signedIn,
  demo,
}) => {
  const agents: (string | undefined)[] = []
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/mine')) agents.push(request.headers['user-agent'])
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><h1>From my machine</h1>')
  })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const local = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mine`
  const page = await signedIn(userOf(demo, 'developer', casalytics).email)
  const { id, name } = widgetOf(demo, 'Property Recommendations')
  await page.goto(`/partner/widgets/${id}/sandbox?local=${encodeURIComponent(local)}`)
  await expect(page.getByText('No launch yet')).toBeVisible()
  await expect(page.getByText(/devices on your local network/)).toBeVisible()
  await page.getByRole('button', { name: /^Launch/ }).click()
  await expect(frameOf(page, name).getByRole('heading', { name: 'From my machine' })).toBeVisible()
  await expect(page.getByText('Opened only by your browser:')).toBeVisible()
  expect(agents).toHaveLength(1)
  expect(agents[0]).toContain('Mozilla')
  server.close()
})

test('nothing is called signed or loaded over an error page, and the diagnosis says what happened', async ({
  signedIn,
  demo,
  db,
  receiver,
  tolerated,
}) => {
  tolerated.push({ pattern: /403 \(Forbidden\)|ERR_CONNECTION_REFUSED/ })
  const name = unique('Refusing')
  const partner = userOf(demo, 'owner', 'Fairline Lending')
  const { widgetId } = await registerOn(db, partner, { name, receiver, placements: ['person'] })
  receiver.mode = 'refuse-everybody'
  const page = await signedIn(partner.email)
  await page.goto(`/partner/widgets/${widgetId}/sandbox`)
  await expect(page.getByText('Refused your launch (403)')).toBeVisible()
  await expect(page.getByRole('heading', { name: `${name} refused your launch` })).toBeVisible()
  await expect(page.getByText('Timing')).toBeVisible()
  await expect(page.getByText('Loaded in your browser')).toHaveCount(0)

  await receiver.stop()
  await page.getByRole('button', { name: 'Launch again', exact: true }).click()
  await expect(page.getByRole('heading', { name: `${name} can’t be reached` })).toBeVisible()
  await expect(page.getByText('No response', { exact: true })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Preview' }).getByText(/^Signed/)).toHaveCount(0)
  await expect(page.getByText('Loaded in your browser')).toHaveCount(0)
})

test('a link opens the same launch for another member, own JSON too, and is not there for another partner', async ({
  signedIn,
  demo,
  tolerated,
}) => {
  tolerated.push({ pattern: /status of 404/ })
  const page = await signedIn(userOf(demo, 'developer', casalytics).email)
  const { id, name } = widgetOf(demo, 'Property Recommendations')
  await page.goto(`/partner/widgets/${id}/certification`)
  await page.getByRole('button', { name: 'Create sandbox secret' }).click()
  await page.getByRole('button', { name: 'I stored it' }).click()
  await page.goto(`/partner/widgets/${id}/sandbox?width=390&theme=dark&frame=strict&secret=sandbox`)
  await settings(page).getByRole('radio', { name: 'Own JSON' }).check()
  await settings(page).getByRole('button', { name: 'Edit JSON' }).click()
  const dialog = page.getByRole('dialog', { name: 'Own JSON' })
  const editor = dialog.getByRole('textbox', { name: 'Own JSON' })
  await editor.fill('{ "person": { "id": 7, "firstName": ')
  await expect(dialog.getByText('This is not JSON: a value is missing.')).toBeVisible()
  await editor.fill('{ "person": { "id": 7 } }')
  await expect(
    dialog.getByText('person.id This must be a string in double quotes, not a number.'),
  ).toBeVisible()
  await expect(dialog.getByText('This is not JSON')).toHaveCount(0)
  await expect(dialog.getByRole('button', { name: 'Launch this JSON' })).toBeDisabled()
  expect(await findSerious(page)).toEqual([])
  await editor.fill('{ "person": { "firstName": "Ada", "emails": [{ "email": "ada@example.com" }] } }')
  await expect(dialog.getByText('This JSON matches what the CRM sends.')).toBeVisible()
  await expect(page.getByText('This JSON doesn’t match')).toHaveCount(0)
  await launched(page, () => editor.press('Control+Enter'))
  await expect(dialog).toHaveCount(0)
  await expect(page).toHaveURL(/own=sbx_/)
  const url = page.url()
  expect(url).not.toMatch(/context|signature|Ada/)

  const other = await signedIn(userOf(demo, 'qa', casalytics).email)
  await other.goto(url)
  await expect(frameOf(other, name).getByRole('heading').first()).toContainText('Ada')
  await expect(other.locator(`iframe[title="${name}"]`)).toHaveAttribute('src', /frame=strict&theme=dark/)
  const stranger = await signedIn(userOf(demo, 'owner', 'Fairline Lending').email)
  expect((await stranger.goto(url))?.status()).toBe(404)
})

test('a launch is edited and sent again, signed anew or as it is typed', async ({
  signedIn,
  demo,
  tolerated,
}) => {
  tolerated.push({ pattern: /status of 403/ })
  const page = await signedIn(userOf(demo, 'developer', casalytics).email)
  const { id, name } = widgetOf(demo, 'Property Recommendations')
  await page.goto(`/partner/widgets/${id}/sandbox`)
  await expect(page.getByText(/^The server answered 200/)).toBeVisible()
  await page.getByRole('button', { name: 'Edit and resend' }).click()
  const content = page.getByRole('textbox', { name: 'Content', exact: true })
  await content.fill((await content.inputValue()).replace('"Jordan"', '"Grace"'))
  await page.getByRole('button', { name: 'Sign and launch' }).click()
  await page.getByRole('button', { name: 'Sign with the live secret' }).click()
  await expect(frameOf(page, name).getByRole('heading').first()).toContainText('Grace')
  await expect(page.getByText('and signed again')).toBeVisible()

  await page.getByRole('button', { name: 'Edit and resend' }).click()
  await page.getByRole('radio', { name: 'Exactly as typed' }).check()
  const request = page.getByRole('textbox', { name: 'Request', exact: true })
  await request.fill((await request.inputValue()).replace(/signature=\w/, 'signature=x'))
  await page.getByRole('button', { name: 'Launch as typed' }).click()
  await expect(page.getByText('The server answered 403, as expected.')).toBeVisible()
})

test('at 1440 × 900 the columns scroll by themselves, and everything of a launch is in one of them', async ({
  signedIn,
  demo,
}) => {
  const page = await signedIn(userOf(demo, 'qa', casalytics).email)
  await page.setViewportSize({ width: 1440, height: 900 })
  const { id } = widgetOf(demo, 'Property Recommendations')
  await page.goto(`/partner/widgets/${id}/sandbox`)
  await expect(page.getByText(/^The server answered 200/)).toBeVisible()
  const scrolled = () => page.evaluate(() => document.documentElement.scrollHeight - innerHeight)
  expect(await scrolled()).toBe(0)
  await settings(page).getByRole('radio', { name: 'Broken percent-encoding' }).scrollIntoViewIfNeeded()
  await expect(page.getByRole('button', { name: /^Launch/ })).toBeInViewport()
  await expect(page.getByRole('region', { name: 'Preview' })).toBeInViewport()
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  for (const part of ['Request', 'String to sign', 'Headers', 'Timing', 'Signed with'])
    await expect(inspector.getByRole('heading', { name: part, exact: true })).toBeVisible()
  const bytes = inspector.getByRole('region', { name: /^Bytes/ }).locator('pre')
  expect(await bytes.evaluate((dump) => dump.scrollWidth - dump.clientWidth)).toBe(0)
  expect(
    await bytes
      .locator('> div')
      .first()
      .evaluate((row) => row.lastElementChild?.textContent?.length),
  ).toBe(16)
  await page.setViewportSize({ width: 1000, height: 900 })
  expect(await scrolled()).toBeGreaterThan(0)
})

test('of several choices the last one is launched and shown', async ({ signedIn, demo, tolerated }) => {
  tolerated.push({ pattern: /status of 4\d\d/ })
  const page = await signedIn(userOf(demo, 'qa', casalytics).email)
  const { id } = widgetOf(demo, 'Property Recommendations')
  await page.goto(`/partner/widgets/${id}/sandbox`)
  await expect(page.getByText(/^The server answered 200/)).toBeVisible()
  for (const name of [/^Expired/, /^Wrong secret/, /^Half a signature/])
    await settings(page).getByRole('radio', { name }).check()
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector.getByText('Only the first half of the signature.')).toBeVisible()
  await expect(page.getByText(/^The server answered 4\d\d, as expected/)).toBeVisible()
  await settings(page).getByRole('radio', { name: 'Dark', exact: true }).check()
  await settings(page).getByRole('radio', { name: 'Sparse' }).check()
  await settings(page).getByRole('radio', { name: /^None/ }).check()
  await expect(page.getByText(/^The server answered 200/)).toBeVisible()
  await expect(page.getByText('Settings changed')).toHaveCount(0)
  await expect(page).toHaveURL(/record=sparse/)
})

test('what is typed waits for Launch, and the frame says that it is of before', async ({
  signedIn,
  demo,
}) => {
  const page = await signedIn(userOf(demo, 'developer', casalytics).email)
  const { id } = widgetOf(demo, 'Property Recommendations')
  await page.goto(`/partner/widgets/${id}/sandbox`)
  await expect(page.getByText(/^The server answered 200/)).toBeVisible()
  const before = await page.getByTestId('launch-id').innerText()
  await settings(page).getByRole('radio', { name: 'Own JSON' }).check()
  await expect(page.getByRole('button', { name: 'Settings changed · Launch' })).toBeVisible()
  expect(await page.getByTestId('launch-id').innerText()).toBe(before)
  await settings(page).getByRole('radio', { name: 'Ordinary' }).check()
  await expect(page.getByText('Settings changed')).toHaveCount(0)
  expect(await page.getByTestId('launch-id').innerText()).toBe(before)
  await launched(page, () => settings(page).getByRole('radio', { name: 'Sparse' }).check())
  await expect(page.getByText('Settings changed')).toHaveCount(0)
})

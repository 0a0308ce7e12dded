import { findSerious, sidewaysOverflow } from './axe'
import { expect, test, unique, userOf } from './fixtures'
import { registerOn } from './hosted'
import { frameOf, settings, widgetOf } from './sandbox'

const casalytics = 'Casalytics'

test('a frame that posts into an email is heard, and what would go in is shown sanitised', async ({
  signedIn,
  demo,
}) => {
  const { id, name } = widgetOf(demo, 'Outreach Kit')
  const page = await signedIn(userOf(demo, 'qa', casalytics).email)
  await page.goto(`/partner/widgets/${id}/sandbox?place=email_editor`)
  await expect(page.getByText('Accept', { exact: true })).toBeVisible()
  // The slot is 798 px wide and the column less: the widget has its width, and is drawn smaller.
  await expect(page.getByText(/^798 × 450 px, scaled to \d+%$/)).toBeVisible()
  const outer = page.locator(`iframe[title="${name}"]`)
  expect(await outer.evaluate((frame: HTMLIFrameElement) => frame.clientWidth)).toBe(798)
  const fits = await outer.evaluate((frame) => {
    const column = frame.closest('[data-column]')?.getBoundingClientRect()
    return column !== undefined && frame.getBoundingClientRect().right <= column.right
  })
  expect(fits).toBe(true)
  await frameOf(page, name).locator('[data-insert]').first().click()
  await expect(page.getByText('Would be inserted into the email at the cursor, sanitised')).toBeVisible()
  await page.getByRole('button', { name: 'Show text' }).click()
  await expect(page.getByRole('region', { name: 'Text that would go into the email' })).toContainText('<p>Hi')
  expect(await findSerious(page)).toEqual([])
})

test('a page that floods is counted and named, and the sandbox stays usable', async ({
  signedIn,
  demo,
  db,
  receiver,
  tolerated,
}) => {
  tolerated.push({ pattern: /Unsafe attempt|sandboxed|allow-modals|Blocked a frame|Ignored call/ })
  const page = await signedIn(userOf(demo, 'owner', 'Fairline Lending').email)
  const name = unique('Flooding')
  receiver.mode = 'attack'
  const partner = userOf(demo, 'owner', 'Fairline Lending')
  const { widgetId } = await registerOn(db, partner, { name, receiver, placements: ['person'] })
  await page.goto(`/partner/widgets/${widgetId}/sandbox`)
  await expect(page.getByText(/identical messages, up to [\d,]+ a second: a loop/).first()).toBeVisible()
  await expect(page.getByText(/^10,0\d\d messages/)).toBeVisible()
  await expect(page.getByText('This placement accepts no messages: ignored').first()).toBeVisible()
  await page.getByRole('button', { name: 'Clear' }).click()
  await expect(page.getByText('No messages yet.')).toBeVisible()
  expect(new URL(page.url()).pathname).toBe(`/partner/widgets/${widgetId}/sandbox`)
})

test('Showpad’s calls have no frame: the answer is shown', async ({ signedIn, demo }) => {
  const { id } = widgetOf(demo, 'Content Locker')
  const page = await signedIn(userOf(demo, 'qa', casalytics).email)
  await page.goto(`/partner/widgets/${id}/sandbox`)
  await expect(page.getByText('Your server answered 200.').first()).toBeVisible()
  await expect(page.getByRole('region', { name: 'Response 200' })).toContainText('recipients')
  await expect(page.getByRole('region', { name: 'Messages' })).toHaveCount(0)
  await settings(page).getByRole('radio', { name: 'Activity' }).check()
  await expect(page.getByText(/Creates an activity/)).toBeVisible()
})

test('a reviewer launches the version in review, by the keyboard, and changes nothing of it', async ({
  signedIn,
  demo,
}) => {
  const page = await signedIn(userOf(demo, 'reviewer').email)
  const { id, name } = widgetOf(demo, 'Property Recommendations')
  await page.goto(`/review/${id}`)
  await page.getByRole('link', { name: 'Open in the sandbox' }).click()
  await expect(frameOf(page, name).getByRole('heading').first()).toContainText('Jordan')
  await expect(page.getByRole('button', { name: 'Edit and resend' })).toHaveCount(0)
  await expect(settings(page).getByText('Own JSON')).toHaveCount(0)
  await expect(page.getByText(/^The server answered/)).toBeVisible()
  const before = await page.getByTestId('launch-id').innerText()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('launch-id')).not.toHaveText(before)
})

test('on a phone the settings are a sheet that one line sums up', async ({ signedIn, demo }) => {
  const page = await signedIn(userOf(demo, 'qa', casalytics).email)
  await page.setViewportSize({ width: 390, height: 900 })
  const { id } = widgetOf(demo, 'Property Recommendations')
  await page.goto(`/partner/widgets/${id}/sandbox`)
  await expect(page.getByText(/^The server answered 200/)).toBeVisible()
  await page.getByRole('button', { name: 'Person, ordinary record, no fault' }).click()
  const sheet = page.getByRole('dialog', { name: 'What to launch' })
  await sheet.getByText('Sparse').click()
  expect(await findSerious(page)).toEqual([])
  await sheet.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('button', { name: 'Person, sparse record, no fault' })).toBeVisible()
  for (const tab of ['Launch', 'History']) {
    await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()
    expect(await findSerious(page), tab).toEqual([])
    expect(await sidewaysOverflow(page), tab).toBe(0)
  }
})

import type { Locator, Page } from '@playwright/test'
import { expect, test, userOf } from './fixtures'

test('the palette keeps its place, finds pages, actions and widgets, and opens them by keyboard', async ({
  demo,
  signedIn,
}) => {
  const owner = await signedIn(userOf(demo, 'owner', 'Casalytics').email)
  await owner.goto('/partner/widgets')
  const field = await openPalette(owner)
  const dialog = owner.getByRole('dialog', { name: 'Jump to' })
  const top = (await dialog.boundingBox())?.y
  await field.fill('run market')
  const run = owner.getByRole('option', { name: /^Run certification: Market Pulse/ })
  await expect(run).toBeVisible()
  expect((await dialog.boundingBox())?.y).toBe(top)
  await owner.keyboard.press('Enter')
  await owner.waitForURL('**/certification')

  await openPalette(owner)
  await field.fill('register')
  await expect(owner.getByRole('option', { name: /^Register a widget/ })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await owner.keyboard.press('Enter')
  await owner.waitForURL('**/partner/widgets/new')
})

test('the palette offers no action that the role may not take', async ({ demo, signedIn }) => {
  for (const [role, count] of [
    ['admin', 1],
    ['agent', 0],
  ] as const) {
    const member = await signedIn(userOf(demo, role, 'Acme Real Estate').email)
    await member.goto('/people')
    const field = await openPalette(member)
    await field.fill('add a connector')
    await expect(member.getByRole('option', { name: /^Add a connector/ })).toHaveCount(count)
    await field.fill('change your password')
    await expect(member.getByRole('option', { name: /^Change your password/ })).toBeVisible()
  }
})

test('a page that is refused or not found keeps the navigation of a member, and shows strangers none', async ({
  demo,
  visitor,
  signedIn,
  tolerated,
}) => {
  tolerated.push({ pattern: /status of 40[34]/ })
  const agent = await signedIn(userOf(demo, 'agent', 'Acme Real Estate').email)
  const people = agent.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People' })
  await agent.goto('/nowhere')
  await expect(agent.getByRole('heading', { name: 'Page not found' })).toBeVisible()
  await expect(people).toBeVisible()
  await agent.goto('/settings/connectors')
  await expect(agent.getByRole('heading', { name: 'You don’t have access to this page' })).toBeVisible()
  await expect(agent.getByText(/Your role at Acme Real Estate is Agent/)).toBeVisible()
  await people.click()
  await agent.waitForURL('**/people')

  const stranger = await visitor()
  await stranger.goto('/nowhere')
  await expect(stranger.getByRole('heading', { name: 'Page not found' })).toBeVisible()
  await expect(stranger.getByRole('navigation', { name: 'Main' })).toHaveCount(0)
})

test('the addresses of a part of the portal, and its crumb, lead to its first page', async ({
  demo,
  signedIn,
}) => {
  const admin = await signedIn(userOf(demo, 'admin', 'Acme Real Estate').email)
  await admin.goto('/settings')
  await expect(admin).toHaveURL(/\/settings\/integration-widgets$/)
  await admin.goto('/settings/members')
  await admin.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Settings' }).click()
  await admin.waitForURL('**/settings/integration-widgets')
  const owner = await signedIn(userOf(demo, 'owner', 'Casalytics').email)
  await owner.goto('/partner')
  await expect(owner).toHaveURL(/\/partner\/widgets$/)
})

/** By its key, once the page's scripts listen for it. */
async function openPalette(page: Page): Promise<Locator> {
  await expect(page.getByRole('button', { name: /^Jump to/ })).toBeEnabled()
  await page.keyboard.press('Control+k')
  const field = page.getByRole('dialog', { name: 'Jump to' }).getByRole('combobox')
  await expect(field).toBeFocused()
  return field
}

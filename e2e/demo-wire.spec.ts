import { expect, test, userOf } from './fixtures'
import { widgetOf } from './sandbox'
import { widgetFrame } from './steps'

const elena = '/people/e1e4a000-0000-4000-8000-000000000001'
const acme = 'Acme Real Estate'

test('Property Recommendations is as high as its content, follows the theme, and opens a person seen before', async ({
  signedIn,
  demo,
}) => {
  const page = await signedIn(userOf(demo, 'agent', acme).email)
  const { id, name } = widgetOf(demo, 'Property Recommendations')
  await page.goto(`${elena}?tab=${id}`)
  const widget = widgetFrame(page, name)
  await expect(widget.getByRole('heading', { name: /^Three homes for/ })).toBeVisible()
  const heights = () =>
    widget.locator('html').evaluate((root) => [root.querySelector('main')?.offsetHeight, window.innerHeight])
  await expect.poll(async () => new Set(await heights()).size).toBe(1)
  await widget.getByText('Why it fits').first().click()
  await expect.poll(async () => new Set(await heights()).size).toBe(1)
  await expect(widget.locator('html')).toHaveAttribute('data-theme', 'light')
  await expect(widget.getByText('Seen before')).toBeHidden()

  await page.goto('/people')
  const other = page.locator('tbody tr').getByRole('link').filter({ hasNotText: 'Elena' }).first()
  const href = await other.getAttribute('href')
  await page.goto(`${href}?tab=${id}`)
  const [seen] = [widget.getByRole('button', { name: /^Elena/ })]
  await expect(seen).toBeVisible()
  await seen.press('Enter')
  await expect(page).toHaveURL(new RegExp(elena))
})

test('Market Pulse keeps its range in the address, comes up in it, and ignores what is none', async ({
  signedIn,
  demo,
}) => {
  const page = await signedIn(userOf(demo, 'agent', acme).email)
  const { id, name } = widgetOf(demo, 'Market Pulse')
  await page.goto(`${elena}?tab=${id}`)
  const widget = widgetFrame(page, name)
  await widget.getByRole('button', { name: '3 months' }).click()
  await expect(page).toHaveURL(/state=3/)
  await page.reload()
  await expect(widget.getByRole('button', { name: '3 months' })).toHaveAttribute('aria-pressed', 'true')
  await expect(widget.getByText('last three months')).toBeVisible()
  await widget.getByRole('button', { name: '12 months' }).click()
  await expect(page).not.toHaveURL(/state=/)
  await page.goto(`${elena}?tab=${id}&state=${encodeURIComponent('<img src=x>')}`)
  await expect(widget.getByRole('button', { name: '12 months' })).toHaveAttribute('aria-pressed', 'true')
})

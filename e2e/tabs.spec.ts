import { expect, test, userOf } from './fixtures'
import { openTab } from './steps'

const elena = '/people/e1e4a000-0000-4000-8000-000000000001'

test('at every width each tab of a contact is in the row or under More, and the open one is in the row', async ({
  signedIn,
  demo,
}) => {
  const agent = await signedIn(userOf(demo, 'agent', 'Acme Real Estate').email)
  await agent.goto(elena)
  const row = agent.getByRole('navigation', { name: 'Elena Marsh: views' })
  await expect(row).toHaveAttribute('data-measured', '')
  const all = await row.locator('a').allTextContents()
  const more = row.getByRole('button', { name: /^More/ })

  for (const width of [1440, 1280, 1024, 768, 390]) {
    await agent.setViewportSize({ width, height: 900 })
    const shown = row.getByRole('link')
    await expect
      .poll(async () => {
        const rest = (await more.isVisible()) ? Number(/\d+/.exec(await more.innerText())?.[0]) : 0
        return (await shown.count()) + rest
      })
      .toBe(all.length)
    await expect(row.locator('[aria-current]')).toBeVisible()
    const edge = await row.evaluate((nav) => nav.scrollWidth - nav.clientWidth)
    expect(edge, `${width} px`).toBeLessThanOrEqual(0)
  }

  await expect(more).toBeVisible()
  // One of the demo's own: other tests add widgets that don't answer any more.
  const last = 'Social Desk'
  await openTab(agent, last)
  await expect(row.locator('[aria-current]')).toContainText(last)
  // Playwright scrolls to what it clicks; the question is whether the row hides its tab.
  await agent.evaluate(() => window.scrollTo(0, 0))
  await expect(row.locator('[aria-current]')).toBeInViewport({ ratio: 1 })
})

test('tabs and their menu are used by keyboard only', async ({ signedIn, demo }) => {
  const agent = await signedIn(userOf(demo, 'agent', 'Acme Real Estate').email)
  await agent.setViewportSize({ width: 600, height: 900 })
  await agent.goto(elena)
  const row = agent.getByRole('navigation', { name: 'Elena Marsh: views' })
  await expect(row).toHaveAttribute('data-measured', '')
  const links = row.getByRole('link')
  const more = row.getByRole('button', { name: /^More/ })
  await links.first().focus()
  await agent.keyboard.press('ArrowRight')
  await expect(links.nth(1)).toBeFocused()
  await agent.keyboard.press('End')
  await expect(more).toBeFocused()
  await agent.keyboard.press('Home')
  await expect(links.first()).toBeFocused()
  await agent.keyboard.press('End')
  await agent.keyboard.press('Enter')
  const items = agent.getByRole('menuitem')
  await expect(items.first()).toBeFocused()
  await agent.keyboard.press('End')
  await expect(items.last()).toBeFocused()
  const name = (await items.last().innerText()).split('\n')[0] ?? ''
  await agent.keyboard.press('Enter')
  await expect(row.locator('[aria-current]')).toContainText(name)
})

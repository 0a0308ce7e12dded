import type { Page } from '@playwright/test'
import { expect, test, userOf } from './fixtures'

/** A phone, and a laptop of 1440 × 900 at a zoom of 200 %. */
const windows = [
  { name: '390 px', width: 390, height: 844 },
  { name: '200 % zoom', width: 720, height: 450 },
]

type Visit = { as: [role: string, organisation: string]; paths: string[]; dialogs: number }

const visits: Visit[] = [
  {
    as: ['owner', 'Casalytics'],
    paths: [
      '/partner/widgets/{sure-send}',
      '/partner/widgets/{sure-send}/secrets',
      '/partner/widgets/{sure-send}/certification',
      '/partner/widgets/{salesloft}/setup',
      '/partner/widgets/{sure-send}/sandbox',
      '/partner/members',
    ],
    dialogs: 3,
  },
  {
    as: ['admin', 'Acme Real Estate'],
    paths: [
      '/settings/integration-widgets/{salesloft}',
      '/settings/integration-widgets/{showpad}',
      '/settings/integration-widgets/{marketplace}',
      '/settings/connectors/{connector}/secrets',
      '/settings/connectors/{connector}/settings',
      '/settings/locations',
      '/settings/api-keys',
      '/settings/members',
    ],
    dialogs: 6,
  },
  { as: ['reviewer', 'Framegate review'], paths: ['/review/{sure-send}'], dialogs: 1 },
]

for (const window of windows) {
  for (const { as, paths, dialogs } of visits) {
    test(`at ${window.name} every dialog of the ${as.join(' of ')} fits the window, and its last button is reached`, async ({
      demo,
      signedIn,
    }) => {
      test.setTimeout(240_000)
      const [role, organisation] = as
      const page = await signedIn(userOf(demo, role, role === 'reviewer' ? undefined : organisation).email)
      await page.setViewportSize(window)
      await page.emulateMedia({ reducedMotion: 'reduce' })
      const widgetOf = (protocol: string) =>
        demo.widgets.find((entry) => entry.protocol === protocol)?.id ?? ''
      let opened = 0
      for (const path of paths) {
        await page.goto(
          path
            .replace('{connector}', demo.connectors[0]?.id ?? '')
            .replace(/\{([a-z-]+)\}/, (_, protocol) => widgetOf(protocol)),
        )
        await expect(page.locator('h1')).toHaveCount(1)
        await expect(page.locator('main [data-unready]')).toHaveCount(0)
        const triggers = page.locator('main [aria-haspopup="dialog"]:visible')
        const count = await triggers.count()
        for (let index = 0; index < count; index += 1) {
          const trigger = triggers.nth(index)
          if (await trigger.isDisabled()) continue
          await trigger.click()
          await expectToFit(page, `${path}, ${await trigger.textContent()}`)
          opened += 1
        }
      }
      expect(opened).toBeGreaterThanOrEqual(dialogs)
    })
  }
}

async function expectToFit(page: Page, name: string): Promise<void> {
  const dialog = page.locator('[role=dialog]:visible, [role=alertdialog]:visible').last()
  await expect(dialog).toBeVisible()
  const width = page.viewportSize()?.width ?? 0
  const box = await dialog.boundingBox()
  expect(box?.x, `${name}: its left edge`).toBeGreaterThanOrEqual(0)
  expect((box?.x ?? 0) + (box?.width ?? 0), `${name}: its right edge`).toBeLessThanOrEqual(width)
  const overflow = await dialog.evaluate((popup) => popup.scrollWidth - popup.clientWidth)
  expect(overflow, `${name}: scrolls sideways`).toBeLessThanOrEqual(0)
  const last = dialog.getByRole('button').last()
  await last.scrollIntoViewIfNeeded()
  await expect(last, `${name}: its last button`).toBeInViewport({ ratio: 1 })
  const edge = await last.evaluate((button) => {
    const popup = button.closest('[role=dialog], [role=alertdialog]')
    return (popup?.getBoundingClientRect().bottom ?? 0) - button.getBoundingClientRect().bottom
  })
  expect(edge, `${name}: room below its last button`).toBeGreaterThanOrEqual(8)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
}

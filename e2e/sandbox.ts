import type { FrameLocator, Page } from '@playwright/test'
import type { Demo } from './fixtures'

export function widgetOf(demo: Demo, name: string) {
  const widget = demo.widgets.find((entry) => entry.name === name)
  if (!widget) throw new Error(`The demo has no widget ${name}`)
  return widget
}

export function frameOf(page: Page, name: string): FrameLocator {
  return page.frameLocator(`iframe[title="${name}"]`).frameLocator('#widget')
}

export function settings(page: Page) {
  return page.getByRole('complementary', { name: 'Settings' })
}

import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test'
import { type Demo, portalOrigin } from './fixtures'

type NewWidget = { name: string; url: string; placements: ('Person' | 'Company')[]; teamId?: string }

/** Fills the registration form and reads what it shows once. */
export async function registerWidget(
  page: Page,
  widget: NewWidget,
): Promise<{ widgetId: string; secret: string }> {
  await page.goto('/partner/widgets/new')
  await page.getByLabel('Name').fill(widget.name)
  await page.getByLabel('Description').fill('Shows what the partner knows of the **record**.')
  await page.getByLabel('Widget URL').fill(widget.url)
  for (const placement of ['Person', 'Company'] as const) {
    await page.getByLabel(`${placement} view`).setChecked(widget.placements.includes(placement))
  }
  if (widget.teamId) await page.getByLabel('Team for testing').fill(widget.teamId)
  await page.getByRole('button', { name: 'Register widget' }).click()
  const widgetId = await page.getByTestId('widget-id').innerText()
  const secret = await page.getByTestId('secret').innerText()
  expect(secret).toMatch(/^[0-9a-f]{64}$/)
  return { widgetId, secret }
}

/** Opens a tab of a row, from the menu of the rest where it does not fit. */
export async function openTab(page: Page, name: string | RegExp): Promise<void> {
  const row = page.getByRole('navigation', { name: /: (?:views|pages)$/ })
  // Until the row was measured it scrolls, and the button is not there.
  await expect(row).toHaveAttribute('data-measured', '')
  const tab = row.getByRole('link', { name })
  if (!(await tab.isVisible())) {
    await row.getByRole('button', { name: /^More/ }).click()
    await page.getByRole('menuitem', { name }).click()
    return
  }
  await tab.click()
}

/** The frame of the widget inside its stage. */
export function widgetFrame(page: Page, name: string): FrameLocator {
  return page.frameLocator(`iframe[title="${name}"]`).frameLocator('#widget')
}

/** Switches a placement and waits until the server said so. */
export async function switchWidget(
  page: Page,
  name: string,
  view: 'Person' | 'Company',
  on: boolean,
): Promise<void> {
  await page.goto(`/settings/integration-widgets?query=${encodeURIComponent(name)}`)
  const control = page.getByRole('switch', { name: `${name} in ${view} view` })
  await expect(control).toHaveAttribute('aria-checked', String(!on))
  await control.click()
  await expect(page.getByText(`${name} is ${on ? 'on' : 'off'} in ${view} view`)).toBeVisible()
  await expect(control).toHaveAttribute('aria-checked', String(on))
}

export async function acceptTest(page: Page, name: string): Promise<void> {
  await page.goto('/settings/integration-widgets')
  const request = page
    .getByRole('region', { name: 'Test requests' })
    .getByRole('listitem')
    .filter({ hasText: name })
  await request.getByRole('button', { name: 'Start testing' }).click()
  await expect(page.getByText(`${name} is in testing`)).toBeVisible()
}

/** The Team ID as a team admin reads it off the settings page. */
export async function readTeamId(admin: Page): Promise<string> {
  await admin.goto('/settings/integration-widgets')
  return admin.locator('section[aria-labelledby="team-id"] code').innerText()
}

/** Runs the certification on the widget's page and waits for its report. */
export async function certify(page: Page, widgetId: string, verdict: string | RegExp): Promise<void> {
  await page.goto(`/partner/widgets/${widgetId}/certification`)
  const reports = await page.getByRole('region', { name: 'Runs', exact: true }).getByRole('listitem').count()
  await page.getByRole('button', { name: /^Run (certification|again)$/ }).click()
  await expect(page.getByRole('region', { name: 'Runs', exact: true }).getByRole('listitem')).toHaveCount(
    reports + 1,
  )
  await expect(page.getByText('You can leave this page')).toHaveCount(0, { timeout: 60_000 })
  await expect(page.getByRole('button', { name: 'Run again' })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('heading', { name: verdict })).toBeVisible()
}

/** Certifies the working version and submits it. Its receiver has to be a correct one. */
export async function submitForReview(page: Page, widgetId: string): Promise<void> {
  await certify(page, widgetId, 'Every required check passed')
  await submitCertified(page, widgetId)
}

/** Submits the working version, of which there is a passing run. */
export async function submitCertified(page: Page, widgetId: string): Promise<void> {
  await page.goto(`/partner/widgets/${widgetId}`)
  await page.getByRole('button', { name: /^Submit version \d+ for review$/ }).click()
  await expect(page.getByText(/Version \d+ is in review/)).toBeVisible()
}

export async function approve(
  page: Page,
  widgetId: string,
  reason = 'Verifies every launch and refuses forged ones.',
): Promise<void> {
  await page.goto(`/review/${widgetId}`)
  await page.getByLabel('Reason').first().fill(reason)
  await page.getByRole('button', { name: /^Approve version \d+$/ }).click()
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: /^Approve version \d+$/ })
    .click()
  await expect(page.getByText(/is approved$/)).toBeVisible()
}

/** A marketplace widget of the first partner, by the JSON API. */
export async function createMarketplaceWidget(
  demo: Demo,
  fields: { name: string; locationPostbackUrl?: string; userPostbackUrl?: string; testTeamId?: string },
): Promise<string> {
  const response = await fetch(`${portalOrigin}/api/v1/widgets`, {
    method: 'POST',
    headers: { authorization: `Bearer ${demo.apiKeys.partner}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      protocol: 'marketplace',
      description: 'Orders of a location.',
      url: 'https://orders.example.com/widget',
      placements: ['person'],
      icon: 'box',
      colour: 'sea',
      ...fields,
    }),
  })
  expect(response.status).toBe(201)
  return ((await response.json()) as { id: string }).id
}

/** Opens a page whose scripts are held back until `release`, as on a slow network. */
export async function openWithoutScripts(page: Page, url: string): Promise<() => void> {
  let release = () => {}
  const held = new Promise<void>((settle) => {
    release = settle
  })
  await page.route(/\/_next\/static\/.+\.js/, async (route) => {
    await held
    await route.continue()
  })
  await page.goto(url, { waitUntil: 'commit' })
  return release
}

/**
 * Presses a button while the scripts are held back: it is visibly not ready, like every other that needs them. Then lets the scripts
 * come, and presses it again as soon as it can act.
 */
export async function pressEarly(page: Page, button: Locator, release: () => void): Promise<void> {
  await expect(button).toBeVisible()
  await expect(button).toBeDisabled()
  const deaf = await page.locator('button').evaluateAll((found) =>
    (found as HTMLButtonElement[])
      .filter(({ disabled, popoverTargetElement }) => !disabled && !popoverTargetElement)
      .filter(
        ({ type, form }) => type !== 'submit' || (!form?.hasAttribute('action') && form?.method !== 'post'),
      )
      .map((one) => one.outerHTML.slice(0, 200)),
  )
  expect(deaf).toEqual([])
  const box = await button.boundingBox()
  if (box) await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  release()
  await button.click()
}

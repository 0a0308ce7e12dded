import type { Page } from '@playwright/test'
import { expect, test, unique, userOf } from './fixtures'
import { startTest } from './hosted'
import { widgetFrame } from './steps'

const elena = '/people/e1e4a000-0000-4000-8000-000000000001'

test('a secret is rotated with every launch accepted, and revoked in an emergency', async ({
  signedIn,
  demo,
  db,
  receiver,
}) => {
  test.setTimeout(240_000)
  const name = unique('Rotation')
  const accounts = {
    partner: userOf(demo, 'developer', 'Casalytics'),
    admin: userOf(demo, 'admin', 'Acme Real Estate'),
  }
  const { widgetId, secret } = await startTest(db, accounts, {
    name,
    receiver,
    placements: ['person', 'company'],
  })
  const partner = await signedIn(accounts.partner.email)
  const admin = await signedIn(accounts.admin.email)
  const launch = () => expectShown(admin, name, widgetId)
  await launch()

  await partner.goto(`/partner/widgets/${widgetId}/secrets`)
  const second = await test.step('stage: the new secret is shown once and signs nothing', async () => {
    const shown = await stage(partner)
    await expect(partner.getByRole('heading', { name: 'Rotation from v1 to v2' })).toBeVisible()
    await expect(partner.getByRole('button', { name: 'Stage a secret' })).toBeDisabled()
    await launch()
    return shown
  })

  await test.step('a probe before the deployment fails and says why; promotion waits for it', async () => {
    await partner.getByRole('button', { name: 'Probe with v2' }).click()
    await expect(
      partner.getByText('Not accepted: your server answered 403. Deploy the staged secret first.').first(),
    ).toBeVisible()
    await partner.getByRole('button', { name: 'Promote v2' }).click()
    await expect(partner.getByText('No probe of the staged secret has passed')).toBeVisible()
  })

  await test.step('deploy both, probe, promote', async () => {
    receiver.secrets = [secret, second]
    await partner.getByRole('button', { name: 'Probe again' }).click()
    await expect(partner.getByText('Refused, as expected')).toBeVisible()
    await expect(partner.getByText('Accepted', { exact: true })).toHaveCount(2)
    await launch()
    await partner.getByRole('button', { name: 'Promote v2' }).click()
    await expect(partner.getByRole('heading', { name: 'v1 is retiring' })).toBeVisible()
    await expect(partner.getByRole('timer')).toHaveText(/^2[34]:\d\d:\d\d$/)
    await launch()
  })

  await test.step('go back and forth within the grace', async () => {
    await partner.getByRole('button', { name: 'Go back to v1' }).click()
    await expect(partner.getByRole('heading', { name: 'Rotation from v1 to v2' })).toBeVisible()
    await launch()
    await partner.getByRole('button', { name: 'Promote v2' }).click()
    await expect(partner.getByRole('heading', { name: 'v1 is retiring' })).toBeVisible()
  })

  await test.step('revoke v1: launches go on with v2 alone', async () => {
    await partner.getByRole('button', { name: 'Revoke v1 now' }).click()
    await partner.getByRole('alertdialog').getByRole('button', { name: 'Revoke v1' }).click()
    await expect(partner.getByText('v1 is revoked', { exact: true })).toBeVisible()
    receiver.secrets = [second]
    await launch()
    expect(
      receiver.launches.filter(
        (entry) => entry.status === 200 && entry.context?.person?.firstName === 'Elena',
      ).length,
    ).toBeGreaterThanOrEqual(5)
  })

  await test.step('emergency: v2 is gone in the same moment and a third secret signs', async () => {
    await partner.reload()
    await partner.getByRole('button', { name: 'Emergency revoke' }).click()
    const dialog = partner.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('v2 was printed in a build log.')
    const fingerprint = await dialog.getByText(/^[0-9a-f]{8}$/).innerText()
    await dialog.getByLabel('Type the fingerprint').fill('00000000')
    await dialog.getByRole('button', { name: 'Revoke v2' }).click()
    await expect(dialog.getByText('This fingerprint doesn’t match')).toBeVisible()
    await dialog.getByLabel('Type the fingerprint').fill(fingerprint)
    await dialog.getByLabel('Reason').fill('v2 was printed in a build log.')
    await dialog.getByRole('button', { name: 'Revoke v2' }).click()
    const third = await dialog.getByTestId('secret').innerText()
    expect(third).not.toBe(second)
    receiver.secrets = [third]
    await launch()
    await dialog.getByRole('button', { name: 'I stored it' }).click()
  })

  await test.step('after a cancelled rotation the page names the secret that signs, not the number before', async () => {
    await stage(partner)
    await partner.getByRole('button', { name: 'Cancel rotation' }).click()
    await partner.getByRole('alertdialog').getByRole('button', { name: 'Revoke v4' }).click()
    await expect(partner.getByRole('button', { name: 'Stage a secret' })).toBeEnabled()
    await partner.getByRole('button', { name: 'Stage a secret' }).click()
    await expect(partner.getByText('Accept v3 and v5 side by side')).toBeVisible()
    await partner.getByRole('button', { name: 'I stored it' }).click()
    await expect(partner.getByText('You can start another when v3 is revoked')).toBeVisible()
    await launch()
  })
})

async function stage(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Stage a secret' }).click()
  const shown = await page.getByTestId('secret').innerText()
  await page.getByRole('button', { name: 'I stored it' }).click()
  return shown
}

async function expectShown(page: Page, name: string, widgetId: string): Promise<void> {
  await page.goto(`${elena}?tab=${widgetId}`)
  await expect(widgetFrame(page, name).locator('h1')).toHaveText('Verified')
}

import type { Page } from '@playwright/test'
import { newId } from '@/lib/ids'
import { expect, test, unique, userOf } from './fixtures'
import { registerOn, startTest } from './hosted'
import { openTab, registerWidget } from './steps'

const casalytics = 'Casalytics'
const acme = 'Acme Real Estate'

const navigationLink = (page: Page, name: RegExp) =>
  page.getByRole('complementary').getByRole('navigation', { name: 'Main' }).getByRole('link', { name })

test('a widget whose launches fail says so in the list, in its head and in the navigation', async ({
  signedIn,
  demo,
  db,
  receiver,
}) => {
  const accounts = { partner: userOf(demo, 'owner', casalytics), admin: userOf(demo, 'admin', acme) }
  const name = unique('Failing')
  const { widgetId } = await startTest(db, accounts, { name, receiver, placements: ['person'] })
  const version = await db.widgetVersion.findFirstOrThrow({ where: { widgetId } })
  const user = await db.user.findFirstOrThrow({ where: { email: accounts.admin.email } })
  await db.launch.createMany({
    data: [...Array(14).keys()].map((index) => ({
      id: newId('lch'),
      widgetId,
      versionId: version.id,
      teamId: user.teamId ?? '',
      userId: user.id,
      placement: 'person' as const,
      secretVersion: 1,
      fingerprint: '00000000',
      ...(index < 11 ? { outcome: 'failed' as const, reason: 'too_slow' } : { outcome: 'shown' as const }),
      createdAt: new Date(Date.now() - (index + 1) * 60_000),
    })),
  })
  const partner = await signedIn(accounts.partner.email)
  await partner.goto(`/partner/widgets?query=${encodeURIComponent(name)}`)
  const words = 'Failing: 11 of 14 in the last 24 hours'
  await expect(
    partner.getByRole('row').filter({ hasText: name }).getByRole('link', { name: words }),
  ).toBeVisible()
  await expect(navigationLink(partner, /^Widgets \d+ returned or failing$/)).toBeVisible()
  await partner.goto(`/partner/widgets/${widgetId}/versions`)
  await partner.getByRole('link', { name: words }).click()
  await expect(partner.getByText('11 launches, newest first')).toBeVisible()
})

test('the navigation counts the test requests of a team’s admins and the versions of reviewers, and nothing for an agent', async ({
  signedIn,
  demo,
  db,
}) => {
  const admin = userOf(demo, 'admin', acme)
  const { teamId } = await db.user.findFirstOrThrow({ where: { email: admin.email } })
  const partner = await signedIn(userOf(demo, 'owner', casalytics).email)
  const name = unique('Asked')
  await registerWidget(partner, {
    name,
    url: 'https://widgets.example.com/asked',
    placements: ['Person'],
    teamId: teamId ?? '',
  })
  const page = await signedIn(admin.email)
  await page.goto('/people')
  await navigationLink(page, /^Integration widgets \d+ test requests?$/).click()
  const request = page.getByRole('region', { name: 'Test requests' }).getByRole('listitem')
  await expect(request.filter({ hasText: name })).toContainText('Shows what the partner knows of the record.')
  const agent = await signedIn(userOf(demo, 'agent', acme).email)
  await agent.goto('/people')
  await expect(navigationLink(agent, /^Integration widgets$/)).toBeVisible()
  const reviewer = await signedIn(userOf(demo, 'reviewer').email)
  await reviewer.goto('/review/widgets')
  const waiting = await db.widgetVersion.count({ where: { state: 'in_review' } })
  if (waiting > 0)
    await expect(navigationLink(reviewer, /^Review queue \d+ versions? waiting$/)).toBeVisible()
})

test('a link or a reload asks before a secret that is shown once is left, until it is stored', async ({
  signedIn,
  demo,
}) => {
  const page = await signedIn(userOf(demo, 'developer', casalytics).email)
  const { widgetId, secret } = await registerWidget(page, {
    name: unique('Guarded'),
    url: 'https://widgets.example.com/guarded',
    placements: ['Person'],
  })
  await navigationLink(page, /^Launch statistics$/).click()
  const dialog = page.getByRole('alertdialog', { name: 'Leave without storing the secret?' })
  await dialog.getByRole('button', { name: 'Stay on page' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByTestId('secret')).toHaveText(secret)

  const asked = page.waitForEvent('dialog')
  await page.evaluate(() => setTimeout(() => location.reload()))
  const question = await asked
  expect(question.type()).toBe('beforeunload')
  await question.dismiss()
  await expect(page.getByTestId('secret')).toHaveText(secret)

  await page.getByRole('link', { name: 'I stored it, continue to set-up' }).click()
  await page.waitForURL(`**/partner/widgets/${widgetId}`)
  await navigationLink(page, /^Launch statistics$/).click()
  await expect(page.getByRole('heading', { name: 'Launch statistics', level: 1 })).toBeVisible()
})

test('a page that is left anyway with an unstored secret leads where the link led', async ({
  signedIn,
  demo,
}) => {
  const page = await signedIn(userOf(demo, 'owner', casalytics).email)
  await page.goto('/partner/api-keys')
  await page.getByLabel('Name').fill(unique('Left key'))
  await page.getByRole('button', { name: 'Create key' }).click()
  await expect(page.getByTestId('api-key')).toBeVisible()
  await navigationLink(page, /^Members$/).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Leave page' }).click()
  await expect(page.getByRole('heading', { name: 'Members', level: 1 })).toBeVisible()
})

test('a reviewer suspends a draft that a team tests, and reads nothing else of it', async ({
  signedIn,
  demo,
  db,
  receiver,
}) => {
  const accounts = { partner: userOf(demo, 'owner', casalytics), admin: userOf(demo, 'admin', acme) }
  const name = unique('Tested draft')
  const { widgetId } = await startTest(db, accounts, { name, receiver, placements: ['person'] })
  const reviewer = await signedIn(userOf(demo, 'reviewer').email)
  await reviewer.goto('/review/widgets?status=testing')
  const row = reviewer.getByRole('row').filter({ hasText: name })
  await expect(row).toContainText(casalytics)
  await expect(row).toContainText('Team testing')
  await expect(row).not.toContainText('127.0.0.1')
  await expect(row.getByRole('link')).toHaveCount(0)
  await row.getByRole('button', { name: 'Suspend widget' }).click()
  const dialog = reviewer.getByRole('alertdialog', { name: `Suspend ${name}?` })
  await dialog.getByLabel('Reason').fill('It asks agents for their passwords.')
  await dialog.getByRole('button', { name: 'Suspend widget' }).click()
  await expect(reviewer.getByText(`${name} is suspended`)).toBeVisible()
  const admin = await signedIn(accounts.admin.email)
  await admin.goto(`/settings/integration-widgets/${widgetId}`)
  await expect(admin.getByText(/It asks agents for their passwords\./)).toBeVisible()
})

test('History is a tab of the widget, with its events and nobody else’s', async ({
  signedIn,
  demo,
  db,
  receiver,
}) => {
  const owner = userOf(demo, 'owner', casalytics)
  const name = unique('Remembered')
  const { widgetId } = await registerOn(db, owner, { name, receiver, placements: ['person'] })
  const page = await signedIn(owner.email)
  await page.goto(`/partner/widgets/${widgetId}`)
  await openTab(page, 'History')
  await page.waitForURL(`**/partner/widgets/${widgetId}/history`)
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  const events = page.getByRole('table', { name: `History of ${name}` })
  await expect(events.getByText('Registered a widget')).toBeVisible()
  await expect(events.getByText('Created the secret')).toBeVisible()
  // With its head: nothing of another widget is here.
  await expect(events.getByRole('row')).toHaveCount(3)
})

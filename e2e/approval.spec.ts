import { expect, test, unique, userOf } from './fixtures'
import { keepPassingRun, startTest } from './hosted'
import { approve, registerWidget, submitCertified, switchWidget, widgetFrame } from './steps'

const elena = '/people/e1e4a000-0000-4000-8000-000000000001'

test('a widget is returned with a reason, approved, changed while the old version serves, suspended, reinstated and stopped', async ({
  signedIn,
  demo,
  db,
  receiver,
  tolerated,
}) => {
  test.setTimeout(240_000)
  // A suspended or stopped widget's stage answers 409, which browsers note.
  tolerated.push({ pattern: /status of 409 .*\/frames\// })
  const name = unique('Approval')
  const partner = await signedIn(userOf(demo, 'owner', 'Fairline Lending').email)
  const admin = await signedIn(userOf(demo, 'admin', 'Acme Real Estate').email)
  const reviewer = await signedIn(userOf(demo, 'reviewer').email)
  const { widgetId, secret } = await registerWidget(partner, {
    name,
    url: `${receiver.origin}/widget`,
    placements: ['Person', 'Company'],
  })
  receiver.secrets = [secret]

  const submit = async () => {
    await keepPassingRun(db, widgetId)
    await submitCertified(partner, widgetId)
  }

  await test.step('returned: the reason is with the partner, who edits and submits again', async () => {
    await submit()
    await partner.goto(`/partner/widgets/${widgetId}/edit`)
    await expect(partner.getByText('To edit it, withdraw it on the overview.')).toBeVisible()
    await reviewer.goto(`/review/${widgetId}`)
    await reviewer.getByRole('button', { name: 'Return to partner' }).click()
    await expect(reviewer.getByText('a return needs a reason')).toBeVisible()
    await reviewer.getByLabel('Reason').fill('Say in the description what you store.')
    await reviewer.getByRole('button', { name: 'Return to partner' }).click()
    await expect(reviewer.getByText(/is returned$/)).toBeVisible()
    await partner.goto(`/partner/widgets/${widgetId}`)
    await expect(partner.getByText('Say in the description what you store.')).toBeVisible()
    await partner.goto(`/partner/widgets/${widgetId}/edit`)
    await partner.getByLabel('Description').fill('Stores **nothing** of the record.')
    await partner.getByRole('button', { name: /^Save version/ }).click()
    await partner.waitForURL(`**/partner/widgets/${widgetId}`)
    await submit()
    await approve(reviewer, widgetId)
    await partner.goto(`/partner/widgets/${widgetId}/versions`)
    await expect(partner.getByText('Say in the description what you store.')).toBeVisible()
    await expect(partner.getByText('Approved, serving')).toBeVisible()
  })

  await switchWidget(admin, name, 'Person', true)
  await switchWidget(admin, name, 'Company', true)

  await test.step('a change waits for review while the old version serves; the reviewer sees the difference', async () => {
    await partner.goto(`/partner/widgets/${widgetId}/edit`)
    await partner.getByLabel('Widget URL').fill(`${receiver.origin}/widget?edition=two`)
    await partner.getByLabel('Company view').uncheck()
    await partner.getByRole('button', { name: /^Save version/ }).click()
    await partner.waitForURL(`**/partner/widgets/${widgetId}`)
    await submit()
    await admin.goto(`${elena}?tab=${widgetId}`)
    await expect(widgetFrame(admin, name).locator('h1')).toHaveText('Verified')
    const frame = admin.frames().find((entry) => entry.url().startsWith(receiver.origin))
    expect(frame?.url()).not.toContain('edition=two')
    await reviewer.goto(`/review/${widgetId}`)
    await expect(reviewer.getByRole('heading', { name: 'What changed' })).toBeVisible()
    await expect(reviewer.locator('ins').filter({ hasText: 'edition' }).first()).toBeVisible()
    await expect(reviewer.getByText(/keeps serving/).first()).toBeVisible()
    await approve(reviewer, widgetId)
    await admin.goto(`${elena}?tab=${widgetId}`)
    await expect(widgetFrame(admin, name).locator('h1')).toHaveText('Verified')
    expect(
      admin
        .frames()
        .find((entry) => entry.url().startsWith(receiver.origin))
        ?.url(),
    ).toContain('edition=two')
    await admin.goto(`/settings/integration-widgets?query=${encodeURIComponent(name)}`)
    await expect(admin.getByText('The partner no longer offers this, so your tab is gone.')).toBeVisible()
  })

  await test.step('suspended: the open page says so on reload, the switch is kept, and it returns by itself', async () => {
    await admin.goto(`${elena}?tab=${widgetId}`)
    await expect(admin.getByText(/^Signed/)).toBeVisible()
    await reviewer.goto(`/review/${widgetId}`)
    await reviewer.getByRole('button', { name: 'Suspend widget' }).click()
    const dialog = reviewer.getByRole('alertdialog')
    await dialog.getByLabel('Reason').fill('Shows values for wrong addresses.')
    await dialog.getByRole('button', { name: 'Suspend widget' }).click()
    await expect(reviewer.getByText(`${name} is suspended`)).toBeVisible()
    await admin.getByRole('button', { name: 'Reload with a fresh launch' }).click()
    await expect(admin.getByRole('heading', { name: `${name} is suspended` })).toBeVisible()
    await admin.goto(`/settings/integration-widgets?query=${encodeURIComponent(name)}`)
    await expect(admin.getByText('Shows values for wrong addresses.')).toBeVisible()
    await expect(admin.getByRole('switch', { name: `${name} in Person view` })).toBeDisabled()
    await reviewer.goto(`/review/${widgetId}`)
    await reviewer.getByRole('button', { name: 'Reinstate widget' }).click()
    await reviewer.getByRole('alertdialog').getByLabel('Reason').fill('Addresses are right again.')
    await reviewer.getByRole('alertdialog').getByRole('button', { name: 'Reinstate widget' }).click()
    await expect(reviewer.getByText(`${name} is reinstated`)).toBeVisible()
    await admin.goto(`${elena}?tab=${widgetId}`)
    await expect(admin.getByText(/^Signed/)).toBeVisible()
  })

  await test.step('the partner’s own kill switch acts on the next launch', async () => {
    await partner.goto(`/partner/widgets/${widgetId}`)
    await partner.getByRole('button', { name: 'Stop all launches' }).click()
    const dialog = partner.getByRole('alertdialog', { name: `Stop all launches of ${name}?` })
    await dialog.getByLabel('Reason').fill('Our database is restored from a backup.')
    await dialog.getByRole('button', { name: 'Stop all launches' }).click()
    await expect(partner.getByText('All launches are stopped').first()).toBeVisible()
    await admin.getByRole('button', { name: 'Reload with a fresh launch' }).click()
    await expect(admin.getByRole('heading', { name: `${name} was stopped by its partner` })).toBeVisible()
    await partner.getByRole('button', { name: 'Allow launches again' }).click()
    await expect(partner.getByText(`${name} opens again`)).toBeVisible()
    await admin.getByRole('button', { name: 'Try again' }).click()
    await expect(admin.getByText(/^Signed/)).toBeVisible()
  })
})

test('a test that a team ends takes the widget away from it', async ({ signedIn, demo, db, receiver }) => {
  const name = unique('Ended')
  const accounts = {
    partner: userOf(demo, 'owner', 'Casalytics'),
    admin: userOf(demo, 'admin', 'Acme Real Estate'),
  }
  const { widgetId } = await startTest(db, accounts, { name, receiver, placements: ['person'] })
  const admin = await signedIn(accounts.admin.email)
  await admin.goto(`/settings/integration-widgets?query=${encodeURIComponent(name)}`)
  await admin.getByRole('table').getByRole('button', { name: 'End test' }).click()
  await expect(admin.getByText(`No widget matches “${name}”`)).toBeVisible()
  await admin.goto(`${elena}?tab=${widgetId}`)
  await expect(admin.getByText('This widget isn’t on here')).toBeVisible()
})

import { submitVersion } from '@/lib/domain/review/submissions'
import { expect, test, unique, userOf } from './fixtures'
import { actorOf, keepPassingRun, registerOn, startTest } from './hosted'
import { openWithoutScripts, pressEarly } from './steps'

test('a reviewer’s decision that is pressed before the scripts are there is not lost', async ({
  signedIn,
  demo,
  db,
  receiver,
}) => {
  const partner = userOf(demo, 'owner', 'Fairline Lending')
  const name = unique('Early')
  const { widgetId } = await registerOn(db, partner, { name, receiver, placements: ['person'] })
  await keepPassingRun(db, widgetId)
  await submitVersion(await actorOf(db, partner.email), { widgetId })
  const reviewer = await signedIn(userOf(demo, 'reviewer').email)
  const release = await openWithoutScripts(reviewer, `/review/${widgetId}`)
  await pressEarly(reviewer, reviewer.getByRole('button', { name: 'Approve version 1' }), release)
  await expect(reviewer.getByRole('alertdialog')).toBeVisible()
})

test('a secret is staged, and a view switched, by presses that come before the scripts', async ({
  signedIn,
  demo,
  db,
  receiver,
}) => {
  const name = unique('Early')
  const accounts = {
    partner: userOf(demo, 'owner', 'Fairline Lending'),
    admin: userOf(demo, 'admin', 'Acme Real Estate'),
  }
  const { widgetId } = await startTest(db, accounts, { name, receiver, placements: ['person'] })

  await test.step('the secrets page', async () => {
    const partner = await signedIn(accounts.partner.email)
    const release = await openWithoutScripts(partner, `/partner/widgets/${widgetId}/secrets`)
    await pressEarly(partner, partner.getByRole('button', { name: 'Stage a secret' }), release)
    await expect(partner.getByTestId('secret')).toHaveText(/^[0-9a-f]{64}$/)
  })

  await test.step('the switches', async () => {
    const admin = await signedIn(accounts.admin.email)
    const path = `/settings/integration-widgets?query=${encodeURIComponent(name)}`
    const release = await openWithoutScripts(admin, path)
    const control = admin.getByRole('switch', { name: `${name} in Person view` })
    await expect(control).toHaveAttribute('aria-checked', 'true')
    await pressEarly(admin, control, release)
    await expect(control).toHaveAttribute('aria-checked', 'false')
    await expect(admin.getByText(`${name} is off in Person view`)).toBeVisible()
  })
})

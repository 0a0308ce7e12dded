import { type Demo, expect, test, unique, userOf } from './fixtures'
import { startTest } from './hosted'
import type { ReceiverMode } from './receiver'
import { openWithoutScripts, widgetFrame } from './steps'

const elena = '/people/e1e4a000-0000-4000-8000-000000000001'

const accountsOf = (demo: Demo) => ({
  partner: userOf(demo, 'owner', 'Fairline Lending'),
  admin: userOf(demo, 'admin', 'Acme Real Estate'),
})

const troubles: {
  mode: ReceiverMode
  title: string
  detail?: string
  gate?: string
  outcome?: string
  noise?: RegExp
}[] = [
  {
    mode: 'refuse-framing',
    title: 'refuses to be shown inside the CRM',
    detail: 'X-Frame-Options: SAMEORIGIN',
    noise: /Refused to display|X-Frame-Options|frame-ancestors/,
  },
  {
    mode: 'refuse-everybody',
    title: 'refused your launch',
    detail: 'HTTP 403',
    gate: 'Refused your launch (403)',
    outcome: 'Refused a valid launch',
    noise: /403 \(Forbidden\)/,
  },
  { mode: 'hang', title: 'took longer than 10 seconds to load', noise: /ERR_/ },
  { mode: 'reload-loop', title: 'redirects in a loop' },
  {
    mode: 'redirect-away',
    title: 'went to an undeclared address',
    detail: '127.0.0.2',
    noise: /frame-src|Content Security Policy|violates/,
  },
]

for (const { mode, title, detail, gate = 'Not shown', outcome, noise } of troubles) {
  test(`a widget in trouble (${mode}) ends in a diagnosis with the rest of the page usable`, async ({
    signedIn,
    demo,
    db,
    receiver,
    tolerated,
  }) => {
    if (noise) tolerated.push({ pattern: noise })
    const name = unique('Trouble')
    const accounts = accountsOf(demo)
    receiver.mode = mode
    const { widgetId } = await startTest(db, accounts, { name, receiver, placements: ['person'] })
    const admin = await signedIn(accounts.admin.email)
    await admin.goto(`${elena}?tab=${widgetId}`)
    await expect(admin.getByRole('heading', { name: `${name} ${title}` })).toBeVisible({ timeout: 15_000 })
    if (detail) await expect(admin.getByText(detail).first()).toBeVisible()
    await expect(admin.getByText(gate)).toBeVisible()
    await expect(admin.getByText(/^Signed/)).toHaveCount(0)

    receiver.mode = 'verify'
    await admin.getByRole('button', { name: 'Try again' }).click()
    await expect(admin.getByText(/^Signed/)).toBeVisible({ timeout: 15_000 })
    await admin
      .getByRole('navigation', { name: 'Elena Marsh: views' })
      .getByRole('link', { name: 'Overview' })
      .click()
    await expect(admin.getByRole('heading', { name: 'Recent activity' })).toBeVisible()
    const partner = await signedIn(accounts.partner.email)
    await partner.goto(`/partner/widgets/${widgetId}/launches`)
    await expect(partner.locator('tbody tr').nth(1)).toContainText(outcome ?? '')
  })
}

test('a hostile widget cannot leave its frame, reach the page, open a dialog or forge messages', async ({
  signedIn,
  demo,
  db,
  receiver,
  tolerated,
}) => {
  tolerated.push({ pattern: /Unsafe attempt|sandboxed|allow-modals|Blocked a frame|Ignored call/ })
  const name = unique('Hostile')
  const accounts = accountsOf(demo)
  receiver.mode = 'attack'
  const { widgetId } = await startTest(db, accounts, { name, receiver, placements: ['person'] })
  const admin = await signedIn(accounts.admin.email)
  let dialogs = 0
  admin.on('dialog', (dialog) => {
    dialogs += 1
    void dialog.dismiss()
  })
  await admin.goto(`${elena}?tab=${widgetId}`)
  await expect(widgetFrame(admin, name).locator('#tried')).toHaveText(/SecurityError/)
  await expect(admin.getByText(/^Signed/)).toBeVisible()
  await expect(admin.getByText(/messages from the widget were ignored/)).toBeVisible()
  expect(new URL(admin.url()).pathname).toBe(elena)
  expect(dialogs).toBe(0)
  await expect(admin.getByText('Not shown')).toHaveCount(0)
})

test('messages that were ignored before the page’s scripts were there are told all the same', async ({
  signedIn,
  demo,
  db,
  receiver,
  tolerated,
}) => {
  tolerated.push({ pattern: /Unsafe attempt|sandboxed|allow-modals|Blocked a frame|Ignored call/ })
  const name = unique('Early')
  const accounts = accountsOf(demo)
  receiver.mode = 'attack'
  const { widgetId } = await startTest(db, accounts, { name, receiver, placements: ['person'] })
  const admin = await signedIn(accounts.admin.email)
  admin.on('dialog', (dialog) => void dialog.dismiss())
  await admin.addInitScript(() => {
    addEventListener('message', ({ data }) => {
      if (data?.type === 'framegate.ignored') document.documentElement.dataset.told = 'yes'
    })
  })
  const release = await openWithoutScripts(admin, `${elena}?tab=${widgetId}`)
  await expect(admin.locator('html[data-told]')).toBeAttached()
  release()
  await expect(admin.getByText(/messages from the widget were ignored/)).toBeVisible()
})

test('a widget signs its user in through a window of its own, which knows its opener', async ({
  signedIn,
  demo,
  db,
  receiver,
}) => {
  const name = unique('Sign-in')
  const accounts = accountsOf(demo)
  receiver.mode = 'sign-in'
  const { widgetId } = await startTest(db, accounts, { name, receiver, placements: ['person'] })
  const admin = await signedIn(accounts.admin.email)
  await admin.goto(`${elena}?tab=${widgetId}`)
  const opened = admin.waitForEvent('popup')
  await widgetFrame(admin, name).getByRole('button', { name: 'Sign in' }).click()
  const popup = await opened
  // It may be gone before the test can wait for its end.
  await expect.poll(() => popup.isClosed()).toBe(true)
  await expect(widgetFrame(admin, name).getByText('Signed in')).toBeVisible()
})

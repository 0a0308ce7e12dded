import { expect, test, unique, userOf } from './fixtures'
import { startTest } from './hosted'
import {
  acceptTest,
  approve,
  openTab,
  readTeamId,
  registerWidget,
  submitForReview,
  switchWidget,
  widgetFrame,
} from './steps'

const elena = '/people/e1e4a000-0000-4000-8000-000000000001'

test('a partner signs up, registers a widget, has it tested and approved, and two teams use it', async ({
  visitor,
  signedIn,
  demo,
  receiver,
  db,
}) => {
  // Its widget is certified for real.
  test.setTimeout(300_000)
  const name = unique('Journey')
  const email = `dev-${Date.now()}@journey.example`
  const partner = await visitor()

  await test.step('signing up signs in, and opens the form that registers the first widget', async () => {
    await partner.goto('/sign-up')
    await partner.getByLabel('Email').fill(email)
    await partner.getByLabel('Your name').fill('Nadia Osei')
    await partner.getByLabel('Password').fill('a sentence to remember')
    await partner.getByLabel('Organisation').fill('Journey Works')
    await partner.getByRole('button', { name: 'Sign up' }).click()
    await partner.waitForURL('**/partner/widgets/new?first=1')
    await expect(
      partner.getByRole('heading', { name: 'Welcome, Nadia Osei. Register your first widget' }),
    ).toBeVisible()
    await partner.goto('/partner/widgets')
    await expect(partner.getByText('No widgets yet')).toBeVisible()
  })

  const admin = await signedIn(userOf(demo, 'admin', 'Acme Real Estate').email)
  const agent = await signedIn(userOf(demo, 'agent', 'Acme Real Estate').email)
  const teamId = await readTeamId(admin)

  const { widgetId, secret } = await test.step('register, with the secret shown once', async () => {
    const created = await registerWidget(partner, {
      name,
      url: `${receiver.origin}/widget?own=1`,
      placements: ['Person'],
      teamId,
    })
    await partner.reload()
    await expect(partner.getByTestId('secret')).toHaveCount(0)
    expect(await partner.content()).not.toContain(created.secret)
    return created
  })
  receiver.secrets = [secret]

  await test.step('nobody of the team but its admin sees the request', async () => {
    await agent.goto(`/settings/integration-widgets?query=${encodeURIComponent(name)}`)
    await expect(agent.getByText(`No widget matches “${name}”`)).toBeVisible()
    await acceptTest(admin, name)
  })

  await test.step('switched on, an agent sees the verified content in the cross-site frame', async () => {
    await switchWidget(admin, name, 'Person', true)
    await agent.goto(elena)
    await openTab(agent, new RegExp(`^${name}`))
    const frame = widgetFrame(agent, name)
    await expect(frame.locator('h1')).toHaveText('Verified')
    await expect(frame.locator('#name')).toHaveText('Elena Marsh')
    await expect(frame.locator('#agent')).toHaveText(userOf(demo, 'agent', 'Acme Real Estate').email)
    await expect(agent.getByText(/^Signed/)).toBeVisible()
    expect(agent.url()).not.toContain('context')
    const opened = receiver.launches.filter((launch) => launch.context?.person?.firstName === 'Elena')
    expect(opened.every((launch) => launch.status === 200)).toBe(true)
    expect(opened.at(-1)?.referer).toBe(`${new URL(agent.url()).origin}/`)
  })

  await test.step('another team never sees a widget in testing', async () => {
    const stranger = await signedIn(userOf(demo, 'admin', 'Northwind Homes').email)
    await stranger.goto(`/settings/integration-widgets?query=${encodeURIComponent(name)}`)
    await expect(stranger.getByText(`No widget matches “${name}”`)).toBeVisible()
  })

  await test.step('submit, approve, and another team can switch it on', async () => {
    await submitForReview(partner, widgetId)
    const reviewer = await signedIn(userOf(demo, 'reviewer').email)
    await approve(reviewer, widgetId)
    await expect
      .poll(() =>
        db.widget.findUniqueOrThrow({ where: { id: widgetId }, select: { servingVersionId: true } }),
      )
      .not.toEqual({ servingVersionId: null })
    await partner.goto(`/partner/widgets/${widgetId}`)
    await expect(partner.getByText('Version 1 is approved for all teams')).toBeVisible()
    const other = await signedIn(userOf(demo, 'admin', 'Northwind Homes').email)
    await switchWidget(other, name, 'Person', true)
    await other.goto('/people')
    await other.locator('tbody a').first().click()
    await openTab(other, name)
    await expect(widgetFrame(other, name).locator('h1')).toHaveText('Verified')
  })

  await test.step('switched off, the tab is gone and its address says so', async () => {
    await switchWidget(admin, name, 'Person', false)
    await agent.goto(elena)
    await expect(agent.getByRole('link', { name: new RegExp(`^${name}`), includeHidden: true })).toHaveCount(
      0,
    )
    await agent.goto(`${elena}?tab=${widgetId}`)
    await expect(agent.getByText('This widget isn’t on here')).toBeVisible()
    await admin.goto(`/settings/integration-widgets?query=${encodeURIComponent(name)}`)
    await expect(admin.getByText('Off', { exact: true }).last()).toBeVisible()
  })
})

test('a widget of the company view receives the company and no person', async ({
  signedIn,
  demo,
  db,
  receiver,
}) => {
  const name = unique('Company view')
  const accounts = {
    partner: userOf(demo, 'owner', 'Casalytics'),
    admin: userOf(demo, 'admin', 'Acme Real Estate'),
  }
  await startTest(db, accounts, { name, receiver, placements: ['company'] })
  const admin = await signedIn(accounts.admin.email)
  await admin.goto(`/settings/integration-widgets?query=${encodeURIComponent(name)}`)
  await expect(admin.getByRole('switch', { name: `${name} in Person view` })).toHaveCount(0)
  await expect(admin.getByRole('switch', { name: `${name} in Company view` })).toBeVisible()
  await admin.goto('/companies')
  const company = admin.locator('tbody a').first()
  const companyName = await company.innerText()
  await company.click()
  await openTab(admin, new RegExp(`^${name}`))
  await expect(widgetFrame(admin, name).locator('#name')).toHaveText(companyName)
  const launch = receiver.launches.find((entry) => entry.context?.company?.name === companyName)
  expect(launch?.status).toBe(200)
  expect(launch?.context).not.toHaveProperty('person')
  await admin.goto('/people')
  await admin.locator('tbody a').first().click()
  await expect(admin.getByRole('link', { name: new RegExp(`^${name}`), includeHidden: true })).toHaveCount(0)
})

test('a switch is taken back by Undo and by Z, and the keyboard does all of it', async ({
  signedIn,
  demo,
}) => {
  const page = await signedIn(userOf(demo, 'admin', 'Northwind Homes').email)
  const name = 'Market Pulse'
  await page.goto(`/settings/integration-widgets?query=${encodeURIComponent(name)}`)
  const control = page.getByRole('switch', { name: `${name} in Company view` })
  await expect(control).toHaveAttribute('aria-checked', 'false')
  // The keys work once the page has woken up.
  await expect(async () => {
    await page.keyboard.press('ArrowDown')
    await expect(page.getByRole('switch', { name: `${name} in Person view` })).toBeFocused({ timeout: 500 })
  }).toPass()
  await page.keyboard.press('c')
  await expect(control).toHaveAttribute('aria-checked', 'true')
  await expect(page.getByText(`${name} is on in Company view`)).toBeVisible()
  await page.keyboard.press('z')
  await expect(page.getByText(`${name} is off in Company view`)).toBeVisible()
  await expect(control).toHaveAttribute('aria-checked', 'false')
  // Nobody had set it before, so nobody is named.
  const cell = page.getByRole('row', { name }).getByRole('cell').filter({ has: control })
  await expect(cell).not.toContainText('You,')
  await page.reload()
  await expect(control).toHaveAttribute('aria-checked', 'false')
  await expect(async () => {
    await page.keyboard.press('/')
    await expect(page.getByLabel('Search widgets')).toBeFocused({ timeout: 500 })
  }).toPass()
})

import { type Demo, expect, test, unique, userOf } from './fixtures'
import { startTest } from './hosted'
import { widgetFrame } from './steps'

const elena = '/people/e1e4a000-0000-4000-8000-000000000001'

const accountsOf = (demo: Demo) => ({
  partner: userOf(demo, 'owner', 'Fairline Lending'),
  admin: userOf(demo, 'admin', 'Acme Real Estate'),
})

test('a launch is found by its filters, read beside the list by keyboard, and shared by its address', async ({
  signedIn,
  demo,
  db,
  receiver,
}) => {
  const name = unique('Logged')
  const accounts = accountsOf(demo)
  const { widgetId } = await startTest(db, accounts, { name, receiver, placements: ['person'] })
  const admin = await signedIn(accounts.admin.email)
  for (let count = 1; count <= 2; count += 1) {
    await admin.goto(`${elena}?tab=${widgetId}`)
    await expect(admin.getByText(/^Signed/)).toBeVisible()
    await expect.poll(() => db.launch.count({ where: { widgetId, outcome: 'shown' } })).toBe(count)
  }
  const failed = await db.launch.findFirstOrThrow({ where: { widgetId }, orderBy: { createdAt: 'desc' } })
  await db.launch.update({ where: { id: failed.id }, data: { outcome: 'failed', reason: 'too_slow' } })

  const partner = await signedIn(accounts.partner.email)
  const path = `/partner/widgets/${widgetId}/launches`
  await partner.goto(path)
  const rows = partner.locator('tbody tr')
  await expect(rows).toHaveCount(2)

  await test.step('filters and the search are in the address', async () => {
    await partner.getByRole('combobox', { name: 'Outcome' }).selectOption('shown')
    await expect(partner).toHaveURL(/outcome=shown/)
    await expect(rows).toHaveCount(1)
    await partner.getByRole('searchbox', { name: 'Search launches' }).fill('acme')
    await partner.keyboard.press('Enter')
    await expect(partner).toHaveURL(/outcome=shown.*query=acme|query=acme.*outcome=shown/)
    await expect(rows).toHaveCount(1)
    await partner.goto(`${path}?query=nobody`)
    await expect(partner.getByText('No launch matches')).toBeVisible()
    await partner.getByRole('link', { name: 'Clear filters' }).first().click()
    await expect(rows).toHaveCount(2)
  })

  await test.step('Enter opens it, the arrow keys go on, Escape closes', async () => {
    const link = rows.nth(0).getByRole('link')
    const newest = await link.innerText()
    await expect(partner.locator('main [data-unready]')).toHaveCount(0)
    await link.focus()
    await partner.keyboard.press('Enter')
    const drawer = partner.getByRole('dialog', { name: 'Launch' })
    await expect(drawer).toContainText(newest)
    await partner.keyboard.press('ArrowRight')
    await expect(drawer).not.toContainText(newest)
    await expect(drawer.getByText('Accepted, and may be framed')).toBeVisible()
    await expect(drawer.getByText(`GET ${receiver.origin}`)).toBeVisible()
    await expect(drawer).not.toContainText('Elena')
    await partner.keyboard.press('ArrowLeft')
    await expect(drawer).toContainText(newest)
    const shared = partner.url()
    await partner.keyboard.press('Escape')
    await expect(drawer).toHaveCount(0)
    expect(new URL(partner.url()).searchParams.has('launch')).toBe(false)

    const colleague = await signedIn(accounts.partner.email)
    await colleague.goto(shared)
    await expect(colleague.getByRole('dialog', { name: 'Launch' })).toContainText(newest)
    await colleague.getByRole('dialog').getByRole('link', { name: 'Open in the sandbox' }).click()
    await expect(colleague).toHaveURL(/sandbox\?place=person&version=working/)
  })

  await test.step('the way back closes it', async () => {
    await rows.nth(1).getByRole('link').click()
    await expect(partner.getByRole('dialog')).toBeVisible()
    await partner.goBack()
    await expect(partner.getByRole('dialog')).toHaveCount(0)
    await expect(rows).toHaveCount(2)
  })
})

test('launches come while a partner watches; while paused they wait and are counted', async ({
  signedIn,
  demo,
  db,
  receiver,
}) => {
  const name = unique('Watched')
  const accounts = accountsOf(demo)
  const { widgetId } = await startTest(db, accounts, { name, receiver, placements: ['person'] })
  const partner = await signedIn(accounts.partner.email)
  await partner.goto(`/partner/widgets/${widgetId}/launches`)
  await expect(partner.getByText('No launches yet')).toBeVisible()
  await partner.getByLabel('Watch live').check()
  const admin = await signedIn(accounts.admin.email)
  const open = async () => {
    await admin.goto(`${elena}?tab=${widgetId}`)
    await expect(widgetFrame(admin, name).locator('body')).toBeVisible()
  }
  const rows = partner.locator('tbody tr')
  await open()
  await expect(rows).toHaveCount(1)
  await expect(rows.first()).toContainText('Shown')
  await partner.getByRole('button', { name: 'Pause' }).click()
  await open()
  await expect(partner.getByText('Paused, 1 waiting')).toBeVisible()
  await expect(rows).toHaveCount(1)
  await partner.getByRole('button', { name: 'Resume' }).click()
  await expect(rows).toHaveCount(2)
  await expect(partner.getByText('2 new')).toBeVisible()
})

test('launches and the audit log are downloaded by the filters of their pages', async ({
  signedIn,
  demo,
}) => {
  const owner = await signedIn(userOf(demo, 'owner', 'Casalytics').email)
  const widget = demo.widgets.find((entry) => entry.name === 'Property Recommendations')
  await owner.goto('/partner/audit?action=widget')
  const [file] = await Promise.all([
    owner.waitForEvent('download'),
    owner.getByRole('link', { name: 'Export CSV' }).click(),
  ])
  expect(file.suggestedFilename()).toMatch(/^audit-log-\d{4}-\d\d-\d\d\.csv$/)
  const answer = await owner.request.get('/api/exports/audit?action=widget')
  const lines = (await answer.text()).split('\r\n')
  expect(lines[0]).toBe(
    '\uFEFFNumber,When (UTC),Who,What,Action,Subject,Kind of subject,Subject ID,Organisation,Details',
  )
  expect(lines.length).toBeGreaterThan(2)
  expect(lines.slice(1, -1).every((line) => line.includes(',widget.'))).toBe(true)

  await owner.goto(`/partner/widgets/${widget?.id}/launches?outcome=shown`)
  const href = await owner.getByRole('link', { name: 'Export CSV' }).getAttribute('href')
  expect(href).toBe(`/api/exports/launches/${widget?.id}?outcome=shown`)
  const launches = await owner.request.get(href ?? '')
  expect(launches.headers()['content-type']).toBe('text/csv; charset=utf-8')
  expect(await launches.text()).toContain('Launch,When (UTC),Team,Placement,Version')
})

test('an overview’s exact figures are read by keyboard, in the period and for the widget that were chosen', async ({
  signedIn,
  demo,
  db,
}) => {
  const email = userOf(demo, 'owner', 'Casalytics').email
  const widget = await db.widget.findFirstOrThrow({
    where: { id: { in: demo.widgets.map(({ id }) => id) }, partner: { users: { some: { email } } } },
    include: { servingVersion: true },
  })
  const admin = await db.user.findFirstOrThrow({
    where: { email: userOf(demo, 'admin', 'Acme Real Estate').email },
  })
  const at = new Date()
  await db.launch.createMany({
    data: Array.from({ length: 3 }, (_, index) => ({
      id: `lch_${unique('o').replace(/\W/g, '')}${index}`,
      widgetId: widget.id,
      versionId: widget.servingVersionId ?? '',
      teamId: admin.teamId ?? '',
      userId: admin.id,
      placement: 'person',
      secretVersion: 1,
      fingerprint: '00000000',
      outcome: 'shown' as const,
      createdAt: at,
      settledAt: new Date(at.getTime() + 250),
    })),
  })
  const owner = await signedIn(email)
  await owner.goto('/partner/overview')
  await owner.getByRole('navigation', { name: 'Period' }).getByRole('link', { name: '24 hours' }).click()
  await expect(owner).toHaveURL(/period=24h/)
  await owner.getByRole('combobox', { name: 'Widget' }).selectOption(widget.id)
  await expect(owner).toHaveURL(new RegExp(`widget=${widget.id}`))
  const chart = owner.getByRole('slider', { name: 'Launches by hour' })
  const launches = await db.launch.count({
    where: {
      widgetId: widget.id,
      createdAt: { gte: new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000) },
    },
  })
  await expect(chart).toHaveAttribute('aria-valuetext', new RegExp(`: Launches ${launches}, Failed \\d+$`))
  await expect(chart).toHaveAttribute('aria-valuenow', '23')
  await expect(chart).not.toHaveAttribute('data-unready')
  await chart.focus()
  await owner.keyboard.press('ArrowLeft')
  await expect(chart).toHaveAttribute('aria-valuenow', '22')
  await owner.keyboard.press('Home')
  await expect(chart).toHaveAttribute('aria-valuenow', '0')
})

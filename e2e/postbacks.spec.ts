import type { ServerResponse } from 'node:http'
import { findInLooks } from './axe'
import { expect, test, unique, userOf } from './fixtures'
import { acceptTest, createMarketplaceWidget, readTeamId } from './steps'

const acme = 'Acme Real Estate'

function answerBy(status: (method: string, url: string) => number) {
  return ({ method, url }: { method: string; url: string }, response: ServerResponse) =>
    response.writeHead(status(method, url), { 'content-type': 'text/plain' }).end('what the partner says')
}

test('an admin registers a location and a member; the partner sees failures, a 410 and a replay', async ({
  demo,
  db,
  signedIn,
  postbacks,
}) => {
  test.setTimeout(300_000)
  const [admin, partner, qa] = await Promise.all([
    signedIn(userOf(demo, 'admin', acme).email),
    signedIn(userOf(demo, 'owner', 'Casalytics').email),
    signedIn(userOf(demo, 'qa', 'Casalytics').email),
  ])
  const name = unique('Orders')
  const place = unique('Harbour')
  const widgetId = await createMarketplaceWidget(demo, {
    name,
    locationPostbackUrl: `${postbacks.origin}/locations?id={{location.id}}&number={{location.account_number}}`,
    userPostbackUrl: `${postbacks.origin}/users?location={{location.id}}&name={{user.username}}&email={{user.email}}`,
    testTeamId: await readTeamId(admin),
  })
  await acceptTest(admin, name)

  await admin.goto('/settings/locations')
  await admin.getByRole('button', { name: 'Add a location' }).click()
  const dialog = admin.getByRole('alertdialog')
  await dialog.getByLabel('Name').fill(place)
  await dialog.getByLabel('Account number').fill('..')
  await dialog.getByRole('button', { name: 'Add location' }).click()
  await expect(dialog.getByText('Use more than just dots.')).toBeVisible()
  await dialog.getByLabel('Account number').fill('A 7')
  await dialog.getByRole('button', { name: 'Add location' }).click()
  const row = admin.getByRole('row').filter({ hasText: place })
  const locationId = await row.locator('.mono').innerText()
  const agent = await db.user.findFirstOrThrow({ where: { email: userOf(demo, 'agent', acme).email } })
  await admin.getByRole('button', { name: `Edit ${agent.name}` }).click()
  await dialog.getByLabel('Username').fill('agent & co')
  await dialog.getByRole('button', { name: 'Save member' }).click()
  await expect(admin.getByRole('cell', { name: 'agent & co' })).toBeVisible()

  const panel = `/settings/integration-widgets/${widgetId}`
  await admin.goto(panel)
  await admin.getByRole('switch', { name: `Register ${place}`, exact: true }).click()
  await expect.poll(() => postbacks.lines()).toEqual([`POST /locations?id=${locationId}&number=A%207 204`])
  const section = admin.getByRole('region', { name: place })
  await expect(section.getByText(/^Partner told/)).toBeVisible()

  postbacks.answer = answerBy(() => 500)
  await section.getByRole('switch', { name: `Register ${agent.name}` }).click()
  const user = `/users?location=${locationId}&name=agent%20%26%20co&email=${encodeURIComponent(agent.email)}`
  await expect.poll(() => postbacks.lines().slice(1)).toEqual([`POST ${user} 500`])
  await expect(section.getByText(/^Partner not told yet/)).toBeVisible()

  const log = `/partner/widgets/${widgetId}/postbacks`
  await partner.goto(`/partner/widgets/${widgetId}`)
  await partner.getByRole('link', { name: 'Postbacks' }).click()
  const first = partner.getByRole('row').filter({ hasText: user })
  await expect(first.getByText(/Your server answered 500\./)).toBeVisible()
  await first.getByRole('link', { name: /^Attempts of pbk_/ }).click()
  await expect(partner.getByLabel('Response').first()).toContainText('what the partner says')
  await expect(partner.getByLabel('Request').first()).toContainText(/v1,… by secret v1 \([0-9a-f]{8}\)/)
  // The page reads itself again: it shows the second attempt, and then the delivery.
  await expect(partner.getByLabel('Response').nth(1)).toBeVisible({ timeout: 20_000 })
  postbacks.answer = answerBy(() => 200)
  await expect(first.getByText('Delivered')).toBeVisible({ timeout: 40_000 })
  const ids = postbacks.received.slice(1).map(({ id }) => id)
  expect(ids.length).toBeGreaterThanOrEqual(3)
  expect(new Set(ids).size).toBe(1)

  postbacks.answer = answerBy(() => 410)
  await section.getByRole('switch', { name: `Register ${agent.name}` }).click()
  await expect.poll(() => postbacks.lines().at(-1)).toBe(`DELETE ${user} 410`)
  await partner.goto(log)
  await expect(partner.getByText('Your server answered 410, so postbacks are stopped.')).toBeVisible()
  await qa.goto(log)
  await expect(qa.getByText('An owner or developer can allow them again.')).toBeVisible()
  await expect(qa.getByRole('button', { name: /Replay|Allow/ })).toHaveCount(0)
  await admin.reload()
  await expect(admin.getByText('Casalytics isn’t notified at the moment.')).toBeVisible()

  postbacks.answer = answerBy(() => 500)
  await partner.getByRole('button', { name: 'Allow again' }).click()
  await partner.getByRole('alertdialog').getByRole('button', { name: 'Allow postbacks' }).click()
  await expect(partner.getByText('Postbacks are allowed again')).toBeVisible()
  await expect.poll(() => postbacks.lines().at(-1)).toBe(`DELETE ${user} 500`)
  const looks: string[] = []
  const isLook = (url: URL) => url.searchParams.has('_rsc')
  await partner.route(isLook, async (route) => {
    const response = await route.fetch()
    const body = await response.text()
    looks.push(body)
    await route.fulfill({ response, body })
  })
  // Three days go by.
  await db.postback.updateMany({ where: { widgetId, state: 'pending' }, data: { giveUpAt: new Date() } })
  await expect(partner.getByText(/^Failed after \d+ attempts$/)).toBeVisible({ timeout: 30_000 })
  // What ended is looked at once more, since it may have been read half before its end.
  await expect.poll(() => looks.filter((look) => look.includes('Failed after')).length).toBeGreaterThan(1)
  await partner.unroute(isLook)
  postbacks.answer = answerBy(() => 200)
  await partner.getByRole('button', { name: 'Replay all failed' }).click()
  await expect(partner.getByText('Replaying 1 postback')).toBeVisible()
  await expect(partner.getByText('1 of 1 done: 1 delivered, 0 failed')).toBeVisible({ timeout: 20_000 })
  await expect.poll(() => postbacks.lines().at(-1)).toBe(`DELETE ${user} 200`)

  // The newest of each registration may be sent again, though it was delivered.
  await partner.getByRole('checkbox', { name: 'Select all' }).check()
  await partner.getByRole('button', { name: 'Replay selected' }).click()
  await expect(partner.getByText('Replaying 2 postbacks')).toBeVisible()
  await expect(partner.getByText('2 of 2 done: 2 delivered, 0 failed')).toBeVisible({ timeout: 20_000 })
  await expect(qa.getByRole('checkbox')).toHaveCount(0)
  const file = await partner.request.get(`/api/exports/postbacks/${widgetId}?state=delivered`)
  expect(file.headers()['content-type']).toContain('text/csv')
  expect((await file.text()).trim().split('\r\n')).toHaveLength(4)

  await partner.goto(`${log}?state=failed`)
  await expect(partner.getByText('No postback matches')).toBeVisible()

  const { id } = await db.postback.findFirstOrThrow({ where: { widgetId, method: 'DELETE' } })
  for (const [page, path] of [
    [admin, '/settings/locations'],
    [admin, panel],
    [partner, `${log}?open=${id}`],
  ] as const) {
    await page.goto(path)
    await expect(page.locator('h1')).toHaveCount(1)
    expect(await findInLooks(page, path)).toEqual([])
  }
})

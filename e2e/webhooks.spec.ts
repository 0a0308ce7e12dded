import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { findInLooks } from './axe'
import { expect, portalOrigin, test, unique, userOf } from './fixtures'
import { createFreshTeam } from './fresh-team'

type Received = { headers: Record<string, string | string[] | undefined>; body: string }

/** As a receiver verifies by Standard Webhooks: code that the portal doesn't share. */
function isSigned({ headers, body }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const made = Buffer.from(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
  return String(headers['webhook-signature'])
    .split(' ')
    .some((given) => given.length === made.length && timingSafeEqual(Buffer.from(given), made))
}

const answerWith = (status: number) => (_: unknown, response: ServerResponse) =>
  response.writeHead(status, { 'content-type': 'text/plain' }).end('what the server says')

test('an admin adds a webhook, tests it, and sees a signed event fail and be replayed', async ({
  db,
  signedIn,
  postbacks,
}) => {
  test.setTimeout(240_000)
  // Its own, since a webhook is told of every record of its team, also of other tests'.
  const { email, apiKey } = await createFreshTeam(db)
  const admin = await signedIn(email)
  const api = async (method: string, path: string, body: object) => {
    const answer = await fetch(`${portalOrigin}/api/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return (await answer.json()) as { id: string }
  }
  const firstName = unique('Hooked')
  const typesOf = () =>
    postbacks.received.map(({ body }) => (JSON.parse(body || '{}') as { type?: string }).type)

  await admin.goto('/settings/webhooks')
  await admin.getByRole('link', { name: 'Add a webhook' }).click()
  await admin.getByLabel('Address').fill('http://example.com/hooks')
  await admin.getByRole('button', { name: 'Add webhook' }).click()
  await expect(admin.getByText('Start with https://.')).toBeVisible()
  await admin.getByLabel('Address').fill(`${postbacks.origin}/hooks`)
  await admin.getByRole('checkbox', { name: 'company.updated' }).uncheck()
  await admin.getByRole('button', { name: 'Add webhook' }).click()
  const secret = await admin.getByTestId('secret').innerText()
  await admin.getByRole('link', { name: 'I stored it, go to the webhook' }).click()
  await expect(admin.getByText('Not tested', { exact: true })).toBeVisible()
  await expect(admin.getByText(secret)).toHaveCount(0)
  const webhookPath = new URL(admin.url()).pathname

  // Nothing is sent before the test.
  const person = await api('POST', 'people', { firstName, lastName: 'Marsh' })
  await admin.getByRole('button', { name: 'Send test event' }).click()
  await expect(admin.getByRole('row').filter({ hasText: 'webhook.test' }).getByText('Delivered')).toBeVisible(
    {
      timeout: 20_000,
    },
  )
  await admin.reload()
  await expect(admin.getByText('Active', { exact: true })).toBeVisible()
  expect(typesOf()).toEqual(['webhook.test'])

  postbacks.answer = answerWith(308)
  await api('PATCH', `people/${person.id}`, { stage: 'Lead' })
  await expect.poll(typesOf).toEqual(['webhook.test', 'person.updated'])
  for (const received of postbacks.received) expect(isSigned(received, secret)).toBe(true)
  const event = JSON.parse(postbacks.received[1]?.body ?? '') as { data: object }
  expect(event.data).toMatchObject({ id: person.id, firstName, stage: 'Lead', revision: 2 })

  await admin.goto(`${webhookPath}?state=failed`)
  const row = admin.getByRole('row').filter({ hasText: 'person.updated' })
  await expect(row.getByText('Failed after 1 attempt')).toBeVisible()
  await row.getByRole('link', { name: /^Attempts of evt_/ }).click()
  await expect(admin.getByLabel('Response').first()).toContainText('what the server says')
  postbacks.answer = answerWith(204)
  await row.getByRole('button', { name: /^Replay evt_/ }).click()
  await expect.poll(typesOf).toEqual(['webhook.test', 'person.updated', 'person.updated'])
  expect(postbacks.received[2]?.id).toBe(postbacks.received[1]?.id)

  await admin.goto(webhookPath)
  await admin.getByRole('button', { name: 'Pause' }).click()
  await expect(admin.getByText('Events are paused.')).toBeVisible()
  await api('PATCH', `people/${person.id}`, { stage: 'Customer' })
  await admin.reload()
  await expect(
    admin
      .getByText(/^1 event waits/)
      .or(admin.getByText(/1 event waits/))
      .first(),
  ).toBeVisible()
  await admin.getByRole('button', { name: 'Resume' }).click()
  await expect.poll(() => typesOf().length).toBe(4)

  await admin.goto(`${webhookPath}/settings`)
  await admin.getByRole('button', { name: 'Rotate' }).click()
  await admin.getByRole('alertdialog').getByRole('button', { name: 'Rotate secret' }).click()
  const next = await admin.getByTestId('secret').innerText()
  await admin.getByRole('button', { name: 'I stored it' }).click()
  await api('DELETE', `people/${person.id}`, {})
  await expect.poll(typesOf).toContain('person.deleted')
  const last = postbacks.received.at(-1) as Received
  expect([isSigned(last, secret), isSigned(last, next)]).toEqual([true, true])
  expect(last.body).not.toContain(firstName)

  for (const path of ['/settings/webhooks', webhookPath, `${webhookPath}/settings`]) {
    await admin.goto(path)
    expect(await findInLooks(admin, path)).toEqual([])
  }

  await admin.getByRole('button', { name: 'Delete' }).click()
  await admin.getByRole('alertdialog').getByRole('button', { name: 'Delete webhook' }).click()
  await expect(admin).toHaveURL(/\/settings\/webhooks$/)
  await expect(admin.getByRole('link', { name: `${postbacks.origin}/hooks` })).toHaveCount(0)
  await expect.poll(() => db.postback.count({ where: { recordId: person.id } })).toBe(0)
})

test('an admin downloads what is held of a person, and an agent is not offered it', async ({
  demo,
  signedIn,
}) => {
  const elena = '/people/e1e4a000-0000-4000-8000-000000000001'
  const [admin, agent] = await Promise.all([
    signedIn(userOf(demo, 'admin', 'Acme Real Estate').email),
    signedIn(userOf(demo, 'agent', 'Acme Real Estate').email),
  ])
  await admin.goto(elena)
  const [download] = await Promise.all([
    admin.waitForEvent('download'),
    admin.getByRole('link', { name: 'Download JSON' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^person-\d{4}-\d\d-\d\d\.json$/)
  const file = await admin.request.get(`/api/exports${elena}`)
  expect(await file.json()).toMatchObject({
    person: { id: elena.split('/').at(-1), lastName: 'Marsh' },
    launches: expect.any(Array),
    auditEvents: expect.any(Array),
  })
  await agent.goto(elena)
  await expect(agent.getByRole('link', { name: 'Download JSON' })).toHaveCount(0)
})

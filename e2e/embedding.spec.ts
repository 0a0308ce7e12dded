import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, portalOrigin, test, userOf } from './fixtures'

type Launch = { method: 'GET' | 'POST'; url: string; fields: Record<string, string> }

const person = {
  id: 'crm-77',
  firstName: 'Zoë',
  lastName: 'Quill',
  emails: [{ email: 'Zoe@Quill.example', isPrimary: true }],
}
const company = { id: 'crm-co-7', name: 'Quill & Sons' }

/** What each protocol's demo widget shows once it verified the launch. */
const shown: [name: string, placement: string, record: object, heading: RegExp][] = [
  ['Property Recommendations', 'person', { person }, /Zoë/],
  ['Property Recommendations', 'company', { company }, /Quill & Sons/],
  ['Social Desk', 'person', { person }, /Messages from this contact/],
  ['Payment History', 'person', { person }, /Payments of this contact/],
  ['Payment History', 'full_page', {}, /Payment history/],
  ['Outreach Kit', 'person', { person }, /How Zoë Quill likes to be reached/],
  ['Outreach Kit', 'company', { company }, /How Quill & Sons likes to be reached/],
  ['Outreach Kit', 'full_page', {}, /Template library/],
  ['Outreach Kit', 'email_editor', { person }, /Templates for Zoë Quill/],
  ['Outreach Kit', 'custom_action', { person, actionId: 7 }, /Call Zoë Quill/],
]

test('a CRM of another origin opens every protocol’s launch with a team key: a URL as a source, fields as a form', async ({
  demo,
  visitor,
}) => {
  const page = await visitor()
  const crm = await serveCrm(async (query) => {
    const { name, placement, record } = JSON.parse(query.get('open') ?? '{}')
    const widget = demo.widgets.find((entry) => entry.name === name)
    const user = { id: widget?.userId ?? 'crm-user-1', email: 'agent@crm.example' }
    const answer = await fetch(`${portalOrigin}/api/v1/launches`, {
      method: 'POST',
      headers: { authorization: `Bearer ${demo.apiKeys.team}`, 'content-type': 'application/json' },
      body: JSON.stringify({ widgetId: widget?.id, placement, user, ...record }),
    })
    expect(answer.status).toBe(201)
    return (await answer.json()) as Launch
  })
  try {
    for (const [name, placement, record, heading] of shown) {
      await page.goto(
        `${crm.origin}/?open=${encodeURIComponent(JSON.stringify({ name, placement, record }))}`,
      )
      await page.waitForURL((url) => url.origin !== crm.origin)
      await expect(page.getByRole('heading', { level: 1 }), `${name} in ${placement}`).toHaveText(heading)
    }
  } finally {
    crm.stop()
  }
})

test('the tabs that a CRM lists are those that open in a frame, and Showpad’s launch is refused by its own code', async ({
  demo,
}) => {
  const headers = { authorization: `Bearer ${demo.apiKeys.team}`, 'content-type': 'application/json' }
  const listed = async (placement: string) => {
    const answer = await fetch(`${portalOrigin}/api/v1/tabs?placement=${placement}`, { headers })
    return ((await answer.json()) as { tabs: { name: string }[] }).tabs.map(({ name }) => name)
  }
  const onPeople = await listed('person')
  for (const name of ['Market Pulse', 'Outreach Kit', 'Payment History', 'Social Desk'])
    expect(onPeople).toContain(name)
  expect(onPeople).not.toContain('Content Locker')
  for (const placement of ['email_editor', 'custom_action'])
    expect(await listed(placement)).toEqual(['Outreach Kit'])
  const showpad = demo.widgets.find(({ protocol }) => protocol === 'showpad')
  const refused = await fetch(`${portalOrigin}/api/v1/launches`, {
    method: 'POST',
    headers,
    body: JSON.stringify({
      widgetId: showpad?.id,
      placement: 'person',
      user: { id: '1', email: 'a@b.example' },
      person,
    }),
  })
  expect(refused.status).toBe(422)
  expect(await refused.json()).toMatchObject({ code: 'protocol_has_no_launch' })
})

test('an agent searches a partner from a record and from the palette, opens whom it found, and logs an activity', async ({
  demo,
  signedIn,
  db,
}) => {
  const agent = await signedIn(userOf(demo, 'agent', 'Acme Real Estate').email)
  await agent.goto('/people/e1e4a000-0000-4000-8000-000000000001?tab=partners')
  await agent.getByLabel('Search for').fill('elena marsh')
  await agent.getByRole('button', { name: 'Search', exact: true }).click()
  const social = agent.getByRole('region', { name: 'Social Desk', exact: true })
  await social.getByRole('button', { name: 'Open Elena Marsh' }).click()
  const found = social.frameLocator('iframe').frameLocator('#widget')
  await expect(found.getByRole('heading', { name: 'Elena Marsh' })).toBeVisible()

  const locker = agent.getByRole('region', { name: 'Content Locker', exact: true })
  await locker.getByLabel(/Elena Marsh/).check()
  await locker.getByLabel('Log activity to Content Locker').fill('Shared the brochure')
  await locker.getByRole('button', { name: 'Log activity' }).click()
  await expect(agent.getByText('Logged to Content Locker')).toBeVisible()
  expect(await db.auditEvent.count({ where: { action: 'activity.sent' } })).toBeGreaterThan(0)

  await agent.keyboard.press('Control+k')
  await agent.getByRole('combobox').fill('redford')
  await expect(agent.getByRole('option', { name: /Search Social Desk for “redford”/ })).toBeVisible()
  await agent.getByRole('option', { name: /Search Social Desk/ }).click()
  await expect(agent.getByRole('button', { name: 'Open Frank Redford' })).toBeVisible()
})

/** A page that opens a launch as a CRM does, at the top so that a policy on framing does not hide what came. */
async function serveCrm(open: (query: URLSearchParams) => Promise<Launch>) {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://crm')
    if (url.pathname !== '/') return void response.writeHead(404).end()
    const { method, url: target, fields } = await open(url.searchParams)
    const escapeText = (text: string) =>
      text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
    const inputs = Object.entries(fields).map(
      ([name, value]) => `<input type="hidden" name="${escapeText(name)}" value="${escapeText(value)}">`,
    )
    const html =
      method === 'GET'
        ? `<script>location.href = ${JSON.stringify(target).replaceAll('<', '\\u003c')}</script>`
        : `<form method="post" action="${escapeText(target)}">${inputs.join('')}</form><script>document.forms[0].submit()</script>`
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>CRM</title>${html}`)
  })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const stop = () => {
    server.closeAllConnections()
    server.close()
  }
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop }
}

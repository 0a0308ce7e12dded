import { createHmac } from 'node:crypto'
import { expectDescribed } from './described'
import { expect, portalOrigin, test, unique, userOf } from './fixtures'
import { createFreshTeam } from './fresh-team'
import { registerOn, startTest } from './hosted'
import { servePlatform } from './platform'

const elena = 'e1e4a000-0000-4000-8000-000000000001'

/** A call whose answer has to be what the description says of it. */
async function call(
  key: string | undefined,
  path: string,
  init: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
) {
  const { method = 'GET', body, headers = {} } = init
  const response = await fetch(`${portalOrigin}/api/v1/${path}`, {
    method,
    headers: {
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  if (path !== 'openapi.json') await expectDescribed(method, `/api/v1/${path}`, response)
  return response
}

const user = { id: 'crm-user-1', email: 'agent@crm.example' }
const person = {
  id: 'crm-1',
  firstName: 'Zoë',
  lastName: 'Doe',
  emails: [{ email: 'Zoe@Doe.example', isPrimary: true }],
}

test('a CRM lists the tabs, makes a launch of its own record, and the widget verifies it', async ({
  demo,
}) => {
  const { team } = demo.apiKeys
  const tabs = await call(team, 'tabs?placement=person')
  expect(tabs.status).toBe(200)
  expect(Number(tabs.headers.get('ratelimit-remaining'))).toBeGreaterThan(0)
  const listed = ((await tabs.json()) as { tabs: { widgetId: string; name: string }[] }).tabs
  const widget = demo.widgets.find(({ name }) => name === 'Property Recommendations')
  expect(listed.map(({ widgetId }) => widgetId)).toContain(widget?.id)

  const body = { widgetId: widget?.id, placement: 'person', user, person }
  const made = await call(team, 'launches', { method: 'POST', body })
  expect(made.status).toBe(201)
  const launch = (await made.json()) as { method: string; url: string; fields: object; expiresAt: string }
  expect(launch).toMatchObject({ method: 'GET', fields: {} })
  const query = new URL(launch.url).searchParams
  const context = query.get('context') ?? ''
  expect(query.get('signature')).toBe(
    createHmac('sha256', widget?.secret ?? '')
      .update(context)
      .digest('hex'),
  )
  expect(JSON.parse(Buffer.from(context, 'base64').toString())).toMatchObject({
    user,
    person: { id: 'crm-1', firstName: 'Zoë', emails: [{ value: 'zoe@doe.example', isPrimary: 1 }] },
  })
  expect((await fetch(launch.url)).status).toBe(200)

  const stored = await call(team, 'launches', {
    method: 'POST',
    body: { widgetId: widget?.id, placement: 'person', user, recordId: elena },
  })
  const told = new URL(((await stored.json()) as { url: string }).url).searchParams.get('context') ?? ''
  expect(JSON.parse(Buffer.from(told, 'base64').toString())).toMatchObject({ user, person: { id: elena } })
})

test('a CRM on another origin embeds a tab by the API', async ({ demo, db, visitor, receiver }) => {
  const accounts = {
    partner: userOf(demo, 'owner', 'Casalytics'),
    admin: userOf(demo, 'admin', 'Acme Real Estate'),
  }
  const name = unique('Embedded')
  const { widgetId } = await startTest(db, accounts, { name, receiver, placements: ['person'] })
  const crm = await servePlatform(async () => {
    const body = { widgetId, placement: 'person', user, person }
    const made = await call(demo.apiKeys.team, 'launches', { method: 'POST', body })
    const { url } = (await made.json()) as { url: string }
    return `<iframe title="widget" src="${url.replaceAll('&', '&amp;')}"></iframe>`
  })
  receiver.ancestors = [crm.origin]
  try {
    const page = await visitor()
    await page.goto(crm.origin)
    await expect(page.frameLocator('iframe').locator('body')).not.toBeEmpty()
    expect(receiver.launches.at(-1)).toMatchObject({
      status: 200,
      context: { user, person: { id: 'crm-1' } },
    })
  } finally {
    crm.stop()
  }
})

test('each mistake of a call has its status and stable code', async ({ demo }) => {
  const { team, partner } = demo.apiKeys
  const widgetId = demo.widgets[0]?.id
  const launch = { widgetId, placement: 'person', user, person }
  const post = (body: unknown, headers = {}) => call(team, 'launches', { method: 'POST', body, headers })
  const rows: [what: string, answer: Promise<Response>, status: number, code: string][] = [
    ['no key', call(undefined, 'tabs?placement=person'), 401, 'unauthenticated'],
    ['a made-up key', call(`fg_team_${'a'.repeat(43)}`, 'tabs?placement=person'), 401, 'unauthenticated'],
    ['a partner’s key for tabs', call(partner, 'tabs?placement=person'), 403, 'forbidden'],
    ['a team’s key for widgets', call(team, 'widgets'), 403, 'forbidden'],
    ['a placement that is none', call(team, 'tabs?placement=moon'), 422, 'invalid_input'],
    ['no JSON', post('{'), 400, 'malformed_request'],
    [
      'no content type',
      call(team, 'launches', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' }),
      415,
      'unsupported_media_type',
    ],
    ['too large', post({ ...launch, more: 'a'.repeat(300_000) }), 413, 'payload_too_large'],
    ['no record', post({ widgetId, placement: 'person', user }), 422, 'invalid_input'],
    ['two records', post({ ...launch, recordId: elena }), 422, 'invalid_input'],
    ['a person for the company placement', post({ ...launch, placement: 'company' }), 422, 'invalid_input'],
    ['an unknown widget', post({ ...launch, widgetId: 'wgt_11111111111111111111' }), 404, 'not_found'],
    [
      'an unknown record',
      post({ widgetId, placement: 'person', user, recordId: '00000000-0000-4000-8000-000000000000' }),
      404,
      'not_found',
    ],
    ['a bad Idempotency-Key', post(launch, { 'idempotency-key': 'a b' }), 400, 'malformed_request'],
  ]
  const wrong: string[] = []
  for (const [what, answer, status, code] of rows) {
    const response = await answer
    const problem = (await response.json()) as { code: string; requestId: string }
    const isProblem = response.headers.get('content-type') === 'application/problem+json'
    if (response.status !== status || problem.code !== code || !isProblem || !problem.requestId)
      wrong.push(`${what}: ${response.status} ${problem.code}`)
  }
  expect(wrong).toEqual([])
})

test('an Idempotency-Key makes one launch of many calls', async ({ demo }) => {
  const body = { widgetId: demo.widgets[0]?.id, placement: 'person', user, person }
  const headers = { 'idempotency-key': unique('launch').replaceAll(' ', '-') }
  const first = await call(demo.apiKeys.team, 'launches', { method: 'POST', body, headers })
  const again = await call(demo.apiKeys.team, 'launches', { method: 'POST', body, headers })
  expect(again.status).toBe(201)
  expect(again.headers.get('idempotent-replayed')).toBe('true')
  expect(await again.json()).toEqual(await first.json())
  const other = await call(demo.apiKeys.team, 'launches', {
    method: 'POST',
    body: { ...body, user: { ...user, id: '2' } },
    headers,
  })
  expect(((await other.json()) as { code: string }).code).toBe('idempotency_conflict')
})

test('a key is made, shown once, works, and is revoked', async ({ signedIn, demo }) => {
  const admin = await signedIn(userOf(demo, 'admin', 'Acme Real Estate').email)
  await admin.goto('/settings/api-keys')
  const name = unique('CRM')
  await admin.getByLabel('Name').fill(name)
  await admin.getByRole('button', { name: 'Create key' }).click()
  const key = await admin.getByTestId('api-key').innerText()
  expect((await call(key, 'connectors')).status).toBe(200)
  const installations = (await (await call(key, 'installations')).json()) as {
    installations: { widgetId: string }[]
  }
  expect(installations.installations.map(({ widgetId }) => widgetId)).toContain(demo.widgets[0]?.id)
  await admin.getByRole('button', { name: 'I stored it' }).click()
  await expect(admin.getByTestId('api-key')).toHaveCount(0)
  await expect(admin.getByText(key)).toHaveCount(0)
  await admin.getByRole('button', { name: `Revoke ${name}` }).click()
  await admin.getByRole('button', { name: 'Revoke key' }).click()
  await expect(admin.getByRole('row', { name }).getByText('Revoked', { exact: true })).toBeVisible()
  expect((await call(key, 'connectors')).status).toBe(401)
})

test('a widget is registered, changed, certified, submitted and approved by the API alone', async ({
  demo,
  receiver,
}) => {
  test.setTimeout(240_000)
  const { partner, reviewer, team } = demo.apiKeys
  const body = {
    name: unique('By API'),
    description: 'Registered by a program.',
    url: `${receiver.origin}/widget`,
    placements: ['person'],
    icon: 'box',
    colour: 'sea',
    protocol: 'sure-send',
  }
  const created = await call(partner, 'widgets', { method: 'POST', body })
  expect(created.status).toBe(201)
  const { id, secret } = (await created.json()) as { id: string; secret: string }
  expect(secret).toMatch(/^[0-9a-f]{64}$/)
  receiver.secrets = [secret]
  const read = async () =>
    (await (await call(partner, `widgets/${id}`)).json()) as {
      revision: string
      name: string
      status: string
    }
  const { revision } = await read()
  const { protocol: _, ...fields } = body
  const change = { ...fields, name: `${body.name} 2`, revision }
  expect((await call(partner, `widgets/${id}`, { method: 'PUT', body: change })).status).toBe(200)
  expect((await call(partner, `widgets/${id}`, { method: 'PUT', body: change })).status).toBe(409)
  const refused = await call(partner, 'widgets', {
    method: 'POST',
    body: { ...body, url: 'javascript:alert(1)' },
  })
  expect([refused.status, Object.keys(((await refused.json()) as { errors: object }).errors)]).toEqual([
    422,
    ['url'],
  ])
  const submit = () =>
    call(partner, `widgets/${id}/submission`, { method: 'POST', body: { note: 'By the API' } })
  const early = await submit()
  expect([early.status, ((await early.json()) as { code: string }).code]).toEqual([
    409,
    'certification_required',
  ])
  const started = await call(partner, `widgets/${id}/certifications`, { method: 'POST', body: {} })
  expect(started.status).toBe(201)
  const { id: runId } = (await started.json()) as { id: string }
  const report = async () =>
    (await (await call(partner, `widgets/${id}/certifications/${runId}`)).json()) as { state: string }
  await expect.poll(async () => (await report()).state, { timeout: 60_000 }).toBe('done')
  expect(await report()).toMatchObject({
    format: 'framegate-certification/1',
    passed: true,
    widget: { id, version: 1 },
    secret: { of: 'widget', version: 1 },
  })
  expect((await call(partner, `widgets/${demo.widgets[0]?.id}/certifications/${runId}`)).status).toBe(404)
  expect(JSON.stringify(await report())).not.toContain(secret)
  expect((await submit()).status).toBe(200)

  let cursor = ''
  let found: { widgetId: string; versionId: string } | undefined
  do {
    const answer = (await (await call(reviewer, `reviews${cursor ? `?cursor=${cursor}` : ''}`)).json()) as {
      reviews: { widgetId: string; versionId: string }[]
      nextCursor: string | null
    }
    found = answer.reviews.find(({ widgetId }) => widgetId === id)
    cursor = answer.nextCursor ?? ''
  } while (!found && cursor)
  const decision = { versionId: found?.versionId, decision: 'approve', reason: 'Checked by a program.' }
  const decide = (key: string) => call(key, `reviews/${id}/decision`, { method: 'POST', body: decision })
  expect((await decide(partner)).status).toBe(403)
  expect((await decide(reviewer)).status).toBe(200)
  expect((await decide(reviewer)).status).toBe(409)
  expect(await read()).toMatchObject({ status: 'approved', name: `${body.name} 2` })
  const on = { widgetId: id, placement: 'person', enabled: true }
  expect((await call(team, 'installations', { method: 'PUT', body: on })).status).toBe(200)
  const tabs = (await (await call(team, 'tabs?placement=person')).json()) as { tabs: { widgetId: string }[] }
  expect(tabs.tabs.map(({ widgetId }) => widgetId)).toContain(id)
  expect((await call(team, 'installations', { method: 'PUT', body: { ...on, enabled: false } })).status).toBe(
    200,
  )
})

test('a partner rotates a secret by the API, and another partner’s widget is not there', async ({
  demo,
  db,
  receiver,
}) => {
  const { widgetId, secret } = await registerOn(db, userOf(demo, 'owner', 'Casalytics'), {
    name: unique('Rotated'),
    receiver,
    placements: ['person'],
  })
  const key = demo.apiKeys.partner
  const headers = { 'idempotency-key': `stage-${widgetId}` }
  const staged = await call(key, `widgets/${widgetId}/secrets`, { method: 'POST', headers })
  expect(staged.status).toBe(201)
  const shown = (await staged.json()) as { version: number; secret: string }
  expect(shown).toMatchObject({ version: 2, secret: expect.stringMatching(/^[0-9a-f]{64}$/) })
  const again = await call(key, `widgets/${widgetId}/secrets`, { method: 'POST', headers })
  expect(await again.json()).toEqual(shown)
  const promote = (body: object) => call(key, `widgets/${widgetId}/secrets/promote`, { method: 'POST', body })
  expect((await promote({ graceHours: 24 })).status).toBe(409)
  expect((await promote({ graceHours: 24, unprobed: true })).status).toBe(200)
  expect((await call(key, `widgets/${widgetId}/secrets/1/revoke`, { method: 'POST' })).status).toBe(200)
  const listed = await (await call(key, `widgets/${widgetId}/secrets`)).text()
  expect(JSON.parse(listed)).toMatchObject({ secrets: [{ state: 'active' }, { state: 'revoked' }] })
  for (const hidden of [secret, shown.secret]) expect(listed).not.toContain(hidden)
  const foreign = demo.widgets.find(({ name }) => name === 'Mortgage Pre-check')?.id
  expect((await call(key, `widgets/${foreign}/secrets`)).status).toBe(404)
})

test('a team’s program sets the embed’s origins, starts a session and ends it, and another team’s is not there', async ({
  demo,
  db,
}) => {
  const { apiKey } = await createFreshTeam(db)
  const statusOf = async (answer: Promise<Response>) => (await answer).status
  const body = { user: { id: 'user-204', email: 'rob.ito@crm.example' } }
  expect(await statusOf(call(apiKey, 'embed'))).toBe(404)
  expect(await statusOf(call(apiKey, 'embed-sessions', { method: 'POST', body }))).toBe(409)
  const origins = ['https://crm.example.com']
  const saved = await call(apiKey, 'embed', { method: 'PUT', body: { origins } })
  expect(saved.status).toBe(200)
  expect(await saved.json()).toEqual(await (await call(apiKey, 'embed')).json())
  for (const wrong of [
    'https://crm.example.com/',
    'https://*.example.com',
    'javascript:alert(1)',
    portalOrigin,
  ])
    expect(await statusOf(call(apiKey, 'embed', { method: 'PUT', body: { origins: [wrong] } })), wrong).toBe(
      422,
    )
  const started = await call(apiKey, 'embed-sessions', { method: 'POST', body })
  expect(started.status).toBe(201)
  const { id, token } = (await started.json()) as { id: string; token: string }
  expect(token).toMatch(/^fg_embed_/)
  const tooLong = { ...body, expiresInSeconds: 3601 }
  expect(await statusOf(call(apiKey, 'embed-sessions', { method: 'POST', body: tooLong }))).toBe(422)
  const end = (key: string) => statusOf(call(key, `embed-sessions/${id}`, { method: 'DELETE' }))
  expect(await end(demo.apiKeys.team)).toBe(404)
  expect(await end(demo.apiKeys.partner)).toBe(403)
  expect([await end(apiKey), await end(apiKey)]).toEqual([200, 200])
})

test('a partner reads its widgets, and the description names every operation', async ({ demo }) => {
  const answer = (await (await call(demo.apiKeys.partner, 'widgets')).json()) as {
    widgets: { name: string }[]
  }
  expect(answer.widgets.map(({ name }) => name)).toContain('Property Recommendations')
  const description = (await (await call(undefined, 'openapi.json')).json()) as {
    openapi: string
    paths: Record<string, Record<string, { responses: object; requestBody?: object }>>
  }
  expect(description.openapi).toBe('3.1.0')
  expect(Object.keys(description.paths).sort()).toEqual([
    '/api/v1/activities',
    '/api/v1/companies',
    '/api/v1/companies/external/{externalId}',
    '/api/v1/companies/{companyId}',
    '/api/v1/companies/{companyId}/data',
    '/api/v1/connectors',
    '/api/v1/embed',
    '/api/v1/embed-sessions',
    '/api/v1/embed-sessions/{sessionId}',
    '/api/v1/exports',
    '/api/v1/imports',
    '/api/v1/imports/{importId}',
    '/api/v1/imports/{importId}/cancel',
    '/api/v1/imports/{importId}/errors',
    '/api/v1/installations',
    '/api/v1/launches',
    '/api/v1/me',
    '/api/v1/people',
    '/api/v1/people/external/{externalId}',
    '/api/v1/people/{personId}',
    '/api/v1/people/{personId}/data',
    '/api/v1/reviews',
    '/api/v1/reviews/{widgetId}/decision',
    '/api/v1/tabs',
    '/api/v1/widgets',
    '/api/v1/widgets/{widgetId}',
    '/api/v1/widgets/{widgetId}/certifications',
    '/api/v1/widgets/{widgetId}/certifications/{runId}',
    '/api/v1/widgets/{widgetId}/sandbox-secret',
    '/api/v1/widgets/{widgetId}/secrets',
    '/api/v1/widgets/{widgetId}/secrets/promote',
    '/api/v1/widgets/{widgetId}/secrets/{version}/revoke',
    '/api/v1/widgets/{widgetId}/submission',
  ])
  expect(description.paths['/api/v1/launches']?.post?.requestBody).toBeDefined()
})

test('a team’s program reads people and companies in pages, and logs an activity on them', async ({
  demo,
  db,
}) => {
  const { team, partner } = demo.apiKeys
  const me = (await (await call(team, 'me')).json()) as { team: { id: string; name: string } }
  expect(me).toMatchObject({ team: { name: 'Acme Real Estate' }, user: null, scopes: null })
  type Page = { people: { id: string; lastName: string }[]; nextCursor: string | null }
  const first = (await (await call(team, 'people')).json()) as Page
  expect(first.people).toHaveLength(50)
  const second = (await (await call(team, `people?cursor=${first.nextCursor}`)).json()) as Page
  const seen = new Set([...first.people, ...second.people].map(({ id }) => id))
  expect(seen.size).toBe(first.people.length + second.people.length)
  const found = (await (await call(team, 'people?query=elena%20marsh')).json()) as Page
  expect(found.people.map(({ id }) => id)).toContain(elena)
  expect(await (await call(team, `people/${elena}`)).json()).toMatchObject({ id: elena, firstName: 'Elena' })
  const companies = (await (await call(team, 'companies')).json()) as { companies: { id: string }[] }
  const companyId = companies.companies[0]?.id ?? ''
  expect(await (await call(team, `companies/${companyId}`)).json()).toMatchObject({ id: companyId })

  const subject = unique('Called by a program')
  const log = (body: object, headers = {}) =>
    call(team, 'activities', {
      method: 'POST',
      body: { recordIds: [elena, companyId], subject, ...body },
      headers,
    })
  const headers = { 'idempotency-key': subject.replaceAll(' ', '-') }
  const logged = await log(
    { description: 'Left a message.', occurredAt: '2026-11-25T10:00:00+01:00' },
    headers,
  )
  expect(logged.status).toBe(201)
  await log({ description: 'Left a message.', occurredAt: '2026-11-25T10:00:00+01:00' }, headers)
  expect(await db.activity.count({ where: { subject, teamId: me.team.id } })).toBe(1)

  const foreign = await db.person.findFirstOrThrow({ where: { team: { name: 'Northwind Homes' } } })
  const statuses = await Promise.all(
    [
      call(team, `people/${foreign.id}`),
      call(team, `people/${crypto.randomUUID()}`),
      log({ recordIds: [foreign.id] }),
      call(team, 'people/not-an-id'),
      log({ recordIds: [] }),
      call(partner, 'me'),
      call(partner, 'people'),
    ].map(async (answer) => (await answer).status),
  )
  expect(statuses).toEqual([404, 404, 404, 422, 422, 403, 403])
})

test('connectors come in pages', async ({ demo }) => {
  type Page = { connectors: { id: string }[]; nextCursor: string | null }
  const page = (await (await call(demo.apiKeys.team, 'connectors')).json()) as Page
  expect(page.connectors.map(({ id }) => id)).toContain(demo.connectors[0]?.id)
  expect(page.nextCursor).toBeNull()
  const after = await call(demo.apiKeys.team, `connectors?cursor=${page.connectors[0]?.id}`)
  const rest = (await after.json()) as Page
  expect(rest.connectors).toHaveLength(page.connectors.length - 1)
})

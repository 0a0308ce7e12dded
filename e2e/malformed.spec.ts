import { captureAction, cookieOf, encodeForm, send } from './attacker'
import { expect, test, userOf } from './fixtures'

const elena = '/people/e1e4a000-0000-4000-8000-000000000001'
const values = [
  '%00',
  '%ff',
  '%ED%A0%80',
  '%u0000',
  'x'.repeat(10_000),
  '%27%22%3Cscript%3E',
  '__proto__',
  '9'.repeat(30),
  '-1',
  '0000-01-01',
  '%5C',
  Buffer.from('["\\u0000","e1e4a000-0000-4000-8000-000000000001"]').toString('base64url'),
  Buffer.from('[null]').toString('base64url'),
]
const records = [
  'query',
  'stage',
  'company',
  'sort',
  'after',
  'before',
  'sort=newest&after',
  'sort=changed&before',
]
const audit = ['action', 'actor', 'subject', 'from', 'to', 'cursor']

const visits: {
  as: [role: string, organisation?: string]
  ids: string[]
  queries: Record<string, string[]>
}[] = [
  {
    as: ['owner', 'Casalytics'],
    ids: [
      '/partner/widgets/{}',
      '/partner/widgets/{}/edit',
      '/partner/widgets/{}/versions',
      '/partner/widgets/{}/secrets',
      '/partner/widgets/{}/launches',
      '/join/{}',
      '/reset/{}',
      '/api/auth/{}',
    ],
    queries: {
      '/partner/widgets': ['query', 'status', 'cursor'],
      '/partner/widgets/{widget}/launches': ['cursor'],
      '/partner/members': ['cursor'],
      '/partner/audit': audit,
    },
  },
  {
    as: ['admin', 'Acme Real Estate'],
    ids: [
      '/people/{}',
      '/people/{}/edit',
      '/companies/{}',
      '/companies/{}/edit',
      '/settings/records/{}',
      '/frames/{}?placement=person&record=x',
      '/frames/{}/probe?placement=person',
      '/api/launches/{}/outcome',
    ],
    queries: {
      '/people': records,
      '/people/new': ['company'],
      '/companies': records,
      [elena]: ['tab', 'cursor'],
      [`${elena}?tab=launches`]: ['cursor'],
      '/settings/integration-widgets': ['query', 'show', 'placement', 'partner', 'cursor'],
      '/settings/records': ['before', 'type'],
      '/settings/members': ['cursor'],
      '/settings/audit': audit,
      '/frames/{widget}?placement=person': ['record', 'placement'],
      '/frames/{widget}/probe': ['placement'],
    },
  },
  {
    as: ['reviewer'],
    ids: ['/review/{}'],
    queries: {
      '/review': ['cursor'],
      '/review/{widget}': ['cursor'],
      '/review/widgets': ['query', 'status', 'cursor'],
      '/review/audit': audit,
    },
  },
]

for (const { as, ids, queries } of visits) {
  test(`no id and no parameter that a ${as[0]} may send, however malformed, is answered with 5xx`, async ({
    demo,
    db,
  }) => {
    const cookie = await cookieOf(db, userOf(demo, ...as).email)
    const widget = demo.widgets[0]?.id ?? ''
    const paths = [
      ...ids.flatMap((path) => values.map((value) => path.replace('{}', value))),
      ...Object.entries(queries).flatMap(([path, names]) => {
        const start = `${path.replace('{widget}', widget)}${path.includes('?') ? '&' : '?'}`
        return names.flatMap((name) => [
          ...values.map((value) => `${start}${name}=${value}`),
          `${start}${name}=a&${name}=b&${name}[]=c`,
        ])
      }),
    ]
    const failed: string[] = []
    for (let index = 0; index < paths.length; index += 8) {
      const batch = paths.slice(index, index + 8)
      const answers = await Promise.all(batch.map((path) => send(path, { headers: { cookie } })))
      answers.forEach(({ status }, at) => {
        if (status >= 500) failed.push(`${batch[at]?.slice(0, 120)}: ${status}`)
      })
    }
    expect(failed).toEqual([])
  })
}

test('no method, cookie or body is answered with 5xx', async ({ demo, db }) => {
  const cookie = await cookieOf(db, userOf(demo, 'admin', 'Acme Real Estate').email)
  const failed: string[] = []
  const note = async (path: string, sent: Parameters<typeof send>[1] = {}) => {
    const { status } = await send(path, sent)
    if (status >= 500)
      failed.push(`${sent.method ?? 'GET'} ${path}: ${status} ${JSON.stringify(sent).slice(0, 120)}`)
  }
  for (const path of [
    '/',
    '/people',
    '/sign-in',
    '/nowhere',
    '/api/session',
    '/api/none',
    '/api/auth/csrf',
    '/frames/x',
    '/stage.js',
    '/icon.svg',
    '/_next/static/none.js',
    '/_next/image?url=x',
  ]) {
    for (const method of ['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'])
      await note(path, { method, headers: { cookie } })
  }
  await note('*', { method: 'OPTIONS' })
  const session = cookie.split('=')[0]
  for (const value of [
    '%ff',
    'x',
    '..',
    'x'.repeat(8_000),
    'a.b.c.d.e',
    '{}',
    `${cookie.slice(0, -4)}AAAA`,
  ]) {
    for (const path of ['/people', '/frames/x', '/api/auth/session'])
      await note(path, { headers: { cookie: `${session}=${value}; __proto__=x; =; ;;` } })
  }
  const types = [
    'application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'text/plain',
    'application/xml',
    '',
  ]
  const bodies = [
    '',
    '{',
    '[]',
    'null',
    '{"email":{},"password":[]}',
    'email=%00&password=%00',
    '\0',
    'x'.repeat(20_000),
  ]
  for (const path of [
    '/api/session',
    '/api/session/end',
    '/api/launches/lch_x/outcome',
    '/api/auth/callback/credentials',
    '/api/auth/signout',
    '/api/auth/_log',
    '/api/auth/session',
  ]) {
    for (const type of types)
      for (const body of bodies)
        await note(path, { method: 'POST', headers: { cookie, 'content-type': type }, body })
  }
  expect(failed).toEqual([])
})

test('a form is read as it is drawn: no field makes the server build what nobody sent', async ({
  visitor,
}) => {
  const page = await visitor()
  await page.goto('/sign-up')
  await page.getByLabel('Email').fill('not an address')
  await page.getByLabel('Your name').fill('Mallory')
  await page.getByLabel('Password').fill('too short')
  await page.getByLabel('Organisation').fill('Attackers')
  const { path, headers } = await captureAction(page, () =>
    page.getByRole('button', { name: 'Sign up' }).click(),
  )
  const action = {
    $ACTION_REF_1: '',
    '$ACTION_1:0': JSON.stringify({ id: headers['next-action'], bound: '$@1' }),
    '$ACTION_1:1': '["$undefined"]',
    $ACTION_KEY: 'k1',
  }
  const post = (fields: Record<string, string>) =>
    send(path, { method: 'POST', ...encodeForm({ ...action, ...fields }) })
  for (const name of [
    'email[99999999]',
    'email[0][0][0]',
    'email.__proto__.x',
    '__proto__',
    'constructor.prototype.x',
    'email[]',
  ]) {
    const startedAt = performance.now()
    const answer = await post({
      email: 'x',
      password: 'correct horse battery',
      organisation: 'x',
      [name]: 'y',
    })
    expect(answer.status, name).toBe(200)
    expect(answer.body.length, name).toBeLessThan(100_000)
    expect(performance.now() - startedAt, name).toBeLessThan(3_000)
  }
  const refused = await post({ email: 'x', password: 'short-phrase', organisation: 'x' })
  expect(refused.body).not.toContain('short-phrase')
  const large = await post({ email: 'x'.repeat(2_000_000) })
  expect(large.status).toBe(413)
  for (const type of ['multipart/form-data', 'application/xml', 'application/x-www-form-urlencoded', '']) {
    expect(
      (await send(path, { method: 'POST', headers: { 'content-type': type }, body: 'x' })).status,
      type,
    ).toBe(415)
  }
})

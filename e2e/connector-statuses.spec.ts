import { createHash, createHmac } from 'node:crypto'
import { CompactEncrypt } from 'jose'
import { type Demo, expect, test, userOf } from './fixtures'

// Every endpoint that a platform calls, against the running server, by status. Nothing of the portal signs here.

type Call = { url: string; init?: RequestInit }
type Row = [what: string, call: Call, status: number]

const seconds = () => Math.floor(Date.now() / 1000)
const hmac = (secret: string, text: string | Buffer, encoding: 'hex' | 'base64' = 'hex') =>
  createHmac('sha256', secret).update(text).digest(encoding)
const elena = 'e1e4a000-0000-4000-8000-000000000001'

function connectorOf(demo: Demo, protocol: string) {
  const found = demo.connectors.find((entry) => entry.protocol === protocol)
  if (!found) throw new Error(`the demo has no ${protocol} connector`)
  const base = found.url.slice(0, found.url.indexOf(found.id) + found.id.length)
  return { ...found, base }
}

/** Sends each call; a 5xx, a secret or a stack in an answer is wrong whatever was expected. */
async function differences(rows: Row[], secret: string): Promise<string[]> {
  const wrong: string[] = []
  for (const [what, { url, init }, status] of rows) {
    const response = await fetch(url, { redirect: 'manual', ...init })
    const body = await response.text()
    if (response.status !== status) wrong.push(`${what}: ${response.status}, not ${status}`)
    if (body.includes(secret)) wrong.push(`${what}: the answer has the secret`)
    if (/\bat .+\.(js|ts):\d/.test(body)) wrong.push(`${what}: the answer has a stack`)
    if (response.headers.has('set-cookie')) wrong.push(`${what}: the answer sets a cookie`)
  }
  return wrong
}

const badTimes = ['-1', '0x10', ' 1668', '١٦٦٨', '1668.5', '1e9', '', 'NaN', String(2n ** 63n)]

test('SocialSignIn: each status of search and iframe', async ({ demo }) => {
  const { base, secret } = connectorOf(demo, 'social-signin')
  const sign = (path: string, query: string, expires: string | number = seconds() + 60): Call => {
    const signed = `${query}&expires=${encodeURIComponent(expires)}`
    return { url: `${base}/${path}?${signed}&sig=${hmac(secret, signed)}` }
  }
  const search = sign('search', 'q=elena').url
  const replace = (from: string | RegExp, to: string | ((all: string) => string)): Call => ({
    url: search.replace(from, to as string),
  })
  const rows: Row[] = [
    ['a search', { url: search }, 200],
    ['a search again', { url: search }, 200],
    ['a frame', sign('iframe', `id=${elena}`), 200],
    ['bytes that are not UTF-8, as PHP signs them', sign('search', 'q=caf%E9'), 200],
    ['good for two days', sign('search', 'q=a', seconds() + 2 * 24 * 3600), 403],
    ['no sig', replace(/&sig=.*/, ''), 400],
    ['no expires', { url: `${base}/search?q=a&sig=${hmac(secret, 'q=a')}` }, 400],
    ['an array of sig', replace('&sig=', '&sig[]='), 400],
    ['an array of expires', replace('&expires=', '&expires[]='), 400],
    ['no query at all', { url: `${base}/search` }, 400],
    ['no q', sign('search', 'p=a'), 400],
    ['an empty q', sign('search', 'q='), 400],
    ['no id', sign('iframe', 'x=1'), 400],
    ['an empty sig', replace(/&sig=.*/, '&sig='), 403],
    [
      'an upper-case sig',
      replace(/&sig=.*/, (all: string) => all.toUpperCase().replace('&SIG', '&sig')),
      403,
    ],
    ['a short sig', replace(/.$/, ''), 403],
    ['a long sig', replace(/$/, '00'), 403],
    ['another q', replace('q=elena', 'q=elenb'), 403],
    ['a parameter more', replace('q=elena', 'q=elena&r=1'), 403],
    ['a NUL', replace('q=elena', 'q=elena%00'), 403],
    ['10 kB of q, unsigned', replace('q=elena', `q=${'a'.repeat(10_000)}`), 403],
    ['an expired one', sign('search', 'q=a', seconds() - 1), 403],
    ['an unknown id', sign('iframe', 'id=nobody'), 404],
    ['an id with a NUL', sign('iframe', 'id=%00'), 400],
    ['POST', { url: search, init: { method: 'POST' } }, 405],
    ...badTimes
      .filter((time) => !/^\d+$/.test(time))
      .map((time): Row => [`expires ${JSON.stringify(time)}`, sign('search', 'q=a', time), 400]),
  ]
  expect(await differences(rows, secret)).toEqual([])
})

test('Showpad: each status of recipientsearch and activities', async ({ demo }) => {
  const { base, secret, id } = connectorOf(demo, 'showpad')
  const showpadInfo = {
    subdomain: 'acme',
    username: userOf(demo, 'agent', 'Acme Real Estate').email,
    crmInstanceId: id,
  }
  const post = (
    path: string,
    body: string | Buffer,
    headers: Record<string, string> = {},
    time: string = String(seconds()),
  ): Call => ({
    url: `${base}/v1/${path}`,
    init: {
      method: 'POST',
      body: body as BodyInit,
      headers: {
        'content-type': 'application/json',
        'x-showpad-signature-v1': hmac(
          secret,
          Buffer.concat([Buffer.from(body), Buffer.from(`.${time}`)]),
          'base64',
        ),
        'x-showpad-signature-timestamp': time,
        ...headers,
      },
    },
  })
  const query = (more: object = {}) => JSON.stringify({ showpadInfo, query: 'elena', ...more })
  const activity = JSON.stringify({ showpadInfo, subject: `Statuses ${seconds()}`, recipientIds: [elena] })
  const logged = post('activities', activity)
  const rows: Row[] = [
    ['a search', post('recipientsearch', query()), 200],
    [
      'two signatures',
      post(
        'recipientsearch',
        query(),
        {
          'x-showpad-signature-v1': `${hmac('x', 'y', 'base64')},${hmac(secret, `${query()}.${seconds()}`, 'base64')}`,
        },
        String(seconds()),
      ),
      200,
    ],
    ['an activity', logged, 201],
    ['the same activity again', logged, 201],
    ['no signature', post('recipientsearch', query(), { 'x-showpad-signature-v1': '' }), 400],
    [
      '10,000 signatures',
      post('recipientsearch', query(), {
        'x-showpad-signature-v1': Array(300)
          .fill(hmac('x', 'y', 'base64'))
          .join(','),
      }),
      400,
    ],
    ['a body that is no JSON', post('recipientsearch', 'query=elena'), 400],
    ['a byte order mark', post('recipientsearch', `\uFEFF${query()}`), 400],
    ['invalid UTF-8', post('recipientsearch', Buffer.from([0x7b, 0xff, 0x7d])), 400],
    ['a doubled key', post('recipientsearch', query().replace('{', '{"query":"x",')), 400],
    [
      'a re-serialised body',
      {
        ...post('recipientsearch', query()),
        init: {
          ...post('recipientsearch', query()).init,
          body: JSON.stringify(JSON.parse(query()), null, 1),
        },
      },
      401,
    ],
    [
      'another connector’s call',
      post('recipientsearch', query({ showpadInfo: { ...showpadInfo, crmInstanceId: 'con_x' } })),
      401,
    ],
    ['an old one', post('recipientsearch', query(), {}, String(seconds() - 302)), 401],
    ['one from the future', post('recipientsearch', query(), {}, String(seconds() + 90)), 401],
    ['milliseconds', post('recipientsearch', query(), {}, String(Date.now())), 401],
    [
      'a stranger',
      post('recipientsearch', query({ showpadInfo: { ...showpadInfo, username: 'nobody@x.example' } })),
      403,
    ],
    [
      'an activity of an unknown recipient',
      post(
        'activities',
        JSON.stringify({ showpadInfo, subject: 'x', recipientIds: ['00000000-0000-4000-8000-000000000000'] }),
      ),
      404,
    ],
    ['GET', { url: `${base}/v1/recipientsearch` }, 405],
    ['more than 1 MB', post('recipientsearch', query({ more: 'a'.repeat(1_000_001) })), 413],
    ['no query', post('recipientsearch', JSON.stringify({ showpadInfo })), 422],
    [
      'no recipients',
      post('activities', JSON.stringify({ showpadInfo, subject: 'x', recipientIds: [] })),
      422,
    ],
  ]
  expect(await differences(rows, secret)).toEqual([])
  const message = await (await fetch(`${base}/v1/recipientsearch`, { method: 'POST', body: '{}' })).json()
  expect(message).toEqual({ errorMessage: expect.stringMatching(/./) })
})

test('Salesloft: each status of a slot', async ({ demo }) => {
  const { base, secret, tenantId, integrationId } = connectorOf(demo, 'salesloft')
  const ids = {
    tenant_id: tenantId ?? '',
    integration_id: integrationId ?? '',
    origin: 'https://app.salesloft.com',
  }
  const inside = {
    ...ids,
    user_guid: 'g',
    nonce: 'n',
    person: { id: 1, email_address: 'elena.marsh@mailbox.example' },
  }
  const key = createHash('sha256').update(secret).digest()
  const encrypt = (payload: object, header: object = {}, by: Buffer = key) =>
    new CompactEncrypt(Buffer.from(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'A256GCMKW', enc: 'A256GCM', ...header })
      .encrypt(by)
  const post = (payload: string, fields: Record<string, string> = {}, slot = 'people_page'): Call => ({
    url: `${base}/iframe?slot=${slot}`,
    init: { method: 'POST', body: new URLSearchParams({ payload, ...ids, ...fields }) },
  })
  const good = await encrypt(inside)
  const [head = '', wrapped = '', iv = '', content = '', tag = ''] = good.split('.')
  const rehead = (header: object) =>
    [
      Buffer.from(
        JSON.stringify({ ...JSON.parse(Buffer.from(head, 'base64url').toString()), ...header }),
      ).toString('base64url'),
      wrapped,
      iv,
      content,
      tag,
    ].join('.')
  const rows: Row[] = [
    ['a launch', post(good), 200],
    ['its reload', post(good), 200],
    ['no payload', post(''), 400],
    ['no compact JWE', post('a.b.c'), 400],
    ['a truncated tag', post([head, wrapped, iv, content, tag.slice(0, 6)].join('.')), 400],
    ['a huge header', post(rehead({ x: 'a'.repeat(5000) })), 400],
    ['crit', post(rehead({ crit: ['exp'] })), 400],
    ['another slot', post(good, {}, 'custom_action'), 400],
    ['a slot that is none', post(good, {}, 'x'), 400],
    [
      'a doubled payload',
      {
        url: `${base}/iframe`,
        init: {
          method: 'POST',
          body: `payload=${good}&payload=${good}`,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        },
      },
      400,
    ],
    ['dir', post(rehead({ alg: 'dir' })), 401],
    ['A128GCM', post(rehead({ enc: 'A128GCM' })), 401],
    ['zip', post(rehead({ zip: 'DEF' })), 401],
    ['p2c', post(rehead({ p2c: 1_000_000 })), 401],
    ['another secret', post(await encrypt(inside, {}, createHash('sha256').update('x').digest())), 401],
    [
      'the hex of the digest as the key',
      post(await encrypt(inside, {}, Buffer.from(key.toString('hex').slice(0, 32)))),
      401,
    ],
    [
      'a flipped byte',
      post([head, wrapped, iv, content.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')), tag].join('.')),
      401,
    ],
    ['outer ids of another tenant', post(good, { tenant_id: '1' }), 401],
    [
      'inner ids of another tenant',
      post(await encrypt({ ...inside, tenant_id: '1' }), { tenant_id: '1' }),
      401,
    ],
    ['GET', { url: `${base}/iframe` }, 405],
    ['more than 1 MB', post('a'.repeat(1_000_001)), 413],
  ]
  expect(await differences(rows, secret)).toEqual([])
  const [unknown, bad] = await Promise.all(
    [base.replace(/con_\w+/, `con_${'1'.repeat(20)}`), base].map(async (to) => {
      const payload = await encrypt(inside, {}, createHash('sha256').update('x').digest())
      const response = await fetch(`${to}/iframe`, {
        method: 'POST',
        body: new URLSearchParams({ payload, ...ids }),
      })
      return `${response.status} ${(await response.text()).replace(/nonce="[^"]*"/g, '')}`
    }),
  )
  expect(unknown).toBe(bad)
})

test('marketplace and Sure Send: each status of their frames', async ({ demo }) => {
  const market = connectorOf(demo, 'marketplace')
  const plain = (query: string, location = 'loc1', time: string | number = seconds()): Call => ({
    url: `${market.base}/redirection?location_id=${location}&timestamp=${encodeURIComponent(time)}&hmac=${hmac(market.secret, `${location}${time}`)}${query}`,
  })
  const marketRows: Row[] = [
    ['plain', plain(''), 200],
    ['plain with hints', plain(`&contact-id=${elena}&user-id=1`), 200],
    ['nothing', { url: `${market.base}/redirection` }, 400],
    ['a doubled location', plain('&location_id=loc2'), 400],
    [
      'a location that moved into the timestamp',
      {
        url: plain('', 'loc1', seconds())
          .url.replace('location_id=loc1', 'location_id=loc')
          .replace('timestamp=', 'timestamp=1'),
      },
      401,
    ],
    ['an old one', plain('', 'loc1', seconds() - 302), 401],
    ['no base64', { url: `${market.base}/redirection?data=%%%` }, 401],
    [
      'no salt',
      { url: `${market.base}/redirection?data=${encodeURIComponent(Buffer.alloc(48).toString('base64'))}` },
      401,
    ],
    [
      'a postback without a key',
      { url: `${market.base}/postbacks?location_id=a`, init: { method: 'POST' } },
      401,
    ],
    [
      'a postback with another key',
      { url: `${market.base}/postbacks?key=x&location_id=a`, init: { method: 'DELETE' } },
      401,
    ],
    ['a postback by GET', { url: `${market.base}/postbacks?key=x&location_id=a` }, 405],
    ...badTimes.map(
      (time): Row => [`timestamp ${JSON.stringify(time)}`, plain('', 'loc1', time), time === '' ? 400 : 401],
    ),
  ]
  expect(await differences(marketRows, market.secret)).toEqual([])

  const sure = connectorOf(demo, 'sure-send')
  const context = (timestamp = new Date().toISOString()) =>
    Buffer.from(
      JSON.stringify({
        team: { id: elena, name: 'Acme' },
        user: { id: elena, email: 'a@b.example' },
        person: { id: elena, firstName: 'E', lastName: 'M', stage: { name: 'Lead' }, emails: [], phones: [] },
        timestamp,
      }),
    ).toString('base64')
  const open = (text: string, signature = hmac(sure.secret, text)): Call => ({
    url: `${sure.base}/widget?context=${encodeURIComponent(text)}&signature=${signature}`,
  })
  const sureRows: Row[] = [
    ['a context', open(context()), 200],
    ['nothing', { url: `${sure.base}/widget` }, 400],
    ['no signature', open(context(), ''), 400],
    ['a doubled context', { url: `${open(context()).url}&context=x` }, 400],
    ['no base64', open('%%%'), 400],
    ['a short signature', open(context(), 'abc'), 401],
    ['an upper-case signature', open(context(), hmac(sure.secret, context()).toUpperCase()), 401],
    ['a signature of another', open(context(), hmac('x', context())), 401],
    ['an expired one', open(context(new Date(Date.now() - 302_000).toISOString())), 401],
    ['year 2999', open(context('2999-01-01T00:00:00Z')), 401],
    ['POST', { ...open(context()), init: { method: 'POST' } }, 405],
  ]
  expect(await differences(sureRows, sure.secret)).toEqual([])
})

test('a flood of refused calls is answered 429 with Retry-After, in the platform’s shape', async ({
  demo,
}) => {
  const { base } = connectorOf(demo, 'showpad')
  // A connector that is not there: nobody else's calls are counted with these.
  const url = `${base.replace(/con_\w+/, `con_${'2'.repeat(20)}`)}/v1/recipientsearch`
  const refused = {
    method: 'POST',
    body: '{}',
    headers: { 'x-showpad-signature-v1': 'x', 'x-showpad-signature-timestamp': '1' },
  }
  let last = await fetch(url, refused)
  for (let count = 0; count < 400 && last.status !== 429; count += 1) {
    await last.arrayBuffer()
    last = await fetch(url, refused)
  }
  expect(last.status).toBe(429)
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await last.json()).toEqual({ errorMessage: expect.stringContaining('Too many') })
})

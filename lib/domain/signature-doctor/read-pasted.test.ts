import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { examineRequest } from '@/lib/domain/profiles/examine-request'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { readPasted } from '@/lib/domain/signature-doctor/read-pasted'
import { signPostback } from '@/lib/protocols/postback'
import { signSalesloft } from '@/lib/protocols/salesloft'
import { signShowpad } from '@/lib/protocols/showpad'
import { type SureSendContext, signSureSend } from '@/lib/protocols/sure-send'
import { stepClock } from '@/test/step-clock'

const now = new Date('2026-03-01T12:00:00.000Z')
const secret = '9f'.repeat(32)
const secrets = [{ label: 'the active secret', secret, mistakes: [] }]
const examine = (protocol: ProtocolId, pasted: string, ownSignature?: string) =>
  examineRequest({ protocol, pasted, ownSignature, secrets, now, clock: stepClock() })

const context: SureSendContext = {
  team: { id: 't', name: 'Ö' },
  user: { id: 'u', email: 'a@b.example' },
  person: { id: 'p', firstName: 'Zoë', lastName: "O'Neil", stage: { name: '' }, emails: [], phones: [] },
  timestamp: '2026-03-01T12:00:00Z',
}
const launch = signSureSend({ url: 'https://w.example.com/open?own=1', context, secret }).url
const target = launch.slice('https://w.example.com'.length)

// With quotes of both kinds, a backslash, an exclamation mark, a percent sign and a line break.
const body = JSON.stringify(
  {
    showpadInfo: { subdomain: 'a', username: 'u@a.example', crmInstanceId: 'i' },
    query: `Zoë "O'Neil" \\ 100%! ^&`,
  },
  null,
  1,
)
const call = signShowpad({ url: 'https://c.example.com/v1/recipientsearch', body, secrets: [secret], now })
const headerLines = Object.entries(call.headers).map(([name, value]) => `${name}: ${value}`)

/** As Chrome's “Copy as cURL (bash)” quotes. */
function ansi(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', '\\n')
    .replace(/[^\0-\x7e]|!/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return `$'${escaped}'`
}

/** As its “Copy as cURL (cmd)” does. */
function cmd(text: string): string {
  const quoted = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replace(/[^a-zA-Z0-9\s_\-:=+~'/.',?;()*`]/g, '^$&')
    .replace(/%(?=[a-zA-Z0-9_])/g, '%^')
    .replace(/\r?\n/g, '^\n\n')
  return `^"${quoted}^"`
}

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
const flags = (how: (text: string) => string, name = '-H ') =>
  headerLines.map((line) => `${name}${how(line)}`)

describe('a call is well', () => {
  test.each<[string, string]>([
    [
      'curl of Chrome for bash',
      `curl '${call.url}' \\\n  ${flags(quote).join(' \\\n  ')} \\\n  --data-raw ${ansi(body)}`,
    ],
    ['curl with glued options', `curl -sXPOST ${call.url} ${flags(quote, '-H').join(' ')} -d${quote(body)}`],
    [
      'curl with =',
      `curl --url=${call.url} ${flags(quote, '--header=').join(' ')} --data-raw=${quote(body)}`,
    ],
    ['curl --json', `curl --json ${quote(body)} ${flags(quote).join(' ')} --url '${call.url}' -X POST`],
    [
      'curl --data-binary',
      `$ curl -i -X POST ${call.url} ${flags(quote).join(' ')} --data-binary ${quote(body)}`,
    ],
    ['HTTP', `POST /v1/recipientsearch HTTP/1.1\nHost: c.example.com\n${headerLines.join('\n')}\n\n${body}`],
    ['HTTP with CRLF in its head', `POST /v1/x HTTP/1.1\r\n${headerLines.join('\r\n')}\r\n\r\n${body}`],
    [
      'HTTP from a file that ends with a line break',
      `POST /v1/x HTTP/1.1\n${headerLines.join('\n')}\n\n${body}\n`,
    ],
    [
      'HTTP/2',
      `:method: POST\n:authority: c.example.com\n:path: /v1/x\n${headerLines.join('\n')}\n\n${body}`,
    ],
    [
      'HTTP/2 in the lines of a browser',
      `:method\nPOST\n:path\n/v1/x\n${Object.entries(call.headers).flat().join('\n')}\n\n${body}`,
    ],
    [
      'variables of Rack',
      `${Object.entries(call.headers)
        .map(([name, value]) => `"HTTP_${name.toUpperCase().replaceAll('-', '_')}"=>"${value}",`)
        .join('\n')}\n\n${body}`,
    ],
    [
      'variables of PHP',
      `${Object.entries(call.headers)
        .map(([name, value]) => `    [HTTP_${name.toUpperCase().replaceAll('-', '_')}] => ${value}`)
        .join('\n')}\n\n${body}`,
    ],
    [
      'headers as Node prints them',
      `${Object.entries(call.headers)
        .map(([name, value]) => `  '${name}': '${value}',`)
        .join('\n')}\n\n${body}`,
    ],
  ])('as %s', async (_name, pasted) => {
    expect(await examine('showpad', pasted)).toMatchObject({ outcome: 'well', verifier: null })
  })

  test('as curl for Windows', async () => {
    // There, a backslash before anything but a quote stands for itself, so that it would arrive doubled.
    const plain = body.replaceAll('\\\\', '/').replaceAll('\n', '')
    const { headers } = signShowpad({ url: call.url, body: plain, secrets: [secret], now })
    const lines = Object.entries(headers).map(([name, value]) => `-H ${cmd(`${name}: ${value}`)}`)
    for (const end of ['\n', '\r\n']) {
      const pasted = [`curl ${cmd(call.url)}`, ...lines, `--data-raw ${cmd(plain)}`].join(` ^${end}  `)
      expect(await examine('showpad', pasted)).toMatchObject({ outcome: 'well', verifier: null })
    }
  })

  test('by its length, where one is told', async () => {
    const head = `POST / HTTP/1.1\n${headerLines.join('\n')}`
    const longer = await examine(
      'showpad',
      `${head}\ncontent-length: ${Buffer.byteLength(body) + 1}\n\n${body}\n`,
    )
    expect(longer.mistakes.map(({ id }) => id)).toEqual(['line-breaks-changed'])
  })
})

describe('a launch is well', () => {
  test.each<[string, string]>([
    [
      'a line of an access log',
      `203.0.113.9 - - [01/Mar/2026:12:00:00 +0000] "GET ${target} HTTP/1.1" 200 512 "-" "Mozilla/5.0"`,
    ],
    [
      'a line of an error log',
      `2026/03/01 12:00:00 [error] 7#7: *1 upstream, request: "GET ${target} HTTP/1.1", host: "w.example.com"`,
    ],
    [
      'what Rails logs',
      `I, [2026-03-01] INFO -- : Started GET "${target}" for 127.0.0.1 at 2026-03-01 12:00:00 +0000\nProcessing by X`,
    ],
    [
      'variables of a server',
      `[REQUEST_METHOD] => GET\n[REQUEST_URI] => ${target}\n[HTTP_HOST] => w.example.com`,
    ],
    ['a query variable', `QUERY_STRING=${target.split('?')[1]}`],
    ['HTTP/2', `:method: GET\n:authority: w.example.com\n:scheme: https\n:path: ${target}`],
    ['curl -G', `curl -G https://w.example.com/open -d '${target.split('?')[1]}'`],
    ['curl without a scheme', `curl w.example.com${quote(target)}`],
    ['a path', target],
    ['a query', target.slice(target.indexOf('?'))],
    ['a URL between line breaks', `\n${launch}\n`],
  ])('as %s', async (_name, pasted) => {
    expect(await examine('sure-send', pasted)).toMatchObject({ outcome: 'well', verifier: null })
  })

  test('as Rails’ parameters, and not where a value was filtered', async () => {
    const query = new URL(launch).searchParams
    const pairs = ['context', 'signature'].map((name) => `"${name}"=>"${query.get(name)}"`)
    expect(await examine('sure-send', `  Parameters: {${pairs.join(', ')}}`)).toMatchObject({
      outcome: 'well',
    })
    const spaced = pairs.map((pair) => pair.replace('=>', ' => '))
    expect(await examine('sure-send', `Parameters: {${spaced.join(', ')}}`)).toMatchObject({
      outcome: 'well',
    })
    const filtered = await examine('sure-send', `Parameters: {${pairs[0]}, "signature"=>"[FILTERED]"}`)
    expect(filtered.outcome).toBe('unreadable')
    expect(filtered.detail).toContain('[FILTERED]')
  })

  test('only once a URL out of HTML is unescaped', async () => {
    const { outcome, mistakes, verifier } = await examine('sure-send', launch.replaceAll('&', '&amp;'))
    expect([outcome, verifier?.code, mistakes.map(({ id }) => id)]).toEqual([
      'mistakes',
      'missing_parameter',
      ['ampersand-escaped'],
    ])
  })
})

test('a form is read from a multipart body and from curl’s fields', async () => {
  const payload = { integration_id: 'i', tenant_id: 't', user_guid: 'u', origin: 'https://crm.example.com' }
  const { fields } = await signSalesloft({
    url: 'https://w.example.com/',
    slot: 'full_page',
    payload,
    secret,
  })
  const parts = Object.entries(fields).map(
    ([name, value]) => `--x1\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const body = `${parts.join('')}--x1--\r\n`
  const pasted = `POST / HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x1\r\n\r\n${body}`
  expect(await examine('salesloft', pasted)).toMatchObject({ outcome: 'well' })
  expect(await examine('salesloft', body)).toMatchObject({ outcome: 'well' })
  for (const option of ['-F', '--data-urlencode', '-d']) {
    const flags = Object.entries(fields).map(([name, value]) => `${option} '${name}=${value}'`)
    expect(await examine('salesloft', `curl https://w.example.com/ ${flags.join(' ')}`)).toMatchObject({
      outcome: 'well',
    })
  }
})

test('a body that is in a file is asked for', async () => {
  for (const option of [
    '-d @body.json',
    '--data-binary @body.json',
    '--json @body.json',
    '--data=@body.json',
  ]) {
    const diagnosis = await examine('showpad', `curl ${call.url} ${flags(quote).join(' ')} ${option}`)
    expect(diagnosis.outcome).toBe('unreadable')
    expect(diagnosis.detail).toContain('body.json')
  }
  expect(readPasted("curl https://w.example.com/ --data-raw '@name'")).toMatchObject({ body: '@name' })
})

describe('a postback of this portal', () => {
  const location = { id: 'loc', accountNumber: '1', apiId: 'a' }
  const template = 'https://app.example.com/postbacks?location_id={{location.id}}'
  const { url, headers } = signPostback({ template, event: 'registered', location, id: 'msg_1', secret, now })
  const pasted = `POST ${url} HTTP/1.1\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')}\n\n`

  test('is known by its headers, and verified as one', async () => {
    const { outcome, mistakes } = await examine('marketplace', pasted)
    expect([outcome, mistakes.map(({ id }) => id)]).toEqual(['well', ['webhooks-library']])
  })

  test('whose signature a Standard Webhooks library computed is told what the library does to the secret', async () => {
    const text = `msg_1.${now.getTime() / 1000}.`
    const library = createHmac('sha256', Buffer.from(secret, 'base64')).update(text).digest('base64')
    for (const own of [library, `v1,${library}`]) {
      const { outcome, mistakes } = await examine('marketplace', pasted, own)
      expect([outcome, mistakes.map(({ id }) => id)]).toEqual([
        'mistakes',
        ['key-base64-decoded', 'webhooks-library'],
      ])
    }
  })
})

test('a paste is read in time that grows with its length', () => {
  const parts = [
    '"',
    "'",
    '\\',
    '^"',
    "$'",
    '\n',
    ' ',
    ',',
    '"\\"',
    '\\\\"',
    '--x\n',
    ': ',
    '=>',
    'a: b\n',
    '"a"=>',
    '%',
    '&amp;',
    '[',
    '\r\n\r\n',
  ]
  const starts = [
    '',
    'curl ',
    'GET /',
    'Parameters: {',
    'Started GET "',
    ':path\n',
    '"HTTP_A"=>"',
    '--x\ncontent-a: b\n',
    '1 "GET /',
  ]
  for (const start of starts)
    for (const part of parts) {
      const text = (start + part.repeat(100_000 / part.length)).slice(0, 100_000)
      const startedAt = performance.now()
      readPasted(text)
      // A reader that goes back over what it read takes minutes.
      expect(performance.now() - startedAt, JSON.stringify([start, part])).toBeLessThan(2000)
    }
})

import { connect } from 'node:net'
import { operations } from '@/lib/http/api-operations'
import { type Answer, send } from './attacker'
import { type Demo, expect, portalOrigin, test } from './fixtures'

const json = { 'content-type': 'application/json' }

/** What is wrong with an answer that should be a problem document with this status; empty if nothing is. */
function faultOf(answer: Answer, status?: number): string {
  const type = String(answer.headers['content-type'])
  if (answer.status < 400 || answer.status >= 500) return `status ${answer.status}`
  if (status && answer.status !== status) return `status ${answer.status}, not ${status}`
  if (!type.startsWith('application/problem+json')) return `${answer.status} as ${type}`
  const problem = JSON.parse(answer.body)
  const isWhole = problem.status === answer.status && /^[a-z_]+$/.test(problem.code) && problem.detail
  return isWhole ? '' : `an incomplete problem: ${answer.body}`
}

test('an unknown address of the API answers a problem document, by every method', async () => {
  const paths = [
    '/api/v1',
    '/api/v1/none',
    '/api/v1/widgets/x/none/deep',
    '/api/connectors',
    '/api/connectors/none/con_x/search',
    '/api/connectors/showpad/con_x/none',
    '/api/oauth/none',
    '/api/none',
  ]
  const faults: string[] = []
  for (const path of paths)
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const fault = faultOf(await send(path, { method }), 404)
      if (fault) faults.push(`${method} ${path}: ${fault}`)
    }
  expect(faults).toEqual([])
})

test('a method that an address of the API does not have answers a problem document', async () => {
  const faults: string[] = []
  for (const [method, path] of [
    ['DELETE', '/api/v1/widgets'],
    ['PATCH', '/api/v1/me'],
    ['GET', '/api/v1/launches'],
    ['GET', '/api/oauth/token'],
    ['PUT', '/api/oauth/revoke'],
    ['DELETE', '/api/connectors/showpad/con_x/v1/activities'],
    ['POST', '/api/connectors/social-signin/con_x/search'],
    ['TRACE', '/api/v1/me'],
    ['PROPFIND', '/api/v1/me'],
  ] as const) {
    const fault = faultOf(await send(path, { method }), 405)
    if (fault) faults.push(`${method} ${path}: ${fault}`)
  }
  expect(faults).toEqual([])
})

const bodies: Record<string, string> = {
  nothing: '',
  'half an object': '{"name":',
  'a list': '[]',
  null: 'null',
  'a text': '"x"',
  'a prototype': '{"__proto__":{"a":1},"constructor":1}',
  'a NUL': '{"name":"a\\u0000b","decision":"\\u0000","placement":"\\u0000"}',
  'no JSON': '%%%',
  'half a form': '--x\r\ncontent-disposition: form-data; name="$ACTION_ID_0"\r\n\r\n',
  'too much': JSON.stringify({ name: 'x'.repeat(300_000) }),
}
const headers: Record<string, Record<string, string>> = {
  JSON: json,
  'JSON in UTF-16': { 'content-type': 'application/json; charset=utf-16' },
  'JSON said to be gzip': { ...json, 'content-encoding': 'gzip' },
  'a form': { 'content-type': 'application/x-www-form-urlencoded' },
  'a form in parts': { 'content-type': 'multipart/form-data; boundary=x' },
  'a form in parts without a boundary': { 'content-type': 'multipart/form-data' },
  'plain text': { 'content-type': 'text/plain;charset=UTF-8' },
  'an action': { 'content-type': 'text/plain;charset=UTF-8', 'next-action': '0'.repeat(42) },
  'an action as JSON': { ...json, 'next-action': '0'.repeat(42) },
  'an action in parts': { 'content-type': 'multipart/form-data; boundary=x', 'next-action': '0'.repeat(42) },
  'a page’s fetch': { ...json, rsc: '1' },
  'no type': {},
}

test('a malformed body answers a problem document, at every operation and in every dress', async ({
  demo,
  db,
}) => {
  test.setTimeout(240_000)
  const faults: string[] = []
  for (const operation of Object.values(operations)) {
    if (!('body' in operation) || operation.method === ('get' as string)) continue
    const path = fillPath(operation.path, demo)
    const authorization = `Bearer ${demo.apiKeys[operation.keys]}`
    await db.$executeRaw`DELETE FROM rate_limits`
    const attempts = Object.entries(headers).flatMap(([dress, given]) =>
      Object.entries(bodies).map(([what, body]) => ({ what: `${what} as ${dress}`, given, body })),
    )
    for (let index = 0; index < attempts.length; index += 8)
      await Promise.all(
        attempts.slice(index, index + 8).map(async ({ what, given, body }) => {
          const method = operation.method.toUpperCase()
          const answer = await send(path, { method, headers: { authorization, ...given }, body })
          // Some operations need nothing of their body.
          const fault = answer.status < 300 ? '' : faultOf(answer)
          if (fault) faults.push(`${method} ${path} with ${what}: ${fault}`)
        }),
      )
  }
  expect(faults).toEqual([])
})

function fillPath(path: string, demo: Demo): string {
  return path
    .replace('{widgetId}', demo.widgets[0]?.id ?? '')
    .replace('{version}', '99')
    .replace('{runId}', 'crt_none')
    .replace('{personId}', 'none')
    .replace('{companyId}', 'none')
}

/** One request with its headers exactly as given, and the status line of the answer. */
function sendRaw(lines: string[], body = ''): Promise<string> {
  const { hostname, port } = new URL(portalOrigin)
  return new Promise((settle, fail) => {
    const socket = connect(Number(port), hostname, () => socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`))
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('end', () => settle(text))
    socket.on('error', fail)
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer')))
  })
}

test('a request with a security-relevant header twice is refused, before anybody reads one of them', async () => {
  const { host } = new URL(portalOrigin)
  const doubled = [
    [`Host: ${host}`],
    ['host: evil.example'],
    ['Authorization: Bearer a', 'authorization: Bearer b'],
    ['Cookie: a=1', 'Cookie: framegate.session=x'],
    [`Origin: ${portalOrigin}`, 'origin: https://evil.example'],
    ['Sec-Fetch-Site: same-origin', 'Sec-Fetch-Site: cross-site'],
    ['Content-Type: application/json', 'Content-Type: text/plain'],
    ['Idempotency-Key: a', 'Idempotency-Key: b'],
  ]
  for (const path of ['/sign-in', '/api/v1/me', '/_next/static/x.js'])
    for (const lines of doubled) {
      const answer = await sendRaw([`GET ${path} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...lines])
      expect(answer.split('\r\n')[0], `${path} ${lines}`).toBe('HTTP/1.1 400 Bad Request')
    }
  const single = await sendRaw(['GET /api/health/live HTTP/1.1', `Host: ${host}`, 'Connection: close'])
  expect(single.split('\r\n')[0]).toBe('HTTP/1.1 200 OK')
})

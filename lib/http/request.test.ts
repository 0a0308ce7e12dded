import { describe, expect, test } from 'vitest'
import {
  clientAddress,
  readBytes,
  readJson,
  readText,
  requestIdOf,
  requireSameOrigin,
  safePath,
} from '@/lib/http/request'
import { codeOf } from '@/test/refusals'

const portal = 'http://localhost:3000'

describe('a cookie-authenticated write', () => {
  test.each<[string | undefined, string | undefined, boolean]>([
    [portal, 'same-origin', true],
    [portal, undefined, true],
    [undefined, 'same-origin', true],
    [undefined, 'none', true],
    [undefined, undefined, true],
    ['null', undefined, false],
    ['null', 'same-origin', false],
    ['null', 'cross-site', false],
    ['', undefined, false],
    ['https://evil.example', undefined, false],
    ['https://evil.example', 'same-origin', false],
    ['https://evil.example', 'cross-site', false],
    ['http://localhost:3001', 'same-site', false],
    ['https://localhost:3000', undefined, false],
    ['http://app.localhost:3000', 'same-site', false],
    ['http://127.0.0.1:3000', 'cross-site', false],
    [`${portal}/`, undefined, false],
    [`${portal}, ${portal}`, undefined, false],
    [portal.toUpperCase(), undefined, false],
    [portal, 'same-site', false],
    [portal, 'cross-site', false],
    [undefined, 'same-site', false],
    [undefined, 'cross-site', false],
    [undefined, 'SAME-ORIGIN', false],
    [undefined, '', false],
  ])('with Origin %j and Sec-Fetch-Site %j is allowed: %s', async (origin, site, isAllowed) => {
    const headers = new Headers()
    if (origin !== undefined) headers.set('origin', origin)
    if (site !== undefined) headers.set('sec-fetch-site', site)
    const code = await codeOf(() => requireSameOrigin(headers))
    if (isAllowed) expect(code).toMatch(/^not refused/)
    else expect(code).toBe('cross_site_request')
  })
})

describe('where to go next', () => {
  test.each([
    ['/people', '/people'],
    ['/people?query=a%20b&after=x', '/people?query=a%20b&after=x'],
    ['/people#top', '/people'],
    ['/a/../people', '/people'],
    ['/?next=//evil.example', '/?next=//evil.example'],
    ['/partner//widgets', '/partner//widgets'],
  ])('%s stays in the portal as %s', (next, path) => {
    expect(safePath(next, '/home')).toBe(path)
  })

  test.each([
    null,
    undefined,
    '',
    'people',
    'https://evil.example',
    'https:evil.example',
    'HTTPS://evil.example',
    'javascript:alert(1)',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\/evil.example',
    '\\\\evil.example',
    '/people\\..\\',
    '/\t/evil.example',
    '/\n/evil.example',
    '/\0/evil.example',
    ' //evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/%2e//evil.example',
    '/%2E%2e//evil.example',
    '/people/..//evil.example',
    '/people/%2e%2e//evil.example',
    '/people\u2028',
    '/pеople',
    `http://localhost:3000@evil.example/`,
    '@evil.example',
  ])('%j falls back', (next) => {
    expect(safePath(next, '/home')).toBe('/home')
  })

  test.each(['/%2f/evil.example', '/%5cevil.example', '/%2f%2fevil.example'])(
    'an encoded slash in %s stays encoded, so it is a path of ours',
    (next) => {
      const path = safePath(next, '/home')
      expect(path).toBe(next)
      expect(new URL(path, portal).origin).toBe(portal)
    },
  )
})

function post(body: BodyInit | null, type: string | null = 'application/json'): Request {
  return new Request(portal, { method: 'POST', body, headers: type === null ? {} : { 'content-type': type } })
}

describe('a JSON body', () => {
  test.each(['application/json', 'Application/JSON; charset=utf-8', 'application/json;'])(
    'is read as %s',
    async (type) => {
      expect(await readJson(post('{"a":[1]}', type))).toEqual({ a: [1] })
    },
  )

  test.each([null, 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'text/json'])(
    'is refused as %s with 415',
    async (type) => {
      const body = new TextEncoder().encode('{}')
      expect(await codeOf(readJson(post(body, type)))).toBe('unsupported_media_type')
    },
  )

  test.each(['', '{', 'null', '[]', '1', '"a"', '{} {}', '\0'])('%j is refused with 400', async (body) => {
    expect(await codeOf(readJson(post(body)))).toBe('malformed_request')
  })

  test('that is not UTF-8 is refused with 400', async () => {
    expect(await codeOf(readJson(post(new Uint8Array([0x22, 0xff, 0x22]))))).toBe('malformed_request')
  })

  test('cannot change what every object inherits', async () => {
    const value = await readJson(post('{"__proto__":{"isAdmin":true}}'))
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined()
    expect(value).not.toHaveProperty('isAdmin')
  })

  test('of 16 KB is read and one byte more is refused with 413', async () => {
    const bytesMax = 16 * 1024
    expect(await readText(post('a'.repeat(bytesMax)))).toHaveLength(bytesMax)
    expect(await codeOf(readText(post('a'.repeat(bytesMax + 1))))).toBe('payload_too_large')
  })

  test('that is kept as bytes may be of any encoding, and is bounded too', async () => {
    const bytes = new Uint8Array([0x22, 0xff, 0x22])
    expect(new Uint8Array(await readBytes(post(bytes), { bytesMax: 3 }))).toEqual(bytes)
    expect(await codeOf(readBytes(post(bytes), { bytesMax: 2 }))).toBe('payload_too_large')
  })

  test('without a length is read no further than 16 KB', async () => {
    let sent = 0
    const stream = new ReadableStream({
      pull(controller) {
        sent += 1
        controller.enqueue(new Uint8Array(1024))
      },
    })
    const request = new Request(portal, { method: 'POST', body: stream, duplex: 'half' } as RequestInit)
    expect(await codeOf(readText(request))).toBe('payload_too_large')
    expect(sent).toBeLessThan(30)
  })
})

test('the caller’s address comes from our own server’s header alone', () => {
  const headers = new Headers({
    'x-forwarded-for': '1.2.3.4',
    'x-real-ip': '1.2.3.4',
    forwarded: 'for=1.2.3.4',
  })
  expect(clientAddress(headers)).toBe('unknown')
  headers.set('x-framegate-client-address', '192.0.2.7')
  expect(clientAddress(headers)).toBe('192.0.2.7')
  expect(requestIdOf(new Headers({ 'x-request-id': 'req_1' }))).toBe('req_1')
  expect(requestIdOf(new Headers())).toMatch(/^req_\w{20}$/)
})

import { describe, expect, test } from 'vitest'
import { judgeFraming, judgeFramingIn, listRefusalsOfAll } from '@/lib/domain/framing/framing'

const portalOrigin = 'https://portal.example.com'
const widgetOrigin = 'https://widgets.example.org'

function judge(headers: Record<string, string | string[]>, origins: Partial<Origins> = {}, status = 200) {
  const lists = Object.entries(headers).map(([name, value]) => [name, [value].flat()])
  return judgeFraming(
    { status, headers: Object.fromEntries(lists) },
    { portalOrigin, widgetOrigin, ...origins },
  )
}
type Origins = { portalOrigin: string; widgetOrigin: string }
const csp = 'content-security-policy'
const xfo = 'x-frame-options'

describe('frame-ancestors', () => {
  test.each([
    '*',
    'https:',
    'http:',
    'https://portal.example.com',
    'HTTPS://Portal.Example.COM',
    'https://portal.example.com:443',
    'https://portal.example.com:*',
    'https://portal.example.com/',
    'portal.example.com',
    'portal.example.com:443',
    '*.example.com',
    'https://*.example.com',
    'https://*.com',
    'http://portal.example.com',
    "'self' https://portal.example.com",
    "'none' https://portal.example.com",
    'https://other.example https://portal.example.com',
  ])('lets the portal frame with %s', (sources) => {
    expect(judge({ [csp]: `frame-ancestors ${sources}` }).verdict).toBe('ok')
    expect(judge({ [csp]: `default-src 'none';  Frame-Ancestors\t${sources} ; img-src *` }).verdict).toBe(
      'ok',
    )
  })

  test.each([
    '',
    "'none'",
    "'self'",
    'https://portal.example.com:8443',
    'portal.example.com:80',
    'https://example.com',
    'https://portal.example.com.evil.example',
    'https://evilportal.example.com',
    '*.portal.example.com',
    'https://*.evil.example',
    'ws:',
    'data:',
    'ftp://portal.example.com',
    "'nonce-abc'",
    'portal',
  ])('refuses with %j', (sources) => {
    const directive = `frame-ancestors ${sources}`.trim()
    expect(judge({ [csp]: directive })).toMatchObject({
      verdict: 'refused_framing',
      received: [`Content-Security-Policy: ${directive}`],
      send: 'Content-Security-Policy: frame-ancestors https://portal.example.com',
    })
  })

  test('a wildcard does not mean the domain itself', () => {
    const origins = { portalOrigin: 'https://example.com' }
    expect(judge({ [csp]: 'frame-ancestors *.example.com' }, origins).verdict).toBe('refused_framing')
  })

  test('names a portal on a port of its own only with that port', () => {
    const origins = { portalOrigin: 'http://localhost:3000', widgetOrigin: 'http://127.0.0.1:3000' }
    const judgeLocal = (source: string) => judge({ [csp]: `frame-ancestors ${source}` }, origins).verdict
    expect(judgeLocal('http://localhost:3000')).toBe('ok')
    expect(judgeLocal('localhost:3000')).toBe('ok')
    expect(judgeLocal('http://localhost:*')).toBe('ok')
    expect(judgeLocal('http://localhost')).toBe('refused_framing')
    expect(judgeLocal('https://localhost:3000')).toBe('refused_framing')
    expect(judgeLocal('https:')).toBe('refused_framing')
  })

  test('every policy must allow: several in one header, several headers', () => {
    const allowing = 'frame-ancestors https://portal.example.com'
    expect(judge({ [csp]: `${allowing}, default-src 'self'` }).verdict).toBe('ok')
    expect(judge({ [csp]: `${allowing}, frame-ancestors 'none'` })).toMatchObject({
      verdict: 'refused_framing',
      received: ["Content-Security-Policy: frame-ancestors 'none'"],
    })
    expect(judge({ [csp]: [allowing, "frame-ancestors 'self'"] }).verdict).toBe('refused_framing')
    expect(judge({ [csp]: [allowing, 'frame-ancestors https:'] }).verdict).toBe('ok')
  })

  test('the first directive of a policy counts, and one with a longer name is another', () => {
    expect(judge({ [csp]: "frame-ancestors *; frame-ancestors 'none'" }).verdict).toBe('ok')
    expect(judge({ [csp]: "frame-ancestors-none 'none'; frame-src 'none'" }).verdict).toBe('ok')
  })

  test('a policy that only reports refuses nothing', () => {
    expect(judge({ 'content-security-policy-report-only': "frame-ancestors 'none'" }).verdict).toBe('ok')
  })
})

describe('X-Frame-Options', () => {
  test.each(['DENY', 'deny', ' SAMEORIGIN ', 'SameOrigin', 'DENY, DENY', 'SAMEORIGIN, SAMEORIGIN'])(
    'refuses with %j',
    (value) => {
      expect(judge({ [xfo]: value })).toMatchObject({
        verdict: 'refused_framing',
        received: [`X-Frame-Options: ${value}`],
      })
    },
  )

  test.each([
    ['DENY, ALLOW-FROM https://portal.example.com'],
    ['ALLOWALL, SAMEORIGIN'],
    ['ALLOWALL, anything'],
  ])('refuses with the disagreeing values %j', (value) => {
    expect(judge({ [xfo]: value }).verdict).toBe('refused_framing')
    expect(judge({ [xfo]: value.split(', ') }).verdict).toBe('refused_framing')
  })

  test.each([
    'ALLOW-FROM https://other.example',
    'ALLOWALL',
    'DENY; SAMEORIGIN',
    'SAMEORIGIN; https://portal.example.com',
    '',
    'nonsense',
  ])('is ignored with %j, as browsers do', (value) => {
    expect(judge({ [xfo]: value }).verdict).toBe('ok')
  })

  test('is ignored beside frame-ancestors', () => {
    const headers = { [xfo]: 'DENY', [csp]: 'frame-ancestors https://portal.example.com' }
    expect(judge(headers).verdict).toBe('ok')
    expect(judge({ ...headers, [csp]: "default-src 'self'" }).verdict).toBe('refused_framing')
  })

  test('allows with the headers that the published guide recommends', () => {
    const headers = {
      [xfo]: 'ALLOW-FROM https://portal.example.com',
      [csp]: 'frame-ancestors https://portal.example.com',
    }
    expect(judge(headers).verdict).toBe('ok')
  })
})

describe('status', () => {
  test.each([500, 502, 503])('%d is a server error, unless framing is refused too', (status) => {
    expect(judge({}, {}, status)).toMatchObject({ verdict: 'server_error', received: [`HTTP ${status}`] })
    expect(judge({ [xfo]: 'DENY' }, {}, status).verdict).toBe('refused_framing')
  })

  test.each([200, 204, 401, 404])('%d is shown as the widget answers it', (status) => {
    expect(judge({}, {}, status).verdict).toBe('ok')
  })
})

describe('without knowing who frames it', () => {
  const refusals = (headers: Record<string, string | string[]>) =>
    listRefusalsOfAll(
      {
        status: 200,
        headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()])),
      },
      widgetOrigin,
    )

  test.each([
    [{ [xfo]: 'DENY' }],
    [{ [xfo]: 'SAMEORIGIN' }],
    [{ [xfo]: 'DENY, ALLOW-FROM https://portal.example.com' }],
    [{ [csp]: "frame-ancestors 'none'" }],
    [{ [csp]: "frame-ancestors 'self'" }],
    [{ [csp]: 'frame-ancestors' }],
    [{ [csp]: `frame-ancestors ${widgetOrigin}` }],
    [{ [csp]: 'frame-ancestors data:' }],
    [{ [csp]: ['frame-ancestors https://one.example', 'frame-ancestors https://other.example'] }],
  ])('nobody may frame it with %j', (headers) => {
    expect(refusals(headers).length).toBeGreaterThan(0)
  })

  test.each([
    [{}],
    [{ [xfo]: 'ALLOW-FROM https://portal.example.com' }],
    [{ [xfo]: 'SAMEORIGIN; https://portal.example.com' }],
    [{ [xfo]: 'DENY', [csp]: 'frame-ancestors https://portal.example.com' }],
    [{ [csp]: 'frame-ancestors *' }],
    [{ [csp]: 'frame-ancestors http:' }],
    [{ [csp]: "frame-ancestors 'self' *.example.com:8443" }],
    [{ [csp]: 'frame-ancestors portal.example.com' }],
    [{ [csp]: ['frame-ancestors https:', 'frame-ancestors https://*.example.com'] }],
  ])('somebody may with %j', (headers) => {
    expect(refusals(headers)).toEqual([])
  })
})

describe('a page around the portal', () => {
  const host = 'https://crm.example.net'
  const judgeIn = (sources: string | undefined) =>
    judgeFramingIn(
      { status: 200, headers: sources === undefined ? {} : { [csp]: [`frame-ancestors ${sources}`] } },
      { portalOrigin, widgetOrigin, host },
    )

  test('has to be named beside the portal, as browsers compare each ancestor', () => {
    for (const sources of [undefined, '*', `${portalOrigin} ${host}`, 'https:'])
      expect(judgeIn(sources).verdict, sources).toBe('ok')
    const send = `Content-Security-Policy: frame-ancestors ${portalOrigin} ${host}`
    expect(judgeIn(portalOrigin)).toMatchObject({
      verdict: 'refused_framing',
      detail: expect.stringContaining(host),
      received: [`Content-Security-Policy: frame-ancestors ${portalOrigin}`],
      send,
    })
    expect(judgeIn(host)).toMatchObject({ verdict: 'refused_framing', send })
  })

  test('that is none, or the portal’s own, changes nothing', () => {
    const answer = { status: 200, headers: { [csp]: [`frame-ancestors ${portalOrigin}`] } }
    for (const around of [undefined, portalOrigin])
      expect(judgeFramingIn(answer, { portalOrigin, widgetOrigin, host: around }).verdict).toBe('ok')
  })
})

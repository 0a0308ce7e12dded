import { afterEach, describe, expect, test, vi } from 'vitest'
import { isLoopbackUrl, requireFurtherOrigins, requireWidgetUrl } from '@/lib/domain/protocols/widget-url'
import { AppError } from '@/lib/errors'
import { refusalOf } from '@/test/refusals'

afterEach(() => vi.resetModules())

async function fieldsOf(work: () => unknown): Promise<unknown> {
  const error = await refusalOf(work)
  // The module may have been loaded anew, and its error class with it.
  return error instanceof Error && 'fields' in error ? error.fields : `not refused: ${String(error)}`
}

/** The check as a portal under another origin makes it. */
async function portalAt(origin: string) {
  vi.resetModules()
  vi.stubEnv('PORTAL_ORIGIN', origin)
  return import('@/lib/domain/protocols/widget-url')
}

describe('a widget URL', () => {
  test.each([
    ['javascript:alert(1)', 'javascript: cannot be framed'],
    ['JavaScript:alert(1)', 'cannot be framed'],
    ['data:text/html,<script>alert(1)</script>', 'data: cannot be framed'],
    ['blob:https://widgets.example.com/1', 'blob: cannot be framed'],
    ['file:///etc/passwd', 'file: cannot be framed'],
    ['ftp://widgets.example.com', 'ftp: cannot be framed'],
    ['view-source:https://widgets.example.com', 'cannot be framed'],
    ['widgets.example.com', 'Start with https://'],
    ['//widgets.example.com', 'Start with https://'],
    ['/widget', 'Start with https://'],
    ['', 'Start with https://'],
    ['http://widgets.example.com', 'Use https://'],
    ['https:widgets.example.com', 'Add a host'],
    ['https:///widgets.example.com', 'Add a host'],
    ['https://', 'Add a host'],
    ['https://user@widgets.example.com', 'user name and password'],
    ['https://user:password@widgets.example.com', 'user name and password'],
    ['https://portal.example.com@widgets.example.com', 'user name and password'],
    ['https:\\\\widgets.example.com', 'Write / instead of \\'],
    ['https://widgets.example.com\\@evil.example', 'Write / instead of \\'],
    ['https://widgets.example.com/a\\b', 'Write / instead of \\'],
    ['https://widgets.exam ple.com', 'spaces, line breaks'],
    [' https://widgets.example.com', 'spaces, line breaks'],
    ['https://widgets.example.com/\r\nx-header: 1', 'spaces, line breaks'],
    ['https://widgets.example.com/\0', 'control characters'],
    ['java\tscript:alert(1)', 'control characters'],
    ['https://widgets。example。com', 'in ASCII'],
    ['https://ｗidgets.example.com', 'in ASCII'],
    ['https://１２７.0.0.1', 'in ASCII'],
    ['https://wіdgets.example.com', 'in ASCII'],
    ['https://bücher.example', 'in ASCII'],
    ['https://widgets.example.com\u00ad.evil.example', 'in ASCII'],
    ['https://*.example.com', 'without wildcards'],
    ['https://a;script-src.example.com', 'without wildcards'],
    ['https://a,b.example.com', 'without wildcards'],
    ["https://a'b.example.com", 'without wildcards'],
    ['https://8.8.8.8', 'Use a host name'],
    ['https://10.0.0.1', 'Use a host name'],
    ['https://0x0a000001', 'Use a host name'],
    ['https://0.0.0.0', 'Use a host name'],
    ['https://[2606:4700::1111]', 'Use a host name'],
    ['https://intranet', 'not a public host name'],
    ['https://intranet.', 'not a public host name'],
    ['https://localhost.', 'not a public host name'],
    ['https://a.localhost.', 'Remove the dot at the end of the host: write a.localhost.'],
    ['https://widgets.example.com.', 'Remove the dot at the end of the host: write widgets.example.com.'],
    ['https://widgets.example.com./path?a=b', 'Remove the dot'],
    ['https://widgets.example.com.:8443/', 'Remove the dot'],
    ['https://widgets.example.com..', 'Remove the dot'],
    ['https://widgets..example.com', '1 to 63 between dots'],
    ['https://.example.com', '1 to 63 between dots'],
    [`https://${'a'.repeat(64)}.example.com`, '1 to 63 between dots'],
    [`https://${'a.'.repeat(130)}example.com`, 'at most 253 characters'],
    ['https://widgets.example.com:0/', 'Remove port 0'],
    ['https://widgets.example.com:00', 'Remove port 0'],
    ['http://127.0.0.1:0/', 'Remove port 0'],
    ['http://app.localhost:0/', 'Remove port 0'],
    ['https://widgets.example.com:99999', 'open this address'],
    ['https://widgets.example.com#tab', 'after #'],
    ['https://widgets.example.com/#', 'after #'],
    ['https://widgets.example.com/?context=a', 'parameter context'],
    ['https://widgets.example.com/?a=b&signature=', 'parameter signature'],
    ['https://widgets.example.com/?c%6Fntext=a', 'parameter context'],
    ['https://localhost:4000', 'Use 127.0.0.1'],
    ['http://localhost:3000/widget', 'Use 127.0.0.1'],
    ['http://%6c%6f%63alhost/', 'Use 127.0.0.1'],
  ])('%j is refused on its field, with the advice %j', async (url, advice) => {
    expect(await fieldsOf(() => requireWidgetUrl(url))).toEqual({ url: [expect.stringContaining(advice)] })
  })

  test('a refusal is 422', async () => {
    const error = await refusalOf(() => requireWidgetUrl('javascript:alert(1)'))
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ status: 422 })
  })

  test.each([
    ['https://widgets.example.com', 'https://widgets.example.com/'],
    ['HTTPS://Widgets.Example.Com/Path', 'https://widgets.example.com/Path'],
    ['https://widgets.example.com:443/a', 'https://widgets.example.com/a'],
    ['https://widgets.example.com:8443/a?b=c%20d&e', 'https://widgets.example.com:8443/a?b=c%20d&e'],
    ['https://xn--bcher-kva.example/', 'https://xn--bcher-kva.example/'],
    ['https://a_b.example.com/', 'https://a_b.example.com/'],
    ['https://widgets.example.com/@user/ü', 'https://widgets.example.com/@user/%C3%BC'],
    ['https://widgets.example.com/?contexts=a', 'https://widgets.example.com/?contexts=a'],
  ])('%s is kept as %s', (text, url) => {
    expect(requireWidgetUrl(text)).toEqual({ url, origin: new URL(url).origin, isLoopback: false })
  })

  test.each([
    'http://127.0.0.1:3000/demo',
    'https://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://[::1]:3000/',
    'http://app.localhost:3000/',
  ])('%s is this machine’s own address', (url) => {
    expect(requireWidgetUrl(url).isLoopback).toBe(true)
    expect(isLoopbackUrl(url)).toBe(true)
  })
})

describe('the portal’s own site', () => {
  test.each([
    ['https://portal.example.com', 'https://portal.example.com/widget'],
    ['https://portal.example.com', 'https://PORTAL.example.com.:8443/'],
    ['https://portal.example.com', 'https://widgets.example.com/'],
    ['https://portal.example.com', 'https://example.com/'],
    ['https://portal.example.com', 'https://a.portal.example.com/'],
    ['https://portal.example.co.uk', 'https://widgets.example.co.uk/'],
    ['https://mine.github.io', 'https://mine.github.io/widget'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:4000/'],
    ['http://10.0.0.5:3000', 'https://10.0.0.5/'],
    ['https://intranet', 'https://intranet:4000/'],
  ])('under %s refuses %s', async (portal, url) => {
    const check = await portalAt(portal)
    expect(await fieldsOf(() => check.requireWidgetUrl(url))).toEqual({
      url: [expect.stringContaining('is the portal itself')],
    })
  })

  test.each([
    ['https://portal.example.com', 'https://example.org/'],
    ['https://portal.example.com', 'https://portal-example.com/'],
    ['https://portal.example.co.uk', 'https://other.co.uk/'],
    ['https://mine.github.io', 'https://yours.github.io/'],
    ['http://127.0.0.1:3000', 'http://localhost:4000/'],
    ['https://portal.example.com', 'http://localhost:4000/'],
  ])('under %s allows %s', async (portal, url) => {
    const check = await portalAt(portal)
    expect(check.requireWidgetUrl(url).url).toBe(url)
  })
})

describe('further origins', () => {
  test('are kept as origins', () => {
    expect(requireFurtherOrigins(['https://Login.example.com', 'https://a.example.com:8443/'])).toEqual([
      'https://login.example.com',
      'https://a.example.com:8443',
    ])
  })

  test.each([
    ['https://login.example.com/path', 'Write https://login.example.com'],
    ['https://login.example.com?a', 'is not an origin'],
    ['https://*.example.com', 'without wildcards'],
    ['https://x;form-action', 'without wildcards'],
    ['*', 'Start with https://'],
    ["'self'", 'Start with https://'],
    ['http://login.example.com', 'Use https://'],
    ['https://localhost:3000', 'Use 127.0.0.1'],
    ['https://login.example.com.', 'Remove the dot at the end of the host: write login.example.com.'],
    ['https://login.example.com:0', 'Remove port 0'],
  ])('%s is refused on its field', async (origin, advice) => {
    expect(await fieldsOf(() => requireFurtherOrigins(['https://a.example.com', origin]))).toEqual({
      furtherOrigins: [expect.stringContaining(advice)],
    })
  })
})

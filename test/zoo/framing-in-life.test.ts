import { afterAll, describe, expect, test } from 'vitest'
import type { CertificationTarget } from '@/lib/domain/certification/target'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'
import { certify, idsOf } from '@/test/zoo/certify'
import { closeZoo, openZoo, type ZooAnswer } from '@/test/zoo/open-zoo'
import { page, zooHost } from '@/test/zoo/pages'
import { keepSureSend, zooSecret } from '@/test/zoo/sure-send'

afterAll(closeZoo)

/** A run against a right server whose pages have these headers and this further markup. */
async function certifyPage(
  headers: Record<string, string>,
  more: Partial<CertificationTarget> = {},
  markup = '',
) {
  const answer: ZooAnswer = page(`<h1>Hello</h1>${markup}`, 200, { 'content-type': 'text/html', ...headers })
  const url = await openZoo(keepSureSend({ render: () => answer }))
  const secrets = [{ label: 'active' as const, secret: zooSecret }]
  const report = await certify({ protocol: 'sure-send', urls: { person: url }, secrets, ...more })
  const find = (id: CheckId) => report.checks.find((check) => check.id === id)
  return { report, framing: find('allows-framing') }
}

const csp = 'content-security-policy'
const named = { [csp]: `frame-ancestors ${zooHost}` }

describe('who may frame it, without the origin of the CRM', () => {
  const refusing: Record<string, string>[] = [
    { 'x-frame-options': 'DENY' },
    { 'x-frame-options': 'SAMEORIGIN' },
    { [csp]: "frame-ancestors 'none'" },
    { [csp]: "frame-ancestors 'self'" },
  ]
  test.concurrent.each(refusing)('fails with %j, as for every origin', async (headers) => {
    const { report, framing } = await certifyPage(headers, { hostOrigin: null })
    expect(idsOf(report, 'failed')).toEqual(['allows-framing'])
    expect(framing?.detail).toContain('No other site can frame it')
    expect(report.passed).toBe(false)
  })

  const open: Record<string, string>[] = [{}, named, { 'x-frame-options': 'SAMEORIGIN; x' }]
  test.concurrent.each(open)('says that it was not looked at with %j', async (headers) => {
    const { report, framing } = await certifyPage(headers, { hostOrigin: null })
    expect(framing?.outcome).toBe('skipped')
    expect(report.passed).toBe(true)
  })
})

describe('headers that browsers ignore', () => {
  test.concurrent.each(['ALLOW-FROM https://crm.example.com', 'SAMEORIGIN; https://crm.example.com'])(
    'X-Frame-Options: %s refuses nothing, and is said to be ignored',
    async (value) => {
      const { framing } = await certifyPage({ 'x-frame-options': value })
      expect(framing).toMatchObject({ outcome: 'warned' })
      expect(framing?.detail).toContain(`browsers ignore X-Frame-Options: ${value}`)
    },
  )

  const meta = `<meta http-equiv="Content-Security-Policy" content="frame-ancestors 'none'">`
  test.concurrent('frame-ancestors in a meta tag alone is ignored, and said once', async () => {
    const { report, framing } = await certifyPage({}, {}, meta)
    expect(framing).toMatchObject({ outcome: 'warned' })
    expect(framing?.detail).toContain('in a meta tag, which browsers ignore')
    expect(JSON.stringify(report).split('in a meta tag, which browsers ignore: only').length).toBe(2)
  })

  test.concurrent('beside a right header it passes', async () => {
    const { framing } = await certifyPage(named, {}, meta)
    expect(framing).toMatchObject({ outcome: 'passed' })
    expect(framing?.detail).toContain('in a meta tag')
  })

  test.concurrent('beside a refusing header the hint is there too', async () => {
    const own = `<meta http-equiv='content-security-policy' content='default-src *; frame-ancestors ${zooHost}'>`
    const { framing } = await certifyPage({ 'x-frame-options': 'DENY' }, {}, own)
    expect(framing).toMatchObject({ outcome: 'failed' })
    expect(framing?.detail).toContain('in a meta tag')
  })
})

describe('what either side asks of the other', () => {
  test.concurrent('a CRM that is framed itself: the missing ancestor is named', async () => {
    const outer = 'https://suite.example.net'
    const { framing } = await certifyPage(named, { ancestorOrigins: [outer] })
    expect(framing).toMatchObject({ outcome: 'failed' })
    expect(framing?.detail).toContain(`not inside ${outer}`)
    const both = await certifyPage(
      { [csp]: `frame-ancestors ${zooHost} ${outer}` },
      { ancestorOrigins: [outer] },
    )
    expect(both.framing).toMatchObject({ outcome: 'passed' })
  })

  test.concurrent.each(['same-origin', 'same-site'])(
    'Cross-Origin-Resource-Policy: %s of the widget is named with the header of the CRM that it meets',
    async (policy) => {
      const { framing } = await certifyPage({ ...named, 'cross-origin-resource-policy': policy })
      expect(framing).toMatchObject({ outcome: 'warned' })
      expect(framing?.detail).toContain('The widget sends Cross-Origin-Resource-Policy')
      expect(framing?.detail).toContain('Cross-Origin-Embedder-Policy: require-corp')
    },
  )
})

describe('a redirect to a sign-in', () => {
  async function certifySignIn(furtherOrigins: (signIn: string) => string[]) {
    const signIn = await openZoo(() => page('<form>Sign in</form>', 200, { 'x-frame-options': 'DENY' }))
    const url = await openZoo(
      keepSureSend({ render: () => ({ status: 302, headers: { location: `${signIn}/oauth2/authorize` } }) }),
    )
    const secrets = [{ label: 'active' as const, secret: zooSecret }]
    return certify({
      protocol: 'sure-send',
      urls: { person: url },
      secrets,
      furtherOrigins: furtherOrigins(signIn),
    })
  }

  test.concurrent('that is not declared is told to be opened in a window', async () => {
    const report = await certifySignIn(() => [])
    expect(report.checks[0]?.detail).toContain('open the sign-in in a new window')
  })

  test.concurrent('that is declared fails where its page refuses to be framed', async () => {
    const report = await certifySignIn((origin) => [origin])
    const framing = report.checks.find(({ id }) => id === 'allows-framing')
    expect(framing).toMatchObject({ outcome: 'failed' })
    expect(framing?.detail).toContain('open the sign-in in a new window')
  })
})

import { afterAll, describe, expect, test } from 'vitest'
import type { CertificationReport } from '@/lib/domain/certification/checks.schema'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'
import { certify, idsOf } from '@/test/zoo/certify'
import { closeZoo, openZoo, type ZooAnswer, type ZooKeeper } from '@/test/zoo/open-zoo'
import { page } from '@/test/zoo/pages'
import { keepSureSend, zooSecret } from '@/test/zoo/sure-send'

afterAll(closeZoo)

async function certifyZoo(keep: ZooKeeper): Promise<CertificationReport> {
  const url = await openZoo(keep)
  const secrets = [{ label: 'active' as const, secret: zooSecret }]
  return certify({ protocol: 'sure-send', urls: { person: url }, secrets })
}

const find = ({ checks }: CertificationReport, id: CheckId) => checks.find((check) => check.id === id)

const challenge: ZooAnswer = page('<h1>Just a moment…</h1>', 403, {
  'content-type': 'text/html',
  'cf-mitigated': 'challenge',
})

describe('a firewall in front of the widget', () => {
  test.concurrent('that challenges everything is named, and nothing is passed by it', async () => {
    const report = await certifyZoo(() => challenge)
    expect(idsOf(report, 'failed')).toEqual(['accepts-valid'])
    expect(report.checks[0]?.detail).toMatch(/A firewall \(Cloudflare, by its header cf-mitigated\)/)
    expect(idsOf(report, 'passed')).toEqual([])
  })

  test.concurrent('that challenges only what it takes for an attack passes no refusal', async () => {
    const open = keepSureSend({ isSigned: () => true })
    const right = keepSureSend()
    const report = await certifyZoo(async (request, response) => {
      const answer = await right(request, response)
      return answer?.status === 200 ? open(request, response) : challenge
    })
    const refusals = report.checks.filter(({ id }) => id.startsWith('refuses-') && id !== 'refuses-raw-plus')
    expect(refusals.filter(({ outcome }) => outcome === 'passed')).toEqual([])
    expect(find(report, 'refuses-wrong-secret')).toMatchObject({ outcome: 'failed' })
    expect(find(report, 'refuses-wrong-secret')?.detail).toContain('cf-mitigated')
    expect(report.passed).toBe(false)
  })

  test.concurrent('that shuts the sender out after the first forgeries, without saying so, is found by a valid launch', async () => {
    const open = keepSureSend({ isSigned: () => true })
    let asked = 0
    const report = await certifyZoo((request, response) => {
      asked += 1
      return asked > 3 ? page('<h1>Forbidden</h1>', 403) : open(request, response)
    })
    expect(find(report, 'refuses-expired')).toMatchObject({ outcome: 'failed' })
    expect(find(report, 'refuses-expired')?.detail).toContain('so was a valid launch after it')
    expect(report.passed).toBe(false)
  })

  test.concurrent('that takes no browser’s agent: the report shows the agent, and who is let through', async () => {
    const right = keepSureSend()
    const report = await certifyZoo((request, response) =>
      String(request.headers['user-agent']).startsWith('Mozilla/')
        ? page('<h1>Forbidden</h1>', 403)
        : right(request, response),
    )
    const [valid] = report.checks
    expect(valid?.detail).toMatch(
      /It was sent with the user agent “Mozilla\/5\.0 .*accepts the same launch from “Framegate”/,
    )
    expect(valid?.sent).toContain('user-agent: Mozilla/5.0')
  })

  test.concurrent('the deployment protection of a host is named by its headers', async () => {
    const report = await certifyZoo(() =>
      page('<h1>Authentication Required</h1>', 401, {
        'content-type': 'text/html',
        'x-frame-options': 'DENY',
        'set-cookie': '_vercel_sso_nonce=abc; Path=/',
      }),
    )
    expect(report.checks[0]?.detail).toMatch(
      /host’s deployment protection \(401 with Vercel’s sign-in, X-Frame-Options: DENY\)/,
    )
    expect(JSON.stringify(report)).not.toContain('_vercel_sso_nonce=abc')
  })

  test.concurrent('of a widget that limits the pace is no firewall: a 429 at the end withdraws nothing', async () => {
    const right = keepSureSend()
    let asked = 0
    let last = Number.POSITIVE_INFINITY
    const count = await certifyZoo((request, response) => {
      asked += 1
      return right(request, response)
    })
    expect(count.passed).toBe(true)
    last = asked
    asked = 0
    const report = await certifyZoo((request, response) => {
      asked += 1
      return asked >= last ? page('<h1>Slow down</h1>', 429) : right(request, response)
    })
    expect(find(report, 'refuses-wrong-secret')).toMatchObject({ outcome: 'passed' })
  })
})

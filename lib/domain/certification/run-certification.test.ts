import { afterAll, describe, expect, test } from 'vitest'
import { fetchFromHere } from '@/cli/fetch-from-here'
import { certificationReport } from '@/lib/domain/certification/checks.schema'
import { runCertification } from '@/lib/domain/certification/run-certification'
import type { CertificationProgress } from '@/lib/domain/certification/send-cases'
import type { CertificationFetch, CertificationTarget } from '@/lib/domain/certification/target'
import { safeFetch } from '@/lib/server/safe-fetch'
import { SafeFetchFailure } from '@/lib/server/safe-fetch-failure'
import { codeOf } from '@/test/refusals'
import { idsOf } from '@/test/zoo/certify'
import { closeZoo, openZoo, type ZooKeeper } from '@/test/zoo/open-zoo'
import { zooHost } from '@/test/zoo/pages'
import { keepSureSend, zooSecret } from '@/test/zoo/sure-send'

afterAll(closeZoo)

const widget = 'https://widget.example.com'
const secrets = [{ label: 'active' as const, secret: zooSecret }]

function targetAt(url: string, more: Partial<CertificationTarget> = {}): CertificationTarget {
  return { protocol: 'sure-send', urls: { person: url, company: url }, secrets, hostOrigin: zooHost, ...more }
}

/** A server of the zoo under a public name, as the portal sees it. */
async function nameServer(keep: ZooKeeper, origin = widget): Promise<CertificationFetch> {
  const here = await openZoo(keep)
  return (request) => fetchFromHere({ ...request, url: request.url.replace(origin, here) })
}

const options = (fetch: CertificationFetch) => ({ fetch, now: new Date() })

describe('HTTPS', () => {
  test('passes where every address is HTTPS, and the whole report is by its schema', async () => {
    const report = await runCertification(targetAt(widget), options(await nameServer(keepSureSend())))
    expect(idsOf(report, 'failed', 'warned')).toEqual([])
    expect(report.checks.find(({ id }) => id === 'https')?.outcome).toBe('passed')
    expect(certificationReport.parse(report)).toEqual(report)
    expect(report.passed).toBe(true)
  })

  test('plain HTTP to another machine fails its own check', async () => {
    const url = 'http://widget.example.com'
    const report = await runCertification(targetAt(url), options(await nameServer(keepSureSend(), url)))
    expect(idsOf(report, 'failed')).toEqual(['https'])
  })

  test('a redirect to plain HTTP fails it too', async () => {
    const plain = 'http://app.example.com'
    const fetch = await nameServer(keepSureSend(), plain)
    const front: CertificationFetch = async (request) =>
      request.url.startsWith(widget)
        ? {
            status: 302,
            headers: { location: [request.url.replace(widget, plain)] },
            body: Buffer.alloc(0),
            isTruncated: false,
            durationMs: 1,
          }
        : fetch(request)
    const report = await runCertification(targetAt(widget, { furtherOrigins: [plain] }), options(front))
    expect(idsOf(report, 'failed')).toEqual(['https'])
  })

  test('a certificate that does not fit is the one check that fails', async () => {
    const report = await runCertification(
      targetAt(widget),
      options(async () => {
        throw new SafeFetchFailure('tls', 'The server’s certificate has expired (CERT_HAS_EXPIRED).')
      }),
    )
    expect(idsOf(report, 'failed')).toEqual(['https'])
    expect(report).toMatchObject({ passed: false, wasReached: true })
  })
})

describe('a run', () => {
  test('tells its progress to the end, and has at most four requests under way', async () => {
    let underWay = 0
    let most = 0
    const right = keepSureSend()
    const fetch = await nameServer(async (request, response) => {
      underWay += 1
      most = Math.max(most, underWay)
      await new Promise((settle) => setTimeout(settle, 5))
      underWay -= 1
      return right(request, response)
    })
    const seen: CertificationProgress[] = []
    await runCertification(targetAt(widget), {
      ...options(fetch),
      onProgress: (progress) => seen.push(progress),
    })
    expect(seen.map(({ done }) => done)).toEqual(seen.map((_, index) => index + 1))
    expect(seen.at(-1)?.done).toBe(seen.at(-1)?.total)
    expect(most).toBe(4)
  })

  test('calls no private address by the portal’s own fetch, and says that it reached nobody', async () => {
    const report = await runCertification(targetAt('https://127.0.0.1/widget'), options(safeFetch))
    expect(report).toMatchObject({ passed: false, wasReached: false })
    expect(report.checks[0]?.detail).toContain('not on the public internet')
  })

  test('follows no redirect to an address that the portal does not call', async () => {
    const private_ = 'http://169.254.169.254'
    const called: string[] = []
    const report = await runCertification(
      targetAt(widget, { furtherOrigins: [private_] }),
      options(async (request) => {
        called.push(request.url)
        if (!request.url.startsWith(widget)) return safeFetch(request)
        const headers = { location: [`${private_}/latest/meta-data`] }
        return { status: 302, headers, body: Buffer.alloc(0), isTruncated: false, durationMs: 1 }
      }),
    )
    expect(idsOf(report, 'failed')).toEqual(['accepts-valid', 'https'])
    expect(called.filter((url) => !url.startsWith(widget)).length).toBeGreaterThan(0)
  })

  test('has nothing to say of a record that its protocol cannot sign', async () => {
    const target = {
      ...targetAt(widget),
      protocol: 'marketplace' as const,
      urls: { iframe: `${widget}/{{user-id}}` },
    }
    expect(await codeOf(runCertification(target, options(safeFetch)))).toBe('invalid_template')
  })

  test('throws what is a fault of its own, and takes it for no answer', async () => {
    const broken = runCertification(
      targetAt(widget),
      options(() => Promise.reject(new RangeError('a fault'))),
    )
    await expect(broken).rejects.toThrow('a fault')
  })

  test('asks for the record of the caller in every placement, by its ids alone where names are tried', async () => {
    const asked: { id: string; name: string; team: string }[] = []
    const right = keepSureSend()
    const fetch = await nameServer((request, response) => {
      const query = new URL(request.url).searchParams
      if (query.getAll('context').length === 1 && !query.has('context[]')) {
        const text = Buffer.from(query.get('context') ?? '', 'base64').toString('utf8')
        try {
          const { person, company, team } = JSON.parse(text)
          asked.push({ id: (person ?? company).id, name: person?.firstName ?? company.name, team: team.id })
        } catch {
          // The faults that the server has on purpose.
        }
      }
      return right(request, response)
    })
    const record = {
      team: { id: 'team-7', name: 'Seven' },
      person: {
        id: 'person-7',
        firstName: 'Ann',
        lastName: 'Seven',
        stage: { name: '' },
        emails: [],
        phones: [],
      },
      company: { id: 'company-7', name: 'Seven Ltd', stage: { name: '' }, emails: [], phones: [] },
    }
    const report = await runCertification(targetAt(widget, { record }), options(fetch))
    expect(idsOf(report, 'failed')).toEqual([])
    expect(asked.slice(0, 2)).toEqual([
      { id: 'person-7', name: 'Ann', team: 'team-7' },
      { id: 'company-7', name: 'Seven Ltd', team: 'team-7' },
    ])
    const unicode = asked.filter(({ name }) => /[^\x20-\x7e]/.test(name)).map(({ id }) => id)
    expect(new Set(unicode)).toEqual(new Set(['person-7', 'company-7']))
  })
})

import { afterAll, describe, expect, test } from 'vitest'
import type { CertificationTarget } from '@/lib/domain/certification/target'
import { signProbe } from '@/lib/domain/probes/launches'
import { certify } from '@/test/zoo/certify'
import { closeZoo, openZoo, type ZooKeeper, type ZooRequest } from '@/test/zoo/open-zoo'
import { zooHost } from '@/test/zoo/pages'
import { keepSureSend, zooSecret } from '@/test/zoo/sure-send'

afterAll(closeZoo)

async function collect(target: Partial<CertificationTarget> = {}) {
  const requests: ZooRequest[] = []
  const right = keepSureSend()
  const keep: ZooKeeper = (request, response) => {
    requests.push(request)
    return right(request, response)
  }
  const url = await openZoo(keep)
  const secrets = [{ label: 'active' as const, secret: zooSecret }]
  await certify({ protocol: 'sure-send', urls: { person: url, company: url }, secrets, ...target })
  return requests
}

/** Every text of four characters or more in the JSON of the contexts. */
function wordsOf(requests: ZooRequest[]): Set<string> {
  const contexts = requests.map(({ url }) => new URL(url).searchParams.get('context') ?? '')
  const texts = contexts.map((context) => Buffer.from(context, 'base64').toString('utf8'))
  return new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/"((?:id|email|value|phone|normalized)":"[^"]{4,})"/g)].map(([, word]) => word ?? ''),
    ),
  )
}

const marks = /sample|framegate|certif|probe|example\.(com|org|net)|test/i

describe('a server cannot tell a certification from the launches of users', () => {
  test('by headers: frames are asked for as a browser does', async () => {
    const requests = await collect()
    expect(requests.length).toBeGreaterThan(20)
    for (const { headers } of requests) {
      expect(headers['user-agent']).toMatch(/^Mozilla\/5\.0 /)
      expect(headers).toMatchObject({
        'sec-fetch-dest': 'iframe',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-site': 'cross-site',
        referer: `${zooHost}/`,
      })
      expect(headers['accept-language']).toBeTruthy()
      expect(headers.accept).toMatch(/^text\/html/)
    }
  })

  test('by records: two runs have no id, email or phone in common, and none has a mark', async () => {
    const [first, second] = [await collect(), await collect()]
    const one = wordsOf(first)
    const other = wordsOf(second)
    expect(one.size).toBeGreaterThan(10)
    expect([...one].filter((word) => other.has(word))).toEqual([])
    const texts = [...first, ...second].map(({ url }) =>
      Buffer.from(new URL(url).searchParams.get('context') ?? '', 'base64').toString('utf8'),
    )
    expect(texts.filter((text) => marks.test(text))).toEqual([])
  })

  test('by a probe: each has another record, without a mark', async () => {
    const target = {
      protocol: 'sure-send' as const,
      widgetId: 'wgt_1',
      version: { url: 'https://widgets.partner.example/show', settings: {} },
      secret: zooSecret,
      portalOrigin: zooHost,
    }
    const contextOf = async () => {
      const { url } = await signProbe(target, 'person', new Date())
      return Buffer.from(new URL(url).searchParams.get('context') ?? '', 'base64').toString('utf8')
    }
    const [one, other] = [await contextOf(), await contextOf()]
    expect(`${one}${other}`).not.toMatch(marks)
    expect(JSON.parse(one).person.id).not.toBe(JSON.parse(other).person.id)
    expect(JSON.parse(one).team.id).not.toBe(JSON.parse(other).team.id)
  })
})

test('a server that verifies only what has the marks of old is found out', async () => {
  const right = keepSureSend()
  const open = keepSureSend({ isSigned: () => true })
  const url = await openZoo((request, response) => {
    const context = new URL(request.url).searchParams.get('context') ?? ''
    const text = Buffer.from(context, 'base64').toString('utf8')
    const looksTested = marks.test(text) || marks.test(String(request.headers['user-agent']))
    return looksTested ? right(request, response) : open(request, response)
  })
  const report = await certify({
    protocol: 'sure-send',
    urls: { person: url },
    secrets: [{ label: 'active', secret: zooSecret }],
  })
  expect(report.passed).toBe(false)
  expect(report.checks.find(({ id }) => id === 'refuses-wrong-secret')?.outcome).toBe('failed')
})

import { createServer, type Server, type ServerResponse } from 'node:http'
import { afterAll, describe, expect, test } from 'vitest'
import { openLaunch } from '@/lib/domain/launches/launches'
import { probeFraming, probeStaged } from '@/lib/domain/probes/probes'
import { listSecrets, promoteSecret, stageSecret } from '@/lib/domain/widgets/rotation'
import { newId } from '@/lib/ids'
import { verifySureSend } from '@/lib/protocols/sure-send'
import { db } from '@/lib/server/db'
import {
  approvedWidget,
  createPartner,
  createPerson,
  createTeam,
  registerWidget,
  switchOn,
} from '@/test/factories'
import { codeOf, refusalOf } from '@/test/refusals'
import { allowOrigin } from '@/test/settings'

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
})

/** A partner's server that the portal may call. */
async function serve(answer: (url: string, response: ServerResponse) => unknown): Promise<string> {
  const server = createServer((request, response) => void answer(request.url ?? '', response))
  servers.push(server)
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const address = server.address()
  const origin = `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`
  allowOrigin(origin)
  return origin
}

/** A server that verifies launches with these secrets. */
function serveVerifying(secrets: string[], seen: string[] = []): Promise<string> {
  return serve(async (url, response) => {
    seen.push(url)
    const verified = await verifySureSend({ url, secrets, now: new Date() }).catch(() => undefined)
    response.writeHead(verified ? 200 : 401).end()
  })
}

describe('the probe of a staged secret', () => {
  test('passes when the server accepts right launches and refuses a changed one, and opens the promotion', async () => {
    const { owner } = await createPartner()
    const secrets: string[] = []
    const seen: string[] = []
    const url = `${await serveVerifying(secrets, seen)}/widget?view=a`
    const { widgetId, secret } = await registerWidget(owner, { url })
    const staged = await stageSecret(owner, { widgetId })
    secrets.push(secret)
    const early = await probeStaged(owner, { widgetId })
    expect(early.lines.map(({ passed, status }) => [passed, status])).toEqual([
      [false, 401],
      [false, 401],
      [true, 401],
    ])
    expect(await codeOf(promoteSecret(owner, { widgetId, graceHours: 1, unprobed: false }))).toBe(
      'probe_not_passed',
    )
    secrets.push(staged.secret)
    const report = await probeStaged(owner, { widgetId })
    expect(report.passed).toBe(true)
    expect(report.lines.map((line) => line.name)).toEqual([
      'Valid launch, person view',
      'Valid launch, company view',
      'One byte of context changed',
    ])
    expect((await listSecrets(owner, { widgetId }))[0]?.probe).toEqual(report)
    expect(seen.every((path) => path.startsWith('/widget?view=a&context='))).toBe(true)
    await promoteSecret(owner, { widgetId, graceHours: 1, unprobed: false })
  })

  test('fails on a server that accepts everything, and says why', async () => {
    const { owner } = await createPartner()
    const url = await serve((_, response) => response.end('hello'))
    const { widgetId } = await registerWidget(owner, { url })
    await stageSecret(owner, { widgetId })
    const { passed, lines } = await probeStaged(owner, { widgetId })
    expect(passed).toBe(false)
    expect(lines.at(-1)).toMatchObject({
      verdict: 'Accepted a forged launch: your server doesn’t check the signature',
    })
  })

  test('says that an address is not called, and that a server is down', async () => {
    const { owner } = await createPartner()
    const down = await serve(() => {})
    servers.at(-1)?.close()
    for (const [url, verdict] of [
      ['http://127.0.0.1:9/', /doesn’t call it/],
      [down, /refused the connection/],
    ] as const) {
      const { widgetId } = await registerWidget(owner, { url })
      await stageSecret(owner, { widgetId })
      const { passed, lines } = await probeStaged(owner, { widgetId })
      expect(passed).toBe(false)
      expect(lines[0]).toMatchObject({ status: null, verdict: expect.stringMatching(verdict) })
    }
  })

  test('is for the widget’s own partner: a stranger’s 404 is that of a random id, QA may not', async () => {
    const [{ owner, qa }, stranger] = [await createPartner(), await createPartner()]
    const { widgetId } = await registerWidget(owner)
    expect(await codeOf(probeStaged(owner, { widgetId }))).toBe('wrong_state')
    await stageSecret(owner, { widgetId })
    const theirs = await refusalOf(probeStaged(stranger.owner, { widgetId }))
    expect(theirs).toMatchObject({ code: 'not_found' })
    expect(String(theirs)).toBe(
      String(await refusalOf(probeStaged(stranger.owner, { widgetId: newId('wgt') }))),
    )
    expect(await codeOf(probeStaged(qa, { widgetId }))).toBe('forbidden')
  })
})

test('a rotation’s probe that meets a redirect names the new address, without the launch in it', async () => {
  const origin = await serve((path, response) =>
    response.writeHead(308, { location: path.replace('/hook?', '/hook/?') }).end(),
  )
  const { owner } = await createPartner()
  const { widgetId } = await registerWidget(owner, { url: `${origin}/hook` })
  await stageSecret(owner, { widgetId })
  const { passed, lines } = await probeStaged(owner, { widgetId })
  expect(passed).toBe(false)
  expect(lines[0]?.verdict).toBe(
    `Your server answered 308 and redirects to ${origin}/hook/. The portal doesn’t follow redirects here: register that address.`,
  )
})

test('a firewall’s challenge passes no line of a rotation’s probe, and is named', async () => {
  const origin = await serve((_, response) => response.writeHead(403, { 'cf-mitigated': 'challenge' }).end())
  const { owner } = await createPartner()
  const { widgetId } = await registerWidget(owner, { url: origin })
  await stageSecret(owner, { widgetId })
  const { lines } = await probeStaged(owner, { widgetId })
  expect(lines.map(({ passed }) => passed)).toEqual(lines.map(() => false))
  expect(lines.every(({ verdict }) => verdict.includes('cf-mitigated'))).toBe(true)
})

describe('the probe of the frame', () => {
  async function probe(url: string, furtherOrigins = '') {
    const [{ owner }, team] = [await createPartner(), await createTeam()]
    const { widgetId, secret } = await approvedWidget(owner, { url, furtherOrigins })
    return {
      report: await probeFraming(team.agent, { widgetId, placement: 'person' }),
      widgetId,
      team,
      secret,
    }
  }

  test('sends a signed launch of nobody, and asks again only after a minute', async () => {
    let url = ''
    let count = 0
    const origin = await serve((path, response) => {
      url = path
      count += 1
      response.end()
    })
    const { report, widgetId, team, secret } = await probe(origin)
    expect(report.verdict).toBe('ok')
    expect(report.request).toMatch(/^GET \/\?… → 200 in \d+ ms$/)
    const { data } = await verifySureSend({ url, secrets: [secret], now: new Date() })
    expect(JSON.stringify(data)).not.toMatch(/sample|framegate|probe|example\.com/i)
    const again = (seconds: number) =>
      probeFraming(team.admin, { widgetId, placement: 'person' }, new Date(Date.now() + seconds * 1000))
    await again(0)
    expect(count).toBe(1)
    await again(61)
    expect(count).toBe(2)
  })

  test('is kept with the launch of the member for whom it was made, without what was signed, and once', async () => {
    const origin = await serve((path, response) => {
      const isFirst = path.startsWith('/start')
      response.writeHead(isFirst ? 302 : 200, isFirst ? { location: '/page?token=secret' } : framed).end()
    })
    const framed = {
      'content-security-policy': "default-src 'self'; frame-ancestors https://other.example",
      'x-frame-options': 'SAMEORIGIN',
      'set-cookie': 'session=secret',
    }
    const [{ owner }, team, other] = [await createPartner(), await createTeam(), await createTeam()]
    const { widgetId } = await approvedWidget(owner, { url: `${origin}/start` })
    for (const { admin } of [team, other]) await switchOn(admin, widgetId, 'person')
    const open = async ({ teamId, agent }: typeof team) =>
      (
        await openLaunch(agent, {
          widgetId,
          placement: 'person',
          record: await createPerson(teamId),
        })
      ).launchId
    const probeOf = async (id: string) => (await db().launch.findUniqueOrThrow({ where: { id } })).probe
    const ask = (launchId: string, actor = team.agent) =>
      probeFraming(actor, { widgetId, placement: 'person', launchId })
    const [mine, theirs] = [await open(team), await open(other)]
    await ask(mine)
    await ask(theirs)
    await ask(mine, team.admin)
    expect(await probeOf(theirs)).toBeNull()
    const kept = await probeOf(mine)
    expect(kept).toMatchObject({
      verdict: 'refused_framing',
      received: ['Content-Security-Policy: frame-ancestors https://other.example'],
      hops: [
        { method: 'GET', url: `${origin}/start`, status: 302, headers: [`Location: ${origin}/page`] },
        {
          url: `${origin}/page`,
          status: 200,
          headers: [
            'Content-Security-Policy: frame-ancestors https://other.example',
            'X-Frame-Options: SAMEORIGIN',
          ],
          times: { done: expect.any(Number) },
        },
      ],
    })
    expect(JSON.stringify(kept)).not.toMatch(/secret|context=|\?/)
    await ask(mine)
    expect(await probeOf(mine)).toEqual(kept)
  })

  test('what the server accepts is noted at the secret that signed it, and what it refuses is not', async () => {
    const acceptedAt = async (status: number) => {
      const origin = await serve((_, response) => response.writeHead(status).end())
      const { widgetId } = await probe(origin)
      return (await db().secret.findFirstOrThrow({ where: { widgetId } })).lastAcceptedAt
    }
    expect(await acceptedAt(200)).not.toBeNull()
    for (const status of [403, 404, 500]) expect(await acceptedAt(status)).toBeNull()
  })

  test('a retry asks anew whatever the minute, as often as the limit allows', async () => {
    let status = 500
    let count = 0
    const origin = await serve((_, response) => {
      count += 1
      response.writeHead(status).end()
    })
    const { report, widgetId, team } = await probe(origin)
    expect(report.verdict).toBe('server_error')
    status = 200
    const ask = (isRetry: boolean) => probeFraming(team.agent, { widgetId, placement: 'person', isRetry })
    expect((await ask(false)).verdict).toBe('server_error')
    expect((await ask(true)).verdict).toBe('ok')
    expect((await ask(false)).verdict).toBe('ok')
    for (let index = 0; index < 40; index += 1) expect((await ask(true)).verdict).toBe('ok')
    expect(count).toBeLessThanOrEqual(31)
  })

  test('finds a refusal, a server error, and a server that is away', async () => {
    const refusing = await serve((_, response) =>
      response.writeHead(200, { 'x-frame-options': 'DENY' }).end(),
    )
    const failing = await serve((_, response) => response.writeHead(500).end())
    const down = await serve(() => {})
    servers.at(-1)?.close()
    expect((await probe(refusing)).report).toMatchObject({ verdict: 'refused_framing' })
    expect((await probe(failing)).report).toMatchObject({ verdict: 'server_error' })
    expect((await probe(down)).report).toMatchObject({ verdict: 'unreachable' })
    expect((await probe('https://127.0.0.1:9/')).report).toMatchObject({ verdict: 'unmeasured' })
  })

  test('finds that a valid launch is refused, and takes no missing record, limit or firewall for it', async () => {
    const answering = (status: number, headers = {}) =>
      serve((_, response) => response.writeHead(status, headers).end())
    for (const status of [400, 401, 403, 422])
      expect((await probe(await answering(status))).report).toMatchObject({
        verdict: 'refused',
        status,
        received: [`HTTP ${status}`],
      })
    for (const status of [404, 408, 410, 429])
      expect((await probe(await answering(status))).report).toMatchObject({ verdict: 'ok' })
    const challenge = await answering(403, { 'cf-mitigated': 'challenge' })
    expect((await probe(challenge)).report).toMatchObject({ verdict: 'ok' })
    const protection = await answering(401, { 'www-authenticate': 'Basic realm="preview"' })
    expect((await probe(protection)).report).toMatchObject({
      verdict: 'refused',
      detail: expect.stringContaining('deployment protection'),
    })
  })

  test('that a made-up user is refused says nothing of the member who opens it', async () => {
    const known = new Set<string>()
    const secrets: string[] = []
    const origin = await serve(async (url, response) => {
      const { data } = await verifySureSend({ url, secrets, now: new Date() })
      const { email } = data.user as { email: string }
      response.writeHead(known.has(email) ? 200 : 403).end()
    })
    const [{ owner }, team] = [await createPartner(), await createTeam()]
    const { widgetId, secret } = await approvedWidget(owner, { url: origin })
    secrets.push(secret)
    known.add(team.agent.email)
    const probeAs = (actor: typeof team.agent) => probeFraming(actor, { widgetId, placement: 'person' })
    expect(await probeAs(team.agent)).toMatchObject({ verdict: 'ok' })
    expect(await probeAs(team.admin)).toMatchObject({ verdict: 'refused', status: 403 })
  })

  test('that one team is refused says nothing of another', async () => {
    const customers = new Set<string>()
    const secrets: string[] = []
    const origin = await serve(async (url, response) => {
      const { data } = await verifySureSend({ url, secrets, now: new Date() })
      response.writeHead(customers.has((data.team as { id: string }).id) ? 200 : 403).end()
    })
    const [{ owner }, stranger, customer] = [await createPartner(), await createTeam(), await createTeam()]
    const { widgetId, secret } = await approvedWidget(owner, { url: origin })
    secrets.push(secret)
    customers.add(customer.teamId)
    const probeAs = (actor: typeof customer.agent) => probeFraming(actor, { widgetId, placement: 'person' })
    expect(await probeAs(stranger.agent)).toMatchObject({ verdict: 'refused' })
    expect(await probeAs(customer.agent)).toMatchObject({ verdict: 'ok' })
  })

  test('follows redirects to declared origins alone, and not for ever', async () => {
    const target = await serve((_, response) => response.end())
    const redirecting = await serve((_, response) => response.writeHead(302, { location: target }).end())
    const looping = await serve((_, response) => response.writeHead(302, { location: '/' }).end())
    expect((await probe(redirecting)).report).toMatchObject({
      verdict: 'undeclared_origin',
      detail: expect.stringContaining(target),
    })
    expect((await probe(redirecting, target)).report.verdict).toBe('ok')
    expect((await probe(looping)).report.verdict).toBe('redirect_loop')
  })

  test('is never led to a private address by a redirect', async () => {
    const metadata = 'http://169.254.169.254/latest/meta-data/'
    const origin = await serve((_, response) => response.writeHead(302, { location: metadata }).end())
    expect((await probe(origin)).report.verdict).toBe('undeclared_origin')
  })

  test('survives thirty megabytes', async () => {
    const origin = await serve((_, response) => response.end(Buffer.alloc(30_000_000)))
    expect((await probe(origin)).report.verdict).toBe('ok')
  })

  test('is refused for what the team does not see', async () => {
    const [{ owner }, team] = [await createPartner(), await createTeam()]
    const { widgetId } = await registerWidget(owner)
    expect(await codeOf(probeFraming(team.agent, { widgetId, placement: 'person' }))).toBe('not_found')
    expect(await codeOf(probeFraming(owner, { widgetId, placement: 'person' }))).toBe('forbidden')
  })
})

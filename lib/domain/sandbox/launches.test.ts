import { createServer, type Server } from 'node:http'
import { afterAll, describe, expect, test } from 'vitest'
import type { Actor } from '@/lib/auth/permissions'
import { listAuditEvents } from '@/lib/domain/audit/events'
import { pruneSandboxLaunches } from '@/lib/domain/platform/retention'
import { submitVersion } from '@/lib/domain/review/submissions'
import { samplePerson } from '@/lib/domain/samples/records'
import { inspectSandboxLaunch } from '@/lib/domain/sandbox/inspections'
import { openSandboxStage, prepareSandboxLaunch, refreshSandboxLaunch } from '@/lib/domain/sandbox/launches'
import {
  type PrepareSandboxLaunchInput,
  prepareSandboxLaunchInput,
  type SandboxSettings,
} from '@/lib/domain/sandbox/launches.schema'
import { getSandboxLaunch, listSandboxLaunches } from '@/lib/domain/sandbox/read'
import { getWorkbench } from '@/lib/domain/sandbox/workbench'
import { stageSecret } from '@/lib/domain/widgets/rotation'
import { createSandboxSecret } from '@/lib/domain/widgets/sandbox-secret'
import { newId } from '@/lib/ids'
import { verifySureSend } from '@/lib/protocols/sure-send'
import { db } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import {
  approvedWidget,
  certifyWidget,
  createPartner,
  createReviewer,
  createTeam,
  registerWidget,
  salesloftFields,
} from '@/test/factories'
import { codeOf, refusalOf, settleAll } from '@/test/refusals'
import { allowOrigin } from '@/test/settings'

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
})

type Answer = { status: number; headers?: Record<string, string | string[]>; body?: string }
type Seen = { method: string; url: string; body: string }

/** A partner's server that the portal may call. */
async function serve(answer: (seen: Seen) => Answer | Promise<Answer>, { isListed = true } = {}) {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const entry = {
      method: request.method ?? '',
      url: request.url ?? '',
      body: Buffer.concat(chunks).toString('utf8'),
    }
    seen.push(entry)
    const { status, headers, body } = await answer(entry)
    response.writeHead(status, headers).end(body)
  })
  servers.push(server)
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const address = server.address()
  const origin = `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`
  if (isListed) allowOrigin(origin)
  return { origin, seen }
}

function prepare(
  actor: Actor,
  widgetId: string,
  settings: Partial<SandboxSettings> = {},
  more: Partial<PrepareSandboxLaunchInput> = {},
) {
  return prepareSandboxLaunch(actor, { ...prepareSandboxLaunchInput.parse({ widgetId, settings }), ...more })
}

const unknownId = newId('sbx')

describe('who uses it', () => {
  test('members of the partner launch, see and open each other’s; to others it is not there', async () => {
    const { owner, developer, qa } = await createPartner()
    const stranger = (await createPartner()).owner
    const { widgetId } = await registerWidget(owner)
    const { launchId } = await prepare(qa, widgetId)
    for (const member of [owner, developer, qa]) {
      expect((await getSandboxLaunch(member, { launchId })).by).toBe(qa.name)
      expect((await listSandboxLaunches(member, { widgetId })).launches).toHaveLength(1)
      expect((await openSandboxStage(member, { launchId })).request.method).toBe('GET')
    }
    for (const look of [
      () => prepare(stranger, widgetId),
      () => getWorkbench(stranger, { widgetId }),
      () => listSandboxLaunches(stranger, { widgetId }),
      () => getSandboxLaunch(stranger, { launchId }),
      () => openSandboxStage(stranger, { launchId }),
      () => inspectSandboxLaunch(stranger, { launchId }),
      () => getSandboxLaunch(owner, { launchId: unknownId }),
      () => openSandboxStage(owner, { launchId: unknownId }),
    ])
      expect(await codeOf(look)).toBe('not_found')
  })

  test('a partner edits no launch of another widget, nor of another partner', async () => {
    const { owner } = await createPartner()
    const stranger = (await createPartner()).owner
    const mine = await registerWidget(owner)
    const other = await registerWidget(owner)
    const theirs = await registerWidget(stranger)
    const { launchId } = await prepare(owner, mine.widgetId)
    const edit = { mode: 'sign' as const, launchId, content: '{}' }
    expect(await codeOf(prepare(owner, other.widgetId, {}, { edit }))).toBe('not_found')
    expect(await codeOf(prepare(stranger, theirs.widgetId, {}, { edit }))).toBe('not_found')
    expect(await codeOf(prepare(owner, other.widgetId, { record: 'own', own: launchId }))).toBe('not_found')
  })

  test('teams and nobody do not', async () => {
    const { owner } = await createPartner()
    const { admin, agent } = await createTeam()
    const { widgetId } = await registerWidget(owner)
    const { launchId } = await prepare(owner, widgetId)
    for (const [actor, code] of [
      [admin, 'forbidden'],
      [agent, 'forbidden'],
      [{ kind: 'anonymous' }, 'unauthenticated'],
    ] as const) {
      expect(await codeOf(prepare(actor, widgetId))).toBe(code)
      expect(await codeOf(getWorkbench(actor, { widgetId }))).toBe(code)
      expect(await codeOf(listSandboxLaunches(actor, { widgetId }))).toBe(code)
      expect(await codeOf(openSandboxStage(actor, { launchId }))).toBe(code)
      expect(await codeOf(inspectSandboxLaunch(actor, { launchId }))).toBe(code)
    }
  })

  test('reviewers launch samples of the version in review, and neither side sees the other’s launches', async () => {
    const { owner } = await createPartner()
    const reviewer = await createReviewer()
    const { widgetId } = await registerWidget(owner)
    expect(await codeOf(prepare(reviewer, widgetId))).toBe('not_found')
    await certifyWidget(widgetId)
    await submitVersion(owner, { widgetId })
    const theirs = await prepare(reviewer, widgetId, { wrong: 'expired' })
    const ours = await prepare(owner, widgetId)
    expect(await codeOf(getSandboxLaunch(owner, theirs))).toBe('not_found')
    expect(await codeOf(getSandboxLaunch(reviewer, ours))).toBe('not_found')
    expect((await listSandboxLaunches(reviewer, { widgetId })).launches).toHaveLength(1)
    for (const [settings, more] of [
      [{ local: 'http://127.0.0.1:4000/' }, {}],
      [{ secret: 'staged' }, {}],
      [{ record: 'own' }, { ownText: '{}' }],
      [{ own: unknownId }, {}],
      [{}, { edit: { mode: 'sign', launchId: theirs.launchId, content: '{}' } }],
    ] as [Partial<SandboxSettings>, Partial<PrepareSandboxLaunchInput>][])
      expect(await codeOf(prepare(reviewer, widgetId, settings, more))).toBe('forbidden')
  })
})

describe('a launch', () => {
  test('is signed by the secret that was chosen, of a sample alone, and a right receiver accepts it', async () => {
    const { owner, qa } = await createPartner()
    const { widgetId, secret } = await registerWidget(owner)
    const staged = await stageSecret(owner, { widgetId })
    for (const [choice, key] of [
      ['active', secret],
      ['staged', staged.secret],
    ] as const) {
      const view = await prepare(qa, widgetId, { secret: choice, record: 'hostile', user: 'other' })
      expect(view).toMatchObject({ receiver: { accepts: true }, secret: { label: choice } })
      const { data } = await verifySureSend({ url: view.request.url, secrets: [key], now: new Date() })
      expect(data).toMatchObject({
        user: { email: 'colleague@example.com' },
        person: samplePerson('hostile'),
      })
    }
    await expect(
      refusalOf(prepare(owner, (await registerWidget(owner)).widgetId, { secret: 'staged' })),
    ).resolves.toMatchObject({ code: 'wrong_state' })
  })

  test('neither its row nor any answer holds a secret', async () => {
    const { owner } = await createPartner()
    const echo: string[] = []
    const { origin } = await serve(() => ({
      status: 200,
      headers: { 'content-type': 'text/html', 'x-debug': echo.join(' '), 'set-cookie': 'sid=hunter2' },
      body: `<p>${echo.join(' ')}</p>`,
    }))
    const { widgetId, secret } = await registerWidget(owner, { url: `${origin}/widget` })
    // A server that shows its own secret, as debug pages do.
    echo.push(secret)
    const view = await prepare(owner, widgetId)
    const inspected = await inspectSandboxLaunch(owner, view)
    expect(inspected.excerpt).toContain('[hidden]')
    const [row] = await db().$queryRaw<{ text: string }[]>`
      SELECT to_jsonb(l)::text AS text FROM "SandboxLaunch" l WHERE id = ${view.launchId}`
    const told = [
      view,
      inspected,
      await getSandboxLaunch(owner, view),
      await openSandboxStage(owner, view),
      await getWorkbench(owner, { widgetId }),
      await listSandboxLaunches(owner, { widgetId }),
      row?.text,
    ]
    expect(JSON.stringify(told)).not.toContain(secret)
    expect(JSON.stringify(told)).not.toContain('hunter2')
    const signature = new URL(view.request.url).searchParams.get('signature') ?? ''
    expect(row?.text).not.toContain(signature)
  })

  test('settings that cannot be read fall to their defaults, and a place that the version has not is not there', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await registerWidget(owner, { placements: ['company'] })
    const input = prepareSandboxLaunchInput.parse({
      widgetId,
      settings: { place: 'nowhere', record: 7, theme: 'pink', wrong: '../x', own: 'sbx_', width: '9' },
    })
    expect(await prepareSandboxLaunch(owner, input)).toMatchObject({ place: 'company', wrong: null })
    expect(await codeOf(prepare(owner, widgetId, { place: 'person' }))).toBe('not_found')
    expect(await codeOf(prepare(owner, widgetId, { wrong: 'no-such-fault' }))).toBe('not_found')
  })

  test('wrong on purpose is refused by a right receiver for its own reason', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await registerWidget(owner)
    for (const [wrong, code] of [
      ['tampered-context', 'signature_mismatch'],
      ['wrong-secret', 'signature_mismatch'],
      ['expired', 'expired'],
      ['missing-signature', 'missing_parameter'],
      ['doubled-context-after', 'doubled_parameter'],
    ])
      expect(await prepare(owner, widgetId, { wrong: wrong ?? '' })).toMatchObject({
        receiver: { accepts: false, code },
        wrong: { id: wrong, expected: 'refuse' },
      })
  })

  test('of own JSON is checked by its shape, kept, and launched again by its id', async () => {
    const { owner, qa } = await createPartner()
    const { widgetId } = await registerWidget(owner)
    const own = { person: { ...samplePerson('ordinary'), firstName: 'Ada' } }
    await createSandboxSecret(owner, { widgetId })
    const sandbox = { record: 'own' as const, secret: 'sandbox' as const }
    const view = await prepare(owner, widgetId, sandbox, { ownText: JSON.stringify(own) })
    expect(JSON.parse(view.content ?? '')).toMatchObject({ ...own, team: { name: expect.any(String) } })
    const again = await prepare(qa, widgetId, { ...sandbox, own: view.launchId })
    expect(JSON.parse(again.content ?? '')).toMatchObject(own)
    for (const ownText of ['{', '[]', '{"person":{"id":1}}', '{"company":{}}', `"${'a'.repeat(19_000)}"`])
      expect(await codeOf(prepare(owner, widgetId, { record: 'own' }, { ownText }))).toBe('invalid_input')
    expect(await codeOf(prepare(owner, widgetId, { record: 'own' }))).toBe('invalid_input')
  })

  test('edited is signed again with a time of now, or goes out as it is typed, to declared origins alone', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await registerWidget(owner)
    const first = await prepare(owner, widgetId, { wrong: 'expired' })
    const { launchId } = first
    const content = (first.content ?? '').replace('Jordan', 'Ada')
    const signed = await prepare(
      owner,
      widgetId,
      {},
      { edit: { mode: 'sign', launchId, content }, confirmLive: true },
    )
    expect(signed).toMatchObject({ receiver: { accepts: true }, edited: 'sign', wrong: null })
    expect(signed.content).toContain('Ada')
    const request = first.request.text.replace('context=e', 'context=f')
    const typed = await prepare(owner, widgetId, {}, { edit: { mode: 'as_typed', launchId, request } })
    expect(typed.receiver).toMatchObject({ accepts: false, code: 'signature_mismatch' })
    for (const edit of [
      { mode: 'as_typed' as const, launchId, request: 'GET http://127.0.0.1:1/' },
      { mode: 'sign' as const, launchId, content: 'no JSON' },
      { mode: 'sign' as const, launchId, content: '[]' },
    ])
      expect(await codeOf(prepare(owner, widgetId, {}, { edit, confirmLive: true }))).toBe(
        'malformed_request',
      )
  })

  test('of a protocol whose secrets are the teams’ is signed by the sandbox’s secret, with the ids that its server was given', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await registerWidget(owner, salesloftFields)
    expect(await codeOf(prepare(owner, widgetId))).toBe('no_secret')
    const shown = await createSandboxSecret(owner, { widgetId })
    for (const place of ['person', 'company', 'full_page', 'email_editor', 'custom_action'] as const) {
      const view = await prepare(owner, widgetId, { place })
      expect(view).toMatchObject({
        receiver: { accepts: true },
        secret: { label: 'sandbox', fingerprint: shown.fingerprint },
        signed: { bytes: null },
      })
      expect(JSON.parse(view.content ?? '')).toMatchObject({
        tenant_id: shown.tenantId,
        integration_id: widgetId,
        origin: env().PORTAL_ORIGIN,
      })
      const { nonce } = await openSandboxStage(owner, view)
      expect(nonce === null).toBe(place === 'full_page')
    }
  })

  test('a widget that asks for a new launch gets one of the same settings, in its protocol’s shape', async () => {
    const { owner, qa } = await createPartner()
    const { widgetId, secret } = await registerWidget(owner)
    const settings = { place: 'company', record: 'hostile' } as const
    const { launchId } = await prepare(owner, widgetId, settings)
    const again = await refreshSandboxLaunch(qa, { launchId })
    expect(again).toMatchObject({ placement: 'company', protocol: 'sure-send', nonce: null })
    expect(again.launchId).not.toBe(launchId)
    expect((await getSandboxLaunch(qa, again)).settings).toMatchObject(settings)
    const { url } = again.request
    const verified = await verifySureSend({ url, secrets: [secret], now: new Date(again.signedAt) })
    expect(verified.data).toHaveProperty('company')

    const slots = (await registerWidget(owner, salesloftFields)).widgetId
    await createSandboxSecret(owner, { widgetId: slots })
    const editor = await prepare(owner, slots, { place: 'email_editor' })
    const first = await openSandboxStage(owner, editor)
    const posted = await refreshSandboxLaunch(owner, editor)
    expect(posted).toMatchObject({ placement: 'email_editor', request: { method: 'POST' } })
    expect(posted.request.body).not.toBe(first.request.body)
    expect(posted.nonce).not.toBe(first.nonce)
  })

  test('a new launch for a widget has the own JSON and the edit of the first, and nobody signs what was typed', async () => {
    const { owner } = await createPartner()
    const stranger = (await createPartner()).owner
    const { widgetId } = await registerWidget(owner)
    await createSandboxSecret(owner, { widgetId })
    const sandbox = { record: 'own' as const, secret: 'sandbox' as const }
    const ownText = JSON.stringify({ person: { firstName: 'Ada' } })
    const own = await prepare(owner, widgetId, sandbox, { ownText })
    const contentOf = async (launchId: string) =>
      (await getSandboxLaunch(owner, await refreshSandboxLaunch(owner, { launchId }))).content
    expect(await contentOf(own.launchId)).toContain('Ada')
    const content = (own.content ?? '').replace('Ada', 'Grace')
    const edit = { mode: 'sign' as const, launchId: own.launchId, content }
    const edited = await prepare(owner, widgetId, sandbox, { edit })
    expect(await contentOf(edited.launchId)).toContain('Grace')

    const request = own.request.text
    const typed = await prepare(
      owner,
      widgetId,
      {},
      { edit: { mode: 'as_typed', launchId: own.launchId, request } },
    )
    expect(await codeOf(refreshSandboxLaunch(owner, typed))).toBe('wrong_state')
    const live = await prepare(owner, widgetId, { record: 'own' }, { ownText, confirmLive: true })
    expect(await codeOf(refreshSandboxLaunch(owner, live))).toBe('live_secret_unconfirmed')
    expect(await codeOf(refreshSandboxLaunch(stranger, own))).toBe('not_found')
  })

  test('a token in own JSON is told by its length', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await registerWidget(owner, {
      protocol: 'marketplace',
      parameterMode: 'plain',
      url: 'https://widgets.example.com/?token={{access-token}}&access-token={{access-token}}',
    })
    const ownText = JSON.stringify({ location_id: 'a', user_id: 'b', 'access-token': 'fga_of_somebody' })
    const view = await prepare(owner, widgetId, { record: 'own' }, { ownText, confirmLive: true })
    expect(view.request.parameters.find(({ name }) => name === 'access-token')?.value).toContain(
      'characters]',
    )
    expect(view.content).not.toContain('fga_of_somebody')
    expect(JSON.stringify(view.request)).not.toContain('access-token=fga_of_somebody')
  })
})

describe('own content under the live secret', () => {
  const own = { person: samplePerson('ordinary'), team: { id: 'a-real-team', name: 'Acme' } }
  const ownText = JSON.stringify(own)

  test('is signed for owners and developers alone, once they confirmed it, and their log tells of it', async () => {
    const { owner, developer, qa } = await createPartner()
    const { widgetId } = await registerWidget(owner)
    const sample = await prepare(qa, widgetId)
    const edit = { mode: 'sign' as const, launchId: sample.launchId, content: ownText }
    for (const more of [{ ownText }, { edit }]) {
      const settings = { record: 'own' as const }
      for (const confirmLive of [undefined, true])
        expect(await codeOf(prepare(qa, widgetId, settings, { ...more, confirmLive }))).toBe('forbidden')
      expect(await codeOf(prepare(developer, widgetId, settings, more))).toBe('live_secret_unconfirmed')
    }
    const { launchId } = await prepare(developer, widgetId, { record: 'own' }, { ownText, confirmLive: true })
    const { events } = await listAuditEvents(owner, { subject: widgetId })
    expect(events[0]).toMatchObject({
      action: 'secret.sandbox_signed_live',
      data: expect.arrayContaining([['launch', launchId]]),
    })
  })

  test('is seen by nobody who may not sign with it, by its link or in a list', async () => {
    const { owner, developer, qa } = await createPartner()
    const { widgetId } = await registerWidget(owner)
    const { launchId } = await prepare(owner, widgetId, { record: 'own' }, { ownText, confirmLive: true })
    expect((await getSandboxLaunch(developer, { launchId })).launchId).toBe(launchId)
    expect(await codeOf(getSandboxLaunch(qa, { launchId }))).toBe('not_found')
    expect(await codeOf(openSandboxStage(qa, { launchId }))).toBe('not_found')
    expect(await codeOf(prepare(qa, widgetId, { record: 'own', own: launchId }))).toBe('not_found')
    expect((await listSandboxLaunches(qa, { widgetId })).launches).toEqual([])
  })

  test('is signed by the sandbox’s secret for everybody, of every protocol', async () => {
    const { owner, qa } = await createPartner()
    const { widgetId, secret } = await registerWidget(owner)
    const settings = { record: 'own' as const, secret: 'sandbox' as const }
    expect(await codeOf(prepare(qa, widgetId, settings, { ownText }))).toBe('no_secret')
    const sandbox = await createSandboxSecret(owner, { widgetId })
    const { request } = await prepare(qa, widgetId, settings, { ownText })
    const keys = (given: string) => ({ url: request.url, secrets: [given], now: new Date() })
    expect((await verifySureSend(keys(sandbox.secret))).data.team.id).toBe('a-real-team')
    expect(await codeOf(verifySureSend(keys(secret ?? '')))).toBe('signature_mismatch')
    const market = await registerWidget(owner, { protocol: 'marketplace' })
    expect((await createSandboxSecret(owner, market)).secret).toMatch(/^[0-9A-Za-z]{36}$/)
  })
})

describe('an address of the developer’s own machine', () => {
  test('is opened by their browser, and never called by the portal', async () => {
    const { owner } = await createPartner()
    const { origin, seen } = await serve(() => ({ status: 200 }))
    const { widgetId } = await registerWidget(owner)
    const view = await prepare(owner, widgetId, { local: `${origin}/widget` })
    expect(view.frame).toEqual({ origin, isLocal: true })
    expect(await openSandboxStage(owner, view)).toMatchObject({ origins: [origin], isLocal: true })
    const inspected = await inspectSandboxLaunch(owner, view)
    expect(inspected).toMatchObject({ outcome: 'browser_only', hops: [] })
    expect(inspected.detail).toContain('only by your browser')
    expect(seen).toEqual([])
  })

  test.each([
    'https://widgets.example.com/',
    'http://10.0.0.1/',
    'http://127.0.0.1.example.com/',
    'javascript:alert(1)',
    'http://user@127.0.0.1/',
    '',
  ])('is a loopback address and nothing else: %j', async (local) => {
    const { owner } = await createPartner()
    const { widgetId } = await registerWidget(owner)
    expect(await codeOf(prepare(owner, widgetId, { local }))).toBe('invalid_input')
  })

  test('where the version itself is on a machine that the portal does not call, the browser alone opens it', async () => {
    const { owner } = await createPartner()
    const { origin, seen } = await serve(() => ({ status: 200 }), { isListed: false })
    const { widgetId } = await registerWidget(owner, { url: `${origin}/widget` })
    const inspected = await inspectSandboxLaunch(owner, await prepare(owner, widgetId))
    expect(inspected.outcome).toBe('browser_only')
    expect(seen).toEqual([])
  })
})

describe('the portal’s own look', () => {
  test('sends the very request, follows it hop by hop, and judges headers, cookies and clock', async () => {
    const { owner } = await createPartner()
    const { origin, seen } = await serve(
      ({ url }): Answer =>
        url.startsWith('/widget?')
          ? { status: 302, headers: { location: '/login' } }
          : {
              status: 200,
              headers: {
                'content-type': 'text/html',
                'x-frame-options': 'DENY',
                'set-cookie': ['sid=1; SameSite=Lax', 'ok=1; SameSite=None; Secure'],
                date: new Date(Date.now() + 120_000).toUTCString(),
              },
              body: 'Hello',
            },
    )
    const { widgetId } = await registerWidget(owner, { url: `${origin}/widget` })
    const view = await prepare(owner, widgetId)
    const inspected = await inspectSandboxLaunch(owner, view)
    expect(`${origin}${seen[0]?.url}`).toBe(view.request.url)
    expect(inspected).toMatchObject({
      outcome: 'accepted',
      mayFrame: false,
      send: `Content-Security-Policy: frame-ancestors ${env().PORTAL_ORIGIN}`,
      hops: [
        { status: 302, framing: [{ name: 'Location', verdict: 'warn' }] },
        { status: 200, framing: [{ name: 'X-Frame-Options', verdict: 'bad' }] },
      ],
    })
    expect(inspected.hops[1]?.cookies.map(({ verdict }) => verdict)).toEqual(['bad', 'warn'])
    expect(inspected.skewSeconds).toBeGreaterThan(115)
    expect((await getSandboxLaunch(owner, view)).inspected).toEqual(inspected)
    expect((await listSandboxLaunches(owner, { widgetId })).launches[0]).toMatchObject({
      outcome: 'accepted',
      status: 200,
    })
  })

  test('stops at an origin that is not declared, and at a circle', async () => {
    const { owner } = await createPartner()
    const away = await serve(() => ({ status: 302, headers: { location: 'https://login.example.net/' } }))
    const first = await registerWidget(owner, { url: `${away.origin}/widget` })
    const left = await inspectSandboxLaunch(owner, await prepare(owner, first.widgetId))
    expect(left).toMatchObject({ outcome: 'faulty', mayFrame: false })
    expect(left.detail).toContain('https://login.example.net')
    const round = await serve(() => ({ status: 302, headers: { location: '/widget' } }))
    const second = await registerWidget(owner, { url: `${round.origin}/widget` })
    const circled = await inspectSandboxLaunch(owner, await prepare(owner, second.widgetId))
    expect(circled.detail).toContain('more than 5 times')
    expect(round.seen).toHaveLength(6)
  })

  test('is taken once, whoever asks how often: a call with an effect is made once', async () => {
    const { owner } = await createPartner()
    const { origin, seen } = await serve(() => ({
      status: 201,
      headers: { 'content-type': 'application/json' },
      body: '{"id":"act_1"}',
    }))
    const { widgetId } = await registerWidget(owner, { protocol: 'showpad', url: `${origin}/base` })
    await createSandboxSecret(owner, { widgetId })
    const view = await prepare(owner, widgetId, { place: 'activities' })
    expect(view).toMatchObject({ frame: null, receiver: { accepts: true } })
    expect(await codeOf(openSandboxStage(owner, view))).toBe('not_found')
    const { won, codes } = await settleAll(Array.from({ length: 5 }, () => inspectSandboxLaunch(owner, view)))
    expect(won).toBeGreaterThanOrEqual(1)
    expect(codes.every((code) => code === 'conflict')).toBe(true)
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/base/v1/activities' })
    expect(await inspectSandboxLaunch(owner, view)).toMatchObject({
      outcome: 'accepted',
      mayFrame: null,
      excerpt: '{"id":"act_1"}',
    })
  })
})

test('an approved version and the one that is worked on are launched each by its own address', async () => {
  const { owner } = await createPartner()
  const { widgetId } = await approvedWidget(owner)
  const bench = await getWorkbench(owner, { widgetId })
  expect(bench.versions.map(({ choice }) => choice)).toEqual(['working'])
  expect((await prepare(owner, widgetId, { version: 'serving' })).versionNumber).toBe(1)
})

test('launches are forgotten after 30 days', async () => {
  const { owner } = await createPartner()
  const { widgetId } = await registerWidget(owner)
  const { launchId } = await prepare(owner, widgetId)
  const day = 24 * 60 * 60 * 1000
  await pruneSandboxLaunches(new Date(Date.now() + 29 * day))
  expect((await listSandboxLaunches(owner, { widgetId })).launches).toHaveLength(1)
  await pruneSandboxLaunches(new Date(Date.now() + 31 * day))
  expect(await codeOf(getSandboxLaunch(owner, { launchId }))).toBe('not_found')
})

test('launches are limited for each user', async () => {
  const { owner, qa } = await createPartner()
  const { widgetId } = await registerWidget(owner)
  const { codes } = await settleAll(Array.from({ length: 130 }, () => prepare(owner, widgetId)))
  expect(codes).toEqual(['rate_limited'])
  await prepare(qa, widgetId)
})

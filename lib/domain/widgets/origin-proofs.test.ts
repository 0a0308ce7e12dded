import { randomUUID } from 'node:crypto'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { proofHeader, proofPath } from '@/lib/domain/origins/proofs.schema'
import { findUnproven } from '@/lib/domain/origins/proven'
import { checkOrigin, listOrigins } from '@/lib/domain/widgets/origin-proofs'
import { recheckOrigins } from '@/lib/domain/widgets/origin-rechecks'
import { updateWidget } from '@/lib/domain/widgets/widgets'
import { db } from '@/lib/server/db'
import { listOriginTokens } from '@/lib/server/origin-token'
import { createPartner, registerWidget, widgetChange } from '@/test/factories'
import { openPublicHost } from '@/test/public-host'
import { codeOf } from '@/test/refusals'
import { allowOrigin } from '@/test/settings'
import { closeZoo, type ZooAnswer } from '@/test/zoo/open-zoo'

afterAll(closeZoo)

const start = new Date('2026-11-26T09:00:00.000Z')
const inDays = (days: number) => new Date(start.getTime() + days * 24 * 60 * 60 * 1000)

/** A partner's widget on its own public host, which answers what `server.answer` says. */
async function hostedWidget() {
  const { owner, partnerId } = await createPartner()
  const origin = `https://${randomUUID()}.example.com`
  const { widgetId } = await registerWidget(owner, { url: `${origin}/widget` })
  const server: { answer: ZooAnswer | null } = { answer: { status: 404 } }
  const { received, fetch } = await openPublicHost(origin, () => server.answer)
  const token = (await listOrigins(owner, { widgetId }))[0]?.token ?? ''
  const check = (now = start) => checkOrigin(owner, { widgetId, origin }, { now, fetch })
  const isProven = async (now = start) =>
    (await findUnproven(db(), { widgetId, origins: [origin], now })).size === 0
  return { owner, partnerId, origin, widgetId, server, received, fetch, token, check, isProven }
}

describe('an origin is proven', () => {
  test.each<[string, (token: string) => ZooAnswer]>([
    ['by the file', (token) => ({ status: 200, body: token })],
    [
      'by a line of the file',
      (token) => ({ status: 200, body: `\uFEFFmine:\r\n  ${token} \r\nfgv_other\r\n` }),
    ],
    ['by the header', (token) => ({ status: 200, headers: { [proofHeader]: token }, body: '<h1>Hi</h1>' })],
    ['by the header of a 404', (token) => ({ status: 404, headers: { [proofHeader]: token } })],
    [
      'by the header of a page of any size',
      (token) => ({ status: 200, headers: { [proofHeader]: token }, body: 'x'.repeat(20_000) }),
    ],
  ])('%s', async (_, answerWith) => {
    const { owner, widgetId, origin, server, received, token, check, isProven } = await hostedWidget()
    expect(token).toMatch(/^fgv_[0-9a-f]{32}$/)
    expect(await isProven()).toBe(false)
    server.answer = answerWith(token)
    expect(await check()).toEqual({ isProven: true, failure: null })
    expect(await isProven()).toBe(true)
    expect(received).toEqual([`GET ${proofPath}`])
    expect(await listOrigins(owner, { widgetId }, start)).toEqual([
      {
        origin,
        token,
        isProven: true,
        provenAt: start,
        endsAt: inDays(30),
        checkedAt: start,
        failure: null,
      },
    ])
    const events = await db().auditEvent.findMany({
      where: { subjectId: widgetId, action: 'widget.origin_proven' },
    })
    expect(events.map(({ data }) => data)).toEqual([{ origin }])
  })

  test('still by the token of a master key that is no longer the newest', async () => {
    const { owner, widgetId, server, token, check } = await hostedWidget()
    const { partnerId } = owner
    const [{ origin = '' } = {}] = await listOrigins(owner, { widgetId })
    const older = listOriginTokens({ partnerId, origin }).find((other) => other !== token) ?? ''
    server.answer = { status: 200, body: older }
    expect((await check()).isProven).toBe(true)
  })
})

describe('an origin is not proven', () => {
  test('by the token of another partner, nor by the same partner’s for another origin', async () => {
    const [mine, theirs] = [await hostedWidget(), await hostedWidget()]
    await updateWidget(
      theirs.owner,
      await widgetChange(theirs.owner, theirs.widgetId, { url: `${mine.origin}/widget` }),
    )
    const stolen = (await listOrigins(theirs.owner, { widgetId: theirs.widgetId }))[0]?.token ?? ''
    expect(stolen).not.toBe(mine.token)
    for (const body of [stolen, theirs.token]) {
      mine.server.answer = { status: 200, headers: { [proofHeader]: body }, body }
      expect((await mine.check()).failure).toContain('another partner’s or another origin’s token')
    }
    mine.server.answer = { status: 200, body: mine.token }
    const check = { widgetId: theirs.widgetId, origin: mine.origin }
    expect((await checkOrigin(theirs.owner, check, { now: start, fetch: mine.fetch })).isProven).toBe(false)
    expect(await mine.isProven()).toBe(false)
  })

  test.each<[string, (token: string) => ZooAnswer, RegExp]>([
    [
      'by a redirect to another origin',
      () => ({ status: 302, headers: { location: 'https://elsewhere.example.net/token' } }),
      /redirects to https:\/\/elsewhere\.example\.net\/token/,
    ],
    [
      'by the body of a redirect',
      (token) => ({ status: 301, headers: { location: '/token' }, body: token }),
      /a redirect doesn’t prove ownership/,
    ],
    [
      'by a file of more than 4 KB',
      (token) => ({ status: 200, body: `${token}\n${'x'.repeat(5000)}` }),
      /4096/,
    ],
    ['by a token within other text', (token) => ({ status: 200, body: `see ${token}` }), /on its own line/],
    ['by the body of an error', (token) => ({ status: 404, body: token }), /answered 404/],
  ])('%s', async (_, answerWith, failure) => {
    const { server, token, check, isProven, owner, widgetId } = await hostedWidget()
    server.answer = answerWith(token)
    expect((await check()).failure).toMatch(failure)
    expect(await isProven()).toBe(false)
    const [state] = await listOrigins(owner, { widgetId }, start)
    expect(state).toMatchObject({
      isProven: false,
      checkedAt: start,
      failure: expect.stringMatching(failure),
    })
  })

  test('by a server that takes longer than three seconds', async () => {
    const { server, check, isProven } = await hostedWidget()
    server.answer = null
    expect((await check()).failure).toBeTruthy()
    expect(await isProven()).toBe(false)
  }, 30_000)
})

describe('a check', () => {
  test('is of an origin that the partner’s own widget names, by its members only', async () => {
    const { owner, widgetId, origin, received, fetch } = await hostedWidget()
    const stranger = (await createPartner()).owner
    const other = { widgetId, origin: 'https://victim.example.com' }
    expect(await codeOf(checkOrigin(owner, other, { fetch }))).toBe('not_found')
    expect(await codeOf(checkOrigin(stranger, { widgetId, origin }, { fetch }))).toBe('not_found')
    expect(await codeOf(listOrigins(stranger, { widgetId }))).toBe('not_found')
    expect(received).toEqual([])
  })

  test('is limited to thirty an hour for each partner', async () => {
    const { check, received } = await hostedWidget()
    for (let count = 0; count < 30; count += 1) await check()
    expect(await codeOf(check())).toBe('rate_limited')
    expect(received).toHaveLength(30)
  })

  test('covers every origin that the portal calls, and none that the operator listed or of this machine', async () => {
    const { owner } = await createPartner()
    const listed = 'https://listed.example.com'
    allowOrigin(listed)
    const { widgetId } = await registerWidget(owner, {
      protocol: 'marketplace',
      url: 'https://market.example.com/{{contact-id}}',
      parameterMode: 'plain',
      locationPostbackUrl: 'https://locations.example.com/?id={{location.id}}',
      userPostbackUrl: `${listed}/?id={{user.id}}`,
      furtherOrigins: 'https://login.example.com http://127.0.0.1:4000',
    })
    expect((await listOrigins(owner, { widgetId })).map(({ origin }) => origin)).toEqual([
      'https://market.example.com',
      'https://locations.example.com',
      'https://login.example.com',
    ])
  })
})

describe('a proof', () => {
  beforeEach(async () => {
    await db().originProof.deleteMany({})
  })

  test('ends after 30 days, and a check that fails ends it no earlier', async () => {
    const { server, token, check, isProven } = await hostedWidget()
    server.answer = { status: 200, body: token }
    await check()
    server.answer = { status: 503 }
    expect(await check(inDays(1))).toMatchObject({ isProven: false })
    expect(await isProven(inDays(29.9))).toBe(true)
    expect(await isProven(inDays(30))).toBe(false)
  })

  test('is looked for again each day, and is then good for 30 days more', async () => {
    const { server, token, check, isProven, received, fetch } = await hostedWidget()
    server.answer = { status: 200, body: token }
    await check()
    await recheckOrigins({ now: inDays(0.1), fetch })
    expect(received).toHaveLength(1)
    await recheckOrigins({ now: inDays(1), fetch })
    await recheckOrigins({ now: inDays(1), fetch })
    expect(received).toHaveLength(2)
    expect(await isProven(inDays(30.5))).toBe(true)
  })

  test('that has ended, or that no widget needs any more, is not looked for again', async () => {
    const { owner, widgetId, server, token, check, received, fetch } = await hostedWidget()
    server.answer = { status: 200, body: token }
    await check()
    await recheckOrigins({ now: inDays(31), fetch })
    await updateWidget(
      owner,
      await widgetChange(owner, widgetId, { url: 'https://moved.example.com/widget' }),
    )
    await recheckOrigins({ now: inDays(2), fetch })
    expect(received).toHaveLength(1)
  })
})

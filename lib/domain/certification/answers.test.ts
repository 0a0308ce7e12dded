import { createServer, type RequestListener, type Server } from 'node:http'
import { afterAll, expect, test } from 'vitest'
import { noteHealth } from '@/lib/domain/certification/health'
import { probeFraming } from '@/lib/domain/probes/probes'
import { getReview } from '@/lib/domain/review/reviews'
import { getWidget } from '@/lib/domain/widgets/read'
import { db, inTransaction } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import { approvedWidget, createPartner, createReviewer, createTeam } from '@/test/factories'
import { allowOrigin } from '@/test/settings'

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.close()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const address = server.address()
  const origin = `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`
  allowOrigin(origin)
  return origin
}

const day = 24 * 60 * 60 * 1000
const framing = { 'content-security-policy': `frame-ancestors ${env().PORTAL_ORIGIN}` }
const certified = { status: 200, mayFrame: true, namesAncestors: true }

/** A widget that serves and whose certification was answered with a page that this portal may frame. */
async function certifiedWidget(listener: RequestListener, record: object | null = null) {
  const [{ owner }, team] = [await createPartner(), await createTeam()]
  const { widgetId } = await approvedWidget(owner, { url: await serve(listener) })
  const { servingVersionId } = await db().widget.findUniqueOrThrow({ where: { id: widgetId } })
  const report = {
    passed: true,
    isComplete: true,
    wasReached: true,
    checks: [],
    answers: { person: certified },
    startedAt: new Date().toISOString(),
    durationMs: 1,
  }
  await db().certificationRun.updateMany({
    where: { widgetId, state: 'done' },
    data: { passed: true, report, ...(record ? { record } : {}) },
  })
  const probe = (now: Date) => probeFraming(team.agent, { widgetId, placement: 'person' }, now)
  const pass = (now: Date) =>
    inTransaction((tx) =>
      noteHealth(tx, { widgetId, versionId: servingVersionId ?? '', passed: true, isDaily: true, now }),
    )
  const failingSince = async () => (await getWidget(owner, { widgetId })).failingSince
  return { widgetId, probe, pass, failingSince }
}

test('a launch that is answered as the certification was leaves nothing', async () => {
  const { probe, failingSince } = await certifiedWidget((_, response) =>
    response.writeHead(200, framing).end(),
  )
  expect((await probe(new Date())).verdict).toBe('ok')
  expect(await failingSince()).toBeNull()
})

test('a refusal of what the certification was let into is told the partner, and the reviewers when it comes again', async () => {
  const reviewer = await createReviewer()
  const { widgetId, probe, pass, failingSince } = await certifiedWidget((_, response) =>
    response.writeHead(403, framing).end(),
  )
  const monday = new Date('2026-03-02T10:00:00.000Z')
  await probe(monday)
  expect(await failingSince()).toEqual(monday)
  expect((await getReview(reviewer, { widgetId })).failingSince).toBeNull()
  // What shows the certification another face passes it in between.
  await pass(new Date(monday.getTime() + day / 2))
  expect(await failingSince()).toBeNull()
  const tuesday = new Date(monday.getTime() + day)
  await probe(tuesday)
  expect((await getReview(reviewer, { widgetId })).failingSince).toEqual(tuesday)
  const events = await db().auditEvent.findMany({
    where: { subjectId: widgetId, action: { startsWith: 'certification.' } },
    orderBy: { sequence: 'asc' },
  })
  expect(events.map(({ action }) => action)).toEqual([
    'certification.diverged',
    'certification.recovered',
    'certification.diverged',
    'certification.escalated',
  ])
  expect(events[0]?.data).toMatchObject({
    difference: 'A launch was answered with 403, the certification with 200.',
  })
})

test.each([
  ['framing that is refused', { 'x-frame-options': 'DENY' }],
  ['no frame-ancestors', {}],
])('%s, which the certification did not see, is kept too', async (_, headers) => {
  const { probe, failingSince } = await certifiedWidget((_request, response) =>
    response.writeHead(200, headers).end(),
  )
  const now = new Date()
  await probe(now)
  expect(await failingSince()).toEqual(now)
})

test('a fault of the moment, or an unknown record where the certification had one of the server’s own, is none', async () => {
  for (const [status, record] of [
    [503, null],
    [429, null],
    [404, { user: { id: 'usr-7', email: 'a@b.example' } }],
  ] as const) {
    const { probe, failingSince } = await certifiedWidget(
      (_, response) => response.writeHead(status, framing).end(),
      record,
    )
    await probe(new Date())
    expect(await failingSince()).toBeNull()
  }
})

import { describe, expect, test } from 'vitest'
import { startCertification } from '@/lib/domain/certification/certifications'
import { noteHealth, queueDailyRuns } from '@/lib/domain/certification/health'
import { pruneCertifications } from '@/lib/domain/platform/retention'
import { suspendWidget } from '@/lib/domain/review/approvals'
import { getReview, listAllWidgets } from '@/lib/domain/review/reviews'
import { getWidget, listWidgets } from '@/lib/domain/widgets/read'
import { createSandboxSecret } from '@/lib/domain/widgets/sandbox-secret'
import { newId } from '@/lib/ids'
import { db, inTransaction } from '@/lib/server/db'
import {
  approvedWidget,
  certifyWidget,
  createPartner,
  createReviewer,
  registerWidget,
} from '@/test/factories'

const day = 24 * 60 * 60 * 1000
const monday = new Date('2026-03-02T04:07:00.000Z')
const dayAfter = (days: number) => new Date(monday.getTime() + days * day)

async function servingWidget() {
  const { owner, partnerId } = await createPartner()
  const { widgetId } = await approvedWidget(owner)
  const { servingVersionId } = await db().widget.findUniqueOrThrow({ where: { id: widgetId } })
  const note = (passed: boolean, now: Date, isDaily = true, versionId = servingVersionId ?? '') =>
    inTransaction((tx) => noteHealth(tx, { widgetId, versionId, passed, isDaily, now }))
  return { owner, partnerId, widgetId, note }
}

describe('a widget that serves and fails its daily run', () => {
  test('tells its partner first, the reviewers a day later, and both until it passes', async () => {
    const [{ owner, widgetId, note }, reviewer] = [await servingWidget(), await createReviewer()]
    const told = async () => ({
      partner: (await getWidget(owner, { widgetId })).failingSince,
      list: (await listWidgets(owner, {})).widgets[0]?.failingSince ?? null,
      reviewer: (await getReview(reviewer, { widgetId })).failingSince,
      queue: (await listAllWidgets(reviewer, {})).widgets.find(({ id }) => id === widgetId)
        ?.failureEscalatedAt,
    })
    await note(false, monday)
    expect(await told()).toEqual({ partner: monday, list: monday, reviewer: null, queue: null })
    await note(false, new Date(monday.getTime() + 60_000))
    expect((await told()).queue).toBeNull()
    await note(false, dayAfter(1))
    expect(await told()).toEqual({ partner: monday, list: monday, reviewer: monday, queue: dayAfter(1) })
    await note(true, dayAfter(2), false)
    expect(await told()).toEqual({ partner: null, list: null, reviewer: null, queue: null })
    const events = await db().auditEvent.findMany({
      where: { subjectId: widgetId, action: { startsWith: 'certification.' } },
      orderBy: { sequence: 'asc' },
    })
    expect(events.map(({ action, actorName }) => [action, actorName])).toEqual([
      ['certification.failing', 'Framegate'],
      ['certification.escalated', 'Framegate'],
      ['certification.recovered', 'Framegate'],
    ])
  })

  test('is not one whose draft fails, nor one whose partner tries something by hand', async () => {
    const { owner, widgetId, note } = await servingWidget()
    await note(false, monday, false)
    await note(false, monday, true, 'ver_of_a_draft')
    expect((await getWidget(owner, { widgetId })).failingSince).toBeNull()
  })
})

describe('the daily runs', () => {
  test('are of what serves and can be signed for, once a day, and of nothing that is suspended', async () => {
    const { owner } = await createPartner()
    const reviewer = await createReviewer()
    const serving = await approvedWidget(owner)
    const draft = await registerWidget(owner)
    const suspended = await approvedWidget(owner)
    await suspendWidget(reviewer, { widgetId: suspended.widgetId, reason: 'A fault.' })
    const social = { protocol: 'social-signin', searchUrl: 'https://widgets.example.com/search' }
    const unsigned = await approvedWidget(owner, social)
    const signed = await approvedWidget(owner, social)
    await createSandboxSecret(owner, { widgetId: signed.widgetId })
    const own = [serving, draft, suspended, unsigned, signed].map(({ widgetId }) => widgetId)
    await queueDailyRuns(monday)
    await queueDailyRuns(monday)
    const queued = await db().certificationRun.findMany({
      where: { state: 'queued', widgetId: { in: own } },
      orderBy: { id: 'asc' },
    })
    expect(queued.map(({ widgetId }) => widgetId).sort()).toEqual([serving.widgetId, signed.widgetId].sort())
    expect(queued.every(({ requestedById }) => requestedById === null)).toBe(true)
  })

  test('take the record that its partner asked with last', async () => {
    const { owner, widgetId } = await servingWidget()
    const record = { user: { id: 'usr-7', email: 'a@b.example' } }
    const { runId } = await startCertification(owner, { widgetId, record })
    const done = { state: 'done', passed: true, finishedAt: new Date() }
    await db().certificationRun.update({ where: { id: runId }, data: done })
    await queueDailyRuns(new Date())
    const daily = await db().certificationRun.findFirst({ where: { widgetId, state: 'queued' } })
    expect(daily?.record).toEqual(record)
  })
})

test('of a widget’s runs the newest twenty are kept, and the one that a version was decided on, with their pictures', async () => {
  const { owner, widgetId } = await servingWidget()
  const decidedOn = await db().certificationRun.findFirstOrThrow({ where: { widgetId, state: 'done' } })
  const { id: _, ...columns } = decidedOn
  const ofAnEarlierVersion = newId('crt')
  await db().certificationRun.create({
    data: {
      ...columns,
      id: ofAnEarlierVersion,
      createdAt: new Date(0),
      finishedAt: new Date(0),
      record: undefined,
      progress: undefined,
      counts: undefined,
      report: undefined,
    },
  })
  await db().widgetVersion.updateMany({ where: { widgetId }, data: { submittedRunId: ofAnEarlierVersion } })
  const version = await db().widgetVersion.findFirstOrThrow({ where: { widgetId } })
  const ids = Array.from({ length: 23 }, () => newId('crt'))
  await db().certificationRun.createMany({
    data: ids.map((id, index) => ({
      id,
      widgetId,
      versionId: version.id,
      versionNumber: 1,
      state: index % 2 ? 'done' : 'stopped',
      createdAt: new Date(Date.now() + (index + 1) * 1000),
      finishedAt: new Date(Date.now() + (index + 1) * 1000),
    })),
  })
  await db().certificationShot.createMany({
    data: ids.map((runId) => ({
      id: newId('sht'),
      runId,
      width: 320,
      type: 'image/png',
      bytes: Uint8Array.of(1),
      createdAt: new Date(),
    })),
  })
  const { widgetId: otherId } = await registerWidget(owner)
  const other = await certifyWidget(otherId)
  await pruneCertifications()
  const kept = await db().certificationRun.findMany({ where: { widgetId }, select: { id: true } })
  expect(new Set(kept.map(({ id }) => id))).toEqual(
    new Set([ofAnEarlierVersion, decidedOn.id, ...ids.slice(3)]),
  )
  expect(await db().certificationShot.count({ where: { run: { widgetId } } })).toBe(20)
  expect(await db().certificationRun.findUnique({ where: { id: other } })).not.toBeNull()
})

import { afterAll, describe, expect, test } from 'vitest'
import type { PartnerActor } from '@/lib/auth/permissions'
import { attest, startCertification } from '@/lib/domain/certification/certifications'
import { certificationExport } from '@/lib/domain/certification/certifications.schema'
import { claimRun, recoverRuns } from '@/lib/domain/certification/claim'
import { compareRuns } from '@/lib/domain/certification/compare-runs.schema'
import { sendRun } from '@/lib/domain/certification/run-job'
import {
  exportRun,
  findPreviousRun,
  getRun,
  listAttestations,
  listRuns,
} from '@/lib/domain/certification/runs'
import { submitVersion, withdrawVersion } from '@/lib/domain/review/submissions'
import { openWidgetForSigning } from '@/lib/domain/secrets/openers'
import { promoteSecret, stageSecret } from '@/lib/domain/widgets/rotation'
import { updateWidget } from '@/lib/domain/widgets/widgets'
import { newId } from '@/lib/ids'
import { db } from '@/lib/server/db'
import { withoutBrowser } from '@/test/certifying'
import {
  approvedWidget,
  certifyWidget,
  createPartner,
  createReviewer,
  registerWidget,
  widgetChange,
} from '@/test/factories'
import { codeOf, refusalOf, settleAll } from '@/test/refusals'
import { allowOrigin } from '@/test/settings'
import { closeZoo, openZoo } from '@/test/zoo/open-zoo'
import { keepPortalWidget } from '@/test/zoo/portal-widget'
import { sureSendMistakes } from '@/test/zoo/sure-send'

afterAll(closeZoo)

/** A widget on a server that verifies with the widget's secret, right or with one mistake that can be taken back. */
async function servedWidget(partner: PartnerActor, mistake: string | null = null) {
  const server = { secrets: [] as string[], mistake: mistake ? sureSendMistakes[mistake] : undefined }
  const origin = await openZoo((request, response) =>
    keepPortalWidget(server.secrets, server.mistake)(request, response),
  )
  allowOrigin(origin)
  const created = await registerWidget(partner, { url: `${origin}/widget` })
  server.secrets = [created.secret]
  return { ...created, server, origin }
}

async function certify(partner: PartnerActor, widgetId: string, now = new Date()): Promise<string> {
  const { runId } = await startCertification(partner, { widgetId }, now)
  await sendRun(runId, { now: new Date(), openInspection: withoutBrowser })
  return runId
}

describe('a run', () => {
  test('of a correct server passes, pinned to version and secret', async () => {
    const { owner, qa } = await createPartner()
    const { widgetId, fingerprint, secret } = await servedWidget(owner)
    const run = await getRun(owner, { runId: await certify(qa, widgetId) })
    expect(run).toMatchObject({
      state: 'done',
      passed: true,
      versionNumber: 1,
      secret: { of: 'widget', version: 1, fingerprint },
      requestedBy: qa.name,
    })
    expect(run.report?.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([])
    expect(run.progress?.done).toBe(run.progress?.total)
    const row = await db().certificationRun.findUniqueOrThrow({ where: { id: run.id } })
    expect(JSON.stringify(row)).not.toContain(secret)
  })

  test('of a wrong server fails by its check, which says what was sent, what came, why and how to fix it', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await servedWidget(owner, 'checks no signature')
    const run = await getRun(owner, { runId: await certify(owner, widgetId) })
    expect(run.passed).toBe(false)
    const line = run.report?.checks.find(({ id }) => id === 'refuses-tampered-signature')
    expect(line).toMatchObject({
      outcome: 'failed',
      required: true,
      sent: expect.stringContaining('GET http'),
      received: expect.stringContaining('200 in'),
    })
    expect(line?.why.length).toBeGreaterThan(20)
    expect(line?.fix.length).toBeGreaterThan(20)
  })

  test('sends what the staged secret signs too, and keeps neither secret in any row', async () => {
    const { owner } = await createPartner()
    const { widgetId, server, secret } = await servedWidget(owner)
    const staged = await stageSecret(owner, { widgetId })
    const refused = await getRun(owner, { runId: await certify(owner, widgetId) })
    expect(refused.report?.checks.find(({ id }) => id === 'accepts-staged-secret')?.outcome).toBe('failed')
    server.secrets.push(staged.secret)
    const run = await getRun(owner, { runId: await certify(owner, widgetId) })
    expect(run.passed).toBe(true)
    const rows = JSON.stringify(await db().certificationRun.findMany({ where: { widgetId } }))
    for (const text of [secret, staged.secret]) expect(rows).not.toContain(text)
  })

  test('is one at a time for a widget, also of twenty asked for at once', async () => {
    const { owner, developer } = await createPartner()
    const { widgetId } = await servedWidget(owner)
    const calls = Array.from({ length: 20 }, (_, index) =>
      startCertification(index % 2 ? owner : developer, { widgetId }),
    )
    expect(await settleAll(calls)).toEqual({ won: 1, codes: ['conflict'] })
    await expect(
      db().certificationRun.createMany({
        data: await Promise.all(
          ['crt_a', 'crt_b'].map(async (id) => ({
            id,
            widgetId,
            versionId: (await db().widgetVersion.findFirstOrThrow({ where: { widgetId } })).id,
            versionNumber: 1,
            state: 'running',
            createdAt: new Date(),
          })),
        ),
      }),
    ).rejects.toMatchObject({ code: 'P2002' })
  })

  test('keeps the report of a server that answers bytes which no database takes', async () => {
    const { owner } = await createPartner()
    const body = `<p>${'x'.repeat(397)}\0${'\u{1F600}'.repeat(400)}</p>`
    const origin = await openZoo(() => ({ status: 404, headers: { 'content-type': 'text/html' }, body }))
    allowOrigin(origin)
    const { widgetId } = await registerWidget(owner, { url: `${origin}/widget` })
    const { state, report } = await getRun(owner, { runId: await certify(owner, widgetId) })
    expect(state).toBe('done')
    expect(report?.checks.find(({ id }) => id === 'accepts-valid')?.received).toContain('\uFFFD')
  })

  test('that reaches nobody does not pass, and says why', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await registerWidget(owner, { url: 'https://127.0.0.1:9/widget' })
    const run = await getRun(owner, { runId: await certify(owner, widgetId) })
    expect(run).toMatchObject({ state: 'done', passed: false })
    expect(run.stopReason).toContain('the portal doesn’t call it')
    expect(String(await refusalOf(submitVersion(owner, { widgetId })))).toContain(
      'couldn’t reach your server',
    )
  })

  test('that cannot be signed is refused before it begins', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await registerWidget(owner, {
      protocol: 'social-signin',
      searchUrl: 'https://widgets.example.com/search',
    })
    expect(await codeOf(startCertification(owner, { widgetId }))).toBe('no_secret')
  })

  test('is read, compared and exported by its own partner and by reviewers; a stranger finds nothing', async () => {
    const [{ owner, qa }, other, reviewer] = [
      await createPartner(),
      await createPartner(),
      await createReviewer(),
    ]
    const { widgetId, server } = await servedWidget(owner, 'checks no signature')
    const first = await certify(owner, widgetId, new Date(Date.now() - 60_000))
    server.mistake = undefined
    const runId = await certify(owner, widgetId)
    const run = await getRun(qa, { runId })
    const previous = await findPreviousRun(run)
    expect(previous?.id).toBe(first)
    const changes = run.report ? compareRuns(previous?.report, run.report) : new Map()
    expect(changes.get('refuses-tampered-signature')).toBe('fixed')
    expect((await listRuns(qa, { widgetId })).runs.map(({ id }) => id)).toEqual([runId, first])

    expect(await codeOf(exportRun(reviewer, { runId }))).toBe('not_found')
    await submitVersion(owner, { widgetId })
    const exported = await exportRun(reviewer, { runId })
    expect(certificationExport.parse(exported)).toEqual(exported)
    expect(exported).toMatchObject({
      format: 'framegate-certification/1',
      widget: { id: widgetId, version: 1 },
    })

    for (const call of [
      () => getRun(other.owner, { runId }),
      () => getRun(owner, { runId: 'crt_nobody' }),
      () => exportRun(other.owner, { runId }),
      () => startCertification(other.owner, { widgetId }),
      () => startCertification(owner, { widgetId: 'wgt_nobody' }),
      () => attest(other.owner, { widgetId, check: 'loading-states', attest: true }),
    ])
      expect(await codeOf(call())).toBe('not_found')
    expect((await listRuns(other.owner, { widgetId })).runs).toEqual([])
    expect(await codeOf(startCertification(reviewer, { widgetId }))).toBe('forbidden')
  })
})

describe('a worker that dies', () => {
  test('leaves its run to another one, which sends it from the beginning', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await servedWidget(owner)
    const { runId } = await startCertification(owner, { widgetId })
    const long = new Date(Date.now() - 600_000)
    const died = { state: 'running', attempts: 1, startedAt: long, claimedUntil: new Date(Date.now() - 1000) }
    await db().certificationRun.update({ where: { id: runId }, data: died })
    await recoverRuns()
    expect(await getRun(owner, { runId })).toMatchObject({ state: 'queued' })
    await sendRun(runId, { openInspection: withoutBrowser })
    expect(await getRun(owner, { runId })).toMatchObject({ state: 'done', passed: true })
  })

  test('twice ends the run, and the next one may begin', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await servedWidget(owner)
    const { runId } = await startCertification(owner, { widgetId })
    const died = { state: 'running', attempts: 2, claimedUntil: new Date(Date.now() - 1000) }
    await db().certificationRun.update({ where: { id: runId }, data: died })
    await recoverRuns()
    expect(await getRun(owner, { runId })).toMatchObject({ state: 'stopped', passed: null })
    await startCertification(owner, { widgetId })
  })

  test('is not taken for dead by one whose clock is ten minutes ahead', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await servedWidget(owner)
    const { runId } = await startCertification(owner, { widgetId })
    expect(await claimRun(runId, new Date())).toMatchObject({ id: runId })
    const ahead = new Date(Date.now() + 600_000)
    expect(await claimRun(runId, ahead)).toBeNull()
    await recoverRuns(ahead)
    expect(await getRun(owner, { runId })).toMatchObject({ state: 'running' })
  })

  test('and comes back late changes nothing of what its successor found', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await servedWidget(owner)
    const { runId } = await startCertification(owner, { widgetId })
    let isFirst = true
    await sendRun(runId, {
      openInspection: withoutBrowser,
      fetch: async () => {
        if (isFirst) {
          isFirst = false
          await db().certificationRun.update({ where: { id: runId }, data: { claimedUntil: new Date(0) } })
          await sendRun(runId, { openInspection: withoutBrowser })
        }
        return { status: 200, headers: {}, body: Buffer.from('x'), isTruncated: false, durationMs: 1 }
      },
    })
    expect(await getRun(owner, { runId })).toMatchObject({ state: 'done', passed: true })
  })

  test('on its way down gives its run back', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await servedWidget(owner)
    const { runId } = await startCertification(owner, { widgetId })
    const stopping = new AbortController()
    stopping.abort()
    await sendRun(runId, { stopping: stopping.signal, openInspection: withoutBrowser })
    expect(await getRun(owner, { runId })).toMatchObject({ state: 'queued', report: null })
  })
})

describe('a submission', () => {
  test('is refused without a passing run of this very version, and names the checks that fail', async () => {
    const { owner } = await createPartner()
    const { widgetId, server } = await servedWidget(owner, 'checks no signature')
    expect(await refusalOf(submitVersion(owner, { widgetId }))).toMatchObject({
      code: 'certification_required',
      publicDetail: expect.stringContaining('isn’t certified yet'),
    })
    await certify(owner, widgetId, new Date(Date.now() - 60_000))
    expect(await refusalOf(submitVersion(owner, { widgetId }))).toMatchObject({
      code: 'certification_required',
      publicDetail: expect.stringContaining('Refuses an altered signature'),
    })
    server.mistake = undefined
    await certify(owner, widgetId)
    await submitVersion(owner, { widgetId })
    const version = await db().widgetVersion.findFirstOrThrow({ where: { widgetId } })
    expect(version.state).toBe('in_review')
  })

  test('is refused after an edit of what was measured, and not after one of what was not', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await registerWidget(owner)
    await certifyWidget(widgetId)
    await updateWidget(owner, await widgetChange(owner, widgetId, { url: 'https://widgets.example.com/new' }))
    expect(String(await refusalOf(submitVersion(owner, { widgetId })))).toContain('changed since')
    await updateWidget(
      owner,
      await widgetChange(owner, widgetId, { url: 'https://widgets.example.com/pulse' }),
    )
    await updateWidget(owner, await widgetChange(owner, widgetId, { description: 'In other words.' }))
    await submitVersion(owner, { widgetId })
  })

  test('is refused when another secret signs than the one that was certified', async () => {
    const { owner } = await createPartner()
    const { widgetId, server } = await servedWidget(owner)
    await certify(owner, widgetId, new Date(Date.now() - 60_000))
    await stageSecret(owner, { widgetId })
    await promoteSecret(owner, { widgetId, graceHours: 1, unprobed: true })
    expect(String(await refusalOf(submitVersion(owner, { widgetId })))).toContain('The secret changed since')
    const [{ secret }] = await openWidgetForSigning(db(), widgetId, new Date())
    server.secrets = [secret]
    await certify(owner, widgetId)
    await submitVersion(owner, { widgetId })
  })

  test('of a change needs a run of what it measures, whatever serves', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await approvedWidget(owner)
    const url = 'https://widgets.example.com/new'
    await updateWidget(owner, await widgetChange(owner, widgetId, { url }))
    expect(await codeOf(submitVersion(owner, { widgetId }))).toBe('certification_required')
    await certifyWidget(widgetId)
    await submitVersion(owner, { widgetId })
  })

  test('of another name or description keeps the report of the version before, until that fails', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await approvedWidget(owner)
    const certified = await db().certificationRun.findFirstOrThrow({ where: { widgetId } })
    const fields = { name: 'Other words', description: 'A change.' }
    await updateWidget(owner, await widgetChange(owner, widgetId, fields))
    await submitVersion(owner, { widgetId })
    const submitted = await db().widgetVersion.findFirstOrThrow({ where: { widgetId, number: 2 } })
    expect(submitted).toMatchObject({ state: 'in_review', submittedRunId: certified.id })

    await withdrawVersion(owner, { widgetId })
    const { id: _, ...daily } = certified
    await db().certificationRun.create({
      data: {
        ...daily,
        id: newId('crt'),
        record: undefined,
        progress: undefined,
        counts: undefined,
        report: daily.report ?? {},
        passed: false,
        createdAt: new Date(certified.createdAt.getTime() + 60_000),
      },
    })
    expect(await codeOf(submitVersion(owner, { widgetId }))).toBe('certification_required')
  })
})

describe('an attestation', () => {
  test('is shown as attested, with whose word it is, and never as passed', async () => {
    const { owner, developer, qa } = await createPartner()
    const { widgetId } = await servedWidget(owner)
    expect(await codeOf(attest(qa, { widgetId, check: 'loading-states', attest: true }))).toBe('forbidden')
    await attest(developer, { widgetId, check: 'loading-states', attest: true })
    await attest(owner, { widgetId, check: 'loading-states', attest: true })
    expect(await listAttestations(qa, { widgetId })).toMatchObject([
      { checkId: 'loading-states', attestedBy: { name: developer.name } },
    ])
    const { report } = await getRun(owner, { runId: await certify(owner, widgetId) })
    const line = report?.checks.find(({ id }) => id === 'loading-states')
    expect(line).toMatchObject({ outcome: 'attested', detail: expect.stringContaining(developer.name) })
    await attest(owner, { widgetId, check: 'loading-states', attest: false })
    expect(await listAttestations(owner, { widgetId })).toEqual([])
  })
})

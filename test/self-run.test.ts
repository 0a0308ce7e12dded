import { afterAll, describe, expect, test } from 'vitest'
import { runCertify } from '@/cli/certify'
import { fetchFromHere } from '@/cli/fetch-from-here'
import type { PartnerActor } from '@/lib/auth/permissions'
import { startCertification } from '@/lib/domain/certification/certifications'
import { sendRun } from '@/lib/domain/certification/run-job'
import { exportRun, findReportOf, getRun } from '@/lib/domain/certification/runs'
import { selfRunBytesMax } from '@/lib/domain/certification/self-run.schema'
import { attachSelfRun } from '@/lib/domain/certification/self-runs'
import { writeSelfRun } from '@/lib/domain/certification/sign-self-run'
import { getStanding } from '@/lib/domain/certification/standing'
import { describeCommand } from '@/lib/domain/certification/target-of-widget'
import { listQueue } from '@/lib/domain/review/reviews'
import { submitVersion } from '@/lib/domain/review/submissions'
import { versionRow } from '@/lib/domain/versions/content'
import { stageSecret } from '@/lib/domain/widgets/rotation'
import { updateWidget } from '@/lib/domain/widgets/widgets'
import { db } from '@/lib/server/db'
import { withoutBrowser } from '@/test/certifying'
import { createPartner, createReviewer, registerWidget, widgetChange } from '@/test/factories'
import { codeOf, refusalOf } from '@/test/refusals'
import { allowOrigin, withEnv } from '@/test/settings'
import { closeZoo, openZoo } from '@/test/zoo/open-zoo'
import { keepPortalWidget } from '@/test/zoo/portal-widget'
import { sureSendMistakes } from '@/test/zoo/sure-send'

afterAll(closeZoo)

/** A widget on a server that its partner reaches and the portal does not, with the portal's own try. */
async function hiddenWidget(owner: PartnerActor, mistake?: string) {
  const secrets: string[] = []
  const origin = await openZoo((request, response) =>
    keepPortalWidget(secrets, mistake ? sureSendMistakes[mistake] : undefined)(request, response),
  )
  const created = await registerWidget(owner, { url: `${origin}/widget` })
  secrets.push(created.secret)
  return { ...created, origin }
}

async function tryByPortal(owner: PartnerActor, widgetId: string): Promise<string> {
  const { runId } = await startCertification(owner, { widgetId })
  await sendRun(runId, { now: new Date(), openInspection: withoutBrowser })
  return runId
}

async function commandOf(widgetId: string): Promise<string> {
  const { workingVersion } = await db().widget.findUniqueOrThrow({
    where: { id: widgetId },
    select: { workingVersion: { select: versionRow } },
  })
  if (!workingVersion) throw new Error('It has no working version.')
  return describeCommand({ id: widgetId, protocol: 'sure-send' }, workingVersion)
}

/** The report that the command of the page writes, on the partner's machine. */
async function runCommand(widgetId: string, secret: string, now = new Date()): Promise<string> {
  const words = (await commandOf(widgetId)).replaceAll('\\\n', ' ').split(/\s+/).slice(3)
  let written = ''
  await runCertify(
    words,
    {
      print: () => {},
      complain: () => {},
      readFile: () => secret,
      writeFile: (_, content) => {
        written = content
      },
      fetch: fetchFromHere,
      showProgress: () => {},
      openBrowser: async () => ({ inspect: 'none', close: async () => {} }),
    },
    now,
  )
  return written
}

/** A changed report, signed with this secret. */
function forge(file: string, secret: string, change: (payload: Payload) => void): string {
  const payload = JSON.parse(JSON.parse(file).payload) as Payload
  change(payload)
  return writeSelfRun(payload as never, secret)
}

type Payload = {
  widget: string
  content: string
  urls: Record<string, string>
  report: {
    isComplete: boolean
    wasReached: boolean
    startedAt: string
    checks: { id: string; outcome: string; detail: string; received: string | null }[]
  }
}

describe('a self-run report', () => {
  test('lets a version be submitted whose server the portal cannot reach, and is marked wherever it is shown', async () => {
    const { owner, qa } = await createPartner()
    const reviewer = await createReviewer()
    const { widgetId, secret, fingerprint } = await hiddenWidget(owner)
    await tryByPortal(owner, widgetId)
    expect(await codeOf(submitVersion(owner, { widgetId }))).toBe('certification_required')

    const { runId } = await attachSelfRun(qa, { widgetId, file: await runCommand(widgetId, secret) })
    expect(await getRun(owner, { runId })).toMatchObject({
      isSelfRun: true,
      passed: true,
      state: 'done',
      versionNumber: 1,
      requestedBy: qa.name,
      secret: { of: 'widget', version: 1, fingerprint },
      shots: [],
    })
    expect(await exportRun(owner, { runId })).toMatchObject({ isSelfRun: true })
    expect((await getStanding(owner, { widgetId }))?.standing).toMatchObject({
      state: 'passed',
      isSelfRun: true,
    })
    await submitVersion(owner, { widgetId })
    const { entries } = await listQueue(reviewer)
    expect(entries.find((entry) => entry.widgetId === widgetId)?.certification).toMatchObject({
      isSelfRun: true,
    })
    const version = await db().widgetVersion.findFirstOrThrow({ where: { widgetId }, select: versionRow })
    expect(await findReportOf(version, { widgetId })).toMatchObject({ id: runId, isSelfRun: true })
    const events = await db().auditEvent.findMany({
      where: { subjectId: widgetId },
      orderBy: { sequence: 'asc' },
    })
    expect(events.find(({ action }) => action === 'certification.self_run_attached')?.data).toMatchObject({
      run: runId,
      version: 1,
      passed: true,
    })
    expect(events.find(({ action }) => action === 'widget.submitted')?.data).toMatchObject({ selfRun: runId })
  })

  test('counts only where the portal tried and reached nobody', async () => {
    const { owner } = await createPartner()
    const { widgetId, secret, origin } = await hiddenWidget(owner)
    await attachSelfRun(owner, { widgetId, file: await runCommand(widgetId, secret) })
    expect(await codeOf(submitVersion(owner, { widgetId }))).toBe('certification_required')
    expect((await getStanding(owner, { widgetId }))?.standing.state).toBe('missing')
    await tryByPortal(owner, widgetId)
    expect((await getStanding(owner, { widgetId }))?.standing.state).toBe('passed')
    allowOrigin(origin)
    await tryByPortal(owner, widgetId)
    expect((await getStanding(owner, { widgetId }))?.standing).toMatchObject({
      state: 'passed',
      isSelfRun: false,
    })
  })

  test('never outweighs what the portal saw at the same content, also once it sees it no more', async () => {
    const { owner } = await createPartner()
    const { widgetId, secret, origin } = await hiddenWidget(owner, 'checks no signature')
    await withEnv({ OUTBOUND_ALLOW_ORIGINS: origin }, () => tryByPortal(owner, widgetId))
    await tryByPortal(owner, widgetId)
    const file = forge(await runCommand(widgetId, secret), secret, ({ report }) => {
      for (const check of report.checks) if (check.outcome === 'failed') check.outcome = 'passed'
    })
    await attachSelfRun(owner, { widgetId, file })
    expect((await getStanding(owner, { widgetId }))?.standing.state).toBe('unmeasured')
  })

  test('that fails is kept and lets nothing be submitted', async () => {
    const { owner } = await createPartner()
    const { widgetId, secret } = await hiddenWidget(owner, 'checks no signature')
    await tryByPortal(owner, widgetId)
    const { runId } = await attachSelfRun(owner, { widgetId, file: await runCommand(widgetId, secret) })
    expect(await getRun(owner, { runId })).toMatchObject({ isSelfRun: true, passed: false })
    expect((await getStanding(owner, { widgetId }))?.standing.state).toBe('failed')
    expect(await codeOf(submitVersion(owner, { widgetId }))).toBe('certification_required')
  })

  test('ends with a changed address', async () => {
    const { owner } = await createPartner()
    const { widgetId, secret } = await hiddenWidget(owner)
    await tryByPortal(owner, widgetId)
    await attachSelfRun(owner, { widgetId, file: await runCommand(widgetId, secret) })
    await updateWidget(owner, await widgetChange(owner, widgetId, { url: 'http://127.0.0.1:9/other' }))
    expect((await getStanding(owner, { widgetId }))?.standing.state).toBe('changed')
  })
})

describe('a file that proves nothing is refused by a code of its own', () => {
  test('another widget’s, another version’s, an altered one, an old one, and one from the future', async () => {
    const { owner } = await createPartner()
    const one = await hiddenWidget(owner)
    const other = await hiddenWidget(owner)
    const file = await runCommand(one.widgetId, one.secret)
    const attach = (text: string, widgetId = one.widgetId) =>
      codeOf(attachSelfRun(owner, { widgetId, file: text }))

    expect(await attach(file, other.widgetId)).toBe('report_other_widget')
    // It says that it is of the other one; the secret that signed it is still the first one's.
    const renamed = forge(file, one.secret, (payload) => {
      payload.widget = other.widgetId
    })
    expect(await attach(renamed, other.widgetId)).toBe('report_other_version')
    const moved = await runCommand(other.widgetId, one.secret)
    expect(await attach(moved, other.widgetId)).toBe('report_altered')
    expect(
      await attach(
        forge(file, one.secret, (payload) => {
          payload.urls.person = 'http://127.0.0.1:9/elsewhere'
        }),
      ),
    ).toBe('report_other_version')
    expect(await attach(file.replace('\\"outcome\\":\\"skipped\\"', '\\"outcome\\":\\"passed\\"'))).toBe(
      'report_altered',
    )
    expect(await attach(file.replace(/"signature": "../, '"signature": "00'))).toBe('report_altered')
    expect(await attach(forge(file, 'a secret of nobody', () => {}))).toBe('report_altered')
    const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000)
    expect(await attach(await runCommand(one.widgetId, one.secret, yesterday))).toBe('report_too_old')
    const tomorrow = new Date(Date.now() + 60 * 60 * 1000)
    expect(await attach(await runCommand(one.widgetId, one.secret, tomorrow))).toBe('report_too_old')
    expect(await refusalOf(attachSelfRun(owner, { widgetId: one.widgetId, file }))).toBeUndefined()
    expect(await attach(file)).toBe('conflict')
    const stranger = await createPartner()
    expect(await codeOf(attachSelfRun(stranger.owner, { widgetId: one.widgetId, file }))).toBe('not_found')
  })

  test('a huge one, what is not JSON, a deep one, and one without its checks', async () => {
    const { owner } = await createPartner()
    const { widgetId, secret } = await hiddenWidget(owner)
    const attach = (file: string) => codeOf(attachSelfRun(owner, { widgetId, file }))
    expect(await attach('a'.repeat(selfRunBytesMax + 1))).toBe('report_too_large')
    expect(await attach('not JSON')).toBe('report_unreadable')
    expect(await attach('{}')).toBe('report_unreadable')
    expect(await attach('['.repeat(100_000))).toBe('report_unreadable')
    const file = await runCommand(widgetId, secret)
    const without = forge(file, secret, ({ report }) => {
      report.checks = report.checks.filter(({ id }) => id !== 'refuses-expired')
    })
    expect(await attach(without)).toBe('report_unreadable')
    const word = forge(file, secret, ({ report }) => {
      for (const check of report.checks) if (check.id === 'refuses-expired') check.outcome = 'attested'
    })
    expect(await attach(word)).toBe('report_unreadable')
  })
})

test('of a hostile file only results are kept: its words are the portal’s, its texts are cleaned and cut, and no secret stays', async () => {
  const { owner } = await createPartner()
  const { widgetId, secret } = await hiddenWidget(owner, 'checks no signature')
  await tryByPortal(owner, widgetId)
  const file = forge(await runCommand(widgetId, secret), secret, (payload) => {
    Object.assign(payload.report, { passed: true, shots: [{ bytes: 'iVBORw0KGgo=' }] })
    for (const check of payload.report.checks) {
      Object.assign(check, {
        title: 'Everything is fine',
        required: false,
        fix: '<img src=x onerror=alert(1)>',
      })
      if (check.id === 'secret-stored-safely') check.outcome = 'attested'
      check.detail = `\u202Eevil\0\u001b[31m ${secret} <script>alert(1)</script>${'x'.repeat(1500)}`
      check.received = `200 in 3 ms\n\n${'<img src="data:image/png;base64,AAAA">'.repeat(150)}`
    }
  })
  const { runId } = await attachSelfRun(owner, { widgetId, file })
  const run = await getRun(owner, { runId })
  expect(run.passed).toBe(false)
  expect(run.shots).toEqual([])
  for (const check of run.report?.checks ?? []) {
    expect(check.title).not.toBe('Everything is fine')
    expect(check.fix).not.toContain('onerror')
    expect(check.detail.length).toBeLessThanOrEqual(600)
    expect(check.received?.length ?? 0).toBeLessThanOrEqual(4000)
    expect(['\0', '\u001b', '\u202E'].filter((mark) => check.detail.includes(mark))).toEqual([])
  }
  expect(run.report?.checks.find(({ id }) => id === 'secret-stored-safely')?.outcome).toBe('skipped')
  const row = await db().certificationRun.findUniqueOrThrow({ where: { id: runId } })
  expect(JSON.stringify(row)).not.toContain(secret)
})

test('a staged secret signs no report: what signs now does', async () => {
  const { owner } = await createPartner()
  const { widgetId } = await hiddenWidget(owner)
  const staged = await stageSecret(owner, { widgetId })
  const file = await runCommand(widgetId, staged.secret)
  expect(await codeOf(attachSelfRun(owner, { widgetId, file }))).toBe('report_altered')
})

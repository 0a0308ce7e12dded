import { readFileSync } from 'node:fs'
import type { CertificationReport } from '@/lib/domain/certification/checks.schema'
import { findSerious, sidewaysOverflow } from './axe'
import { expect, test, unique, userOf } from './fixtures'
import { certify, registerWidget } from './steps'

test('a developer runs the certification, sees the check that fails, fixes the server, passes and submits; the reviewer sees the report', async ({
  signedIn,
  demo,
  receiver,
}) => {
  test.setTimeout(240_000)
  const name = unique('Certified')
  const developer = await signedIn(userOf(demo, 'developer', 'Casalytics').email)
  const { widgetId, secret } = await registerWidget(developer, {
    name,
    url: `${receiver.origin}/widget`,
    placements: ['Person', 'Company'],
  })
  receiver.secrets = [secret]
  receiver.mode = 'forget-the-future'
  const overview = `/partner/widgets/${widgetId}`
  const submit = developer.getByRole('button', { name: 'Submit version 1 for review' })

  await test.step('without a run the overview says what is missing', async () => {
    await developer.goto(overview)
    await expect(submit).toBeDisabled()
    await expect(developer.getByText('Version 1 was not certified yet')).toBeVisible()
  })

  await test.step('the failing check says what was sent, what came back, why it matters and how to fix it', async () => {
    await certify(developer, widgetId, 'One required check failed')
    const line = developer.locator('#refuses-future')
    await expect(line.getByText('it was accepted with 200')).toBeVisible()
    await expect(line.getByRole('heading')).toHaveText([
      'What was sent',
      'What came back',
      'Why it matters',
      'How to fix it',
    ])
    await expect(line.getByText(/GET http.+context=\[\d+ characters\]/)).toBeVisible()
    await expect(
      line.getByText('A timestamp in 2999 would be fresh until then', { exact: false }),
    ).toBeVisible()
    await developer.getByRole('link', { name: /^Not passed/ }).click()
    await expect(developer.getByRole('region', { name: 'Checks' }).locator('details').first()).toBeVisible()
    await developer.goto(overview)
    await expect(submit).toBeDisabled()
    await expect(
      developer.getByText(/fails 1 required check.+A launch from the future is refused/),
    ).toBeVisible()
    await developer.getByRole('link', { name: 'Open the report' }).click()
    await expect(developer).toHaveURL(/\/certification\?show=open$/)
  })

  await test.step('what cannot be measured is attested, and shown as that', async () => {
    await developer.getByRole('button', { name: 'Attest: Slow parts show that they load' }).click()
    await expect(
      developer.getByRole('button', { name: 'Take back: Slow parts show that they load' }),
    ).toBeVisible()
  })

  await test.step('fixed, it passes, and is compared with the run before', async () => {
    receiver.mode = 'verify'
    await certify(developer, widgetId, 'Every required check passed')
    await developer.getByRole('link', { name: /^Changed/ }).click()
    await expect(developer.locator('#refuses-future summary')).toContainText('Fixed')
    await expect(developer.locator('#loading-states summary')).toContainText('Attested')
    const download = developer.waitForEvent('download')
    await developer.getByRole('link', { name: 'JSON' }).click()
    const report = JSON.parse(readFileSync(await (await download).path(), 'utf8'))
    expect(report).toMatchObject({
      format: 'framegate-certification/1',
      passed: true,
      widget: { id: widgetId },
    })
    expect(JSON.stringify(report)).not.toContain(secret)
    await developer.goto(overview)
    await submit.click()
    await expect(developer.getByText('Version 1 is in review')).toBeVisible()
  })

  await test.step('the reviewer sees it beside the change, and the whole report', async () => {
    const reviewer = await signedIn(userOf(demo, 'reviewer').email)
    await reviewer.goto(`/review/${widgetId}`)
    const evidence = reviewer.getByRole('region', { name: 'Certification', exact: true })
    await expect(evidence.getByText('Passed', { exact: true })).toBeVisible()
    await expect(evidence.getByText(/attested it on/)).toBeVisible()
    await evidence.getByRole('link', { name: 'Full report' }).click()
    await expect(reviewer.getByRole('heading', { name: 'Every required check passed' })).toBeVisible()
  })
})

test('a widget at a public host says what proves the host, checks it, is not submitted without the proof, and is told when it ends', async ({
  signedIn,
  demo,
  db,
}) => {
  const developer = await signedIn(userOf(demo, 'developer', 'Casalytics').email)
  const host = `${unique('host')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')}.example`
  const { widgetId } = await registerWidget(developer, {
    name: unique('Public'),
    url: `https://${host}/widget`,
    placements: ['Person'],
  })
  await developer.goto(`/partner/widgets/${widgetId}`)
  await expect(developer.getByText(`Prove that you own https://${host}, then submit.`)).toBeVisible()
  await expect(developer.getByRole('button', { name: 'Submit version 1 for review' })).toBeDisabled()
  await developer.getByRole('link', { name: 'What to serve' }).click()
  const panel = developer.getByRole('region', { name: `Prove that you own ${host}` })
  await expect(panel.getByText(`https://${host}/.well-known/framegate-verification.txt`)).toBeVisible()
  await expect(panel.getByText(/^fgv_[0-9a-f]{32}$/)).toBeVisible()
  await panel.getByRole('button', { name: `Check now: https://${host}` }).click()
  await expect(panel.getByRole('status').filter({ hasText: host })).toBeVisible({ timeout: 20_000 })
  await expect(panel.getByText('Not proven')).toBeVisible()
  expect(await findSerious(developer)).toEqual([])
  expect(await sidewaysOverflow(developer)).toBe(0)

  const { partnerId, workingVersionId } = await db.widget.findUniqueOrThrow({ where: { id: widgetId } })
  const proveAt = (provenAt: Date) =>
    db.originProof.update({
      where: { partnerId_origin: { partnerId, origin: `https://${host}` } },
      data: { provenAt, failure: null },
    })
  await proveAt(new Date())
  await developer.reload()
  const proven = developer.getByRole('region', { name: 'Proof of your origins' })
  await expect(proven.getByText('Proven', { exact: true })).toBeVisible()
  await expect(proven.getByText(/Valid until/)).toBeVisible()

  await db.widgetVersion.update({ where: { id: workingVersionId ?? '' }, data: { state: 'approved' } })
  const serving = { servingVersionId: workingVersionId, workingVersionId: null }
  await db.widget.update({ where: { id: widgetId }, data: serving })
  for (const [days, note] of [
    [20, `The proof of https://${host} ends soon.`],
    [31, `https://${host} is not proven to be yours.`],
  ] as const) {
    await proveAt(new Date(Date.now() - days * 24 * 60 * 60 * 1000))
    await developer.goto(`/partner/widgets/${widgetId}`)
    await expect(developer.getByText(note)).toBeVisible()
  }
})

test('QA runs the certification and may neither attest nor make a sandbox secret', async ({
  signedIn,
  demo,
}) => {
  const widget = demo.widgets.find(({ protocol }) => protocol === 'social-signin')
  const qa = await signedIn(userOf(demo, 'qa', 'Casalytics').email)
  await qa.goto(`/partner/widgets/${widget?.id}/certification`)
  await expect(qa.getByRole('region', { name: 'Sandbox secret' })).toBeVisible()
  await expect(qa.getByRole('button', { name: /^Attest|sandbox secret$/ })).toHaveCount(0)
  await certify(qa, widget?.id ?? '', 'Every required check passed')
})

test('every widget of the demo passes its certification', async ({ demo, db }) => {
  test.setTimeout(300_000)
  const failing = async () => {
    const runs = await db.certificationRun.findMany({
      where: { widgetId: { in: demo.widgets.map(({ id }) => id) } },
      orderBy: { createdAt: 'desc' },
      select: {
        widgetId: true,
        state: true,
        passed: true,
        stopReason: true,
        report: true,
      },
    })
    const newest = demo.widgets.map(({ id, name }) => ({
      name,
      run: runs.find(({ widgetId }) => widgetId === id),
    }))
    return newest
      .filter(({ run }) => !run?.passed)
      .map(({ name, run }) => `${name}: ${run?.state} ${run?.stopReason} ${describeReport(run?.report)}`)
  }
  await expect.poll(failing, { timeout: 240_000 }).toEqual([])
})

function describeReport(report: unknown): string {
  if (!report) return 'no report'
  const { isComplete, checks } = report as CertificationReport
  const failed = checks.filter(({ outcome }) => outcome === 'failed')
  return [isComplete ? '' : 'incomplete', ...failed.map(({ id, detail }) => `${id}: ${detail}`)].join('; ')
}

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { CertificationReport } from '@/lib/domain/certification/checks.schema'
import { findSerious, sidewaysOverflow } from './axe'
import { expect, test, unique, userOf } from './fixtures'
import { Receiver } from './receiver'
import { certify, registerWidget } from './steps'

test('a developer runs the certification, sees the check that fails, fixes the server, passes and submits; the reviewer sees the report', async ({
  signedIn,
  demo,
  db,
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
    await expect(developer.getByText('Version 1 isn’t certified yet')).toBeVisible()
  })

  await test.step('the failing check says the request, the response, why it matters and how to fix it', async () => {
    await certify(developer, widgetId, 'One required check failed')
    const line = developer.locator('#refuses-future')
    await expect(line.getByText('it was accepted with 200')).toBeVisible()
    await expect(line.getByRole('heading')).toHaveText([
      'Request',
      'Response',
      'Why it matters',
      'How to fix it',
    ])
    await expect(line.getByText(/GET http.+context=\[\d+ characters\]/)).toBeVisible()
    await expect(
      line.getByText('A timestamp in 2999 would stay fresh until then', { exact: false }),
    ).toBeVisible()
    await developer.getByRole('link', { name: /^Not passed/ }).click()
    await expect(developer.getByRole('region', { name: 'Checks' }).locator('details').first()).toBeVisible()
    await developer.goto(overview)
    await expect(submit).toBeDisabled()
    await expect(
      developer.getByText(/fails 1 required check.+Refuses a launch from the future/),
    ).toBeVisible()
    await developer.getByRole('link', { name: 'Open the report' }).click()
    await expect(developer).toHaveURL(/\/certification\?show=open$/)
  })

  await test.step('what cannot be measured is attested, and shown as that', async () => {
    await developer.getByRole('button', { name: 'Attest: Shows when slow parts are loading' }).click()
    await expect(
      developer.getByRole('button', { name: 'Withdraw: Shows when slow parts are loading' }),
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
    const shot = { id: `sht_${report.id}`, runId: report.id, width: 1280, type: 'image/png' }
    const bytes = Uint8Array.from(await developer.screenshot())
    await db.certificationShot.create({ data: { ...shot, bytes, createdAt: new Date() } })
    await developer.getByRole('button', { name: 'Submit for review' }).click()
    await developer.getByRole('dialog').getByRole('button', { name: 'Submit version 1 for review' }).click()
    await expect(developer.getByRole('dialog')).toHaveCount(0)
    await developer.goto(overview)
    await expect(developer.getByText('Version 1 is in review')).toBeVisible()
  })

  await test.step('the reviewer sees it before the details, its pictures large, and the whole report', async () => {
    const reviewer = await signedIn(userOf(demo, 'reviewer').email)
    await reviewer.setViewportSize({ width: 1440, height: 900 })
    await reviewer.goto(`/review/${widgetId}`)
    const queue = reviewer.getByRole('complementary', { name: 'Queue' })
    await expect(queue.locator('[aria-current]')).toContainText(/(\d+) of \1/)
    const titles = await reviewer.locator('main section > div > h2').allInnerTexts()
    expect(titles.indexOf('Certification')).toBeLessThan(titles.indexOf('What it says'))
    const enlarge = reviewer.getByRole('button', { name: `Enlarge ${name} at 1280 pixels` })
    await enlarge.focus()
    await reviewer.keyboard.press('Enter')
    const picture = reviewer.getByRole('dialog', { name: `${name} at 1280 px` })
    await expect(picture.getByRole('img')).toBeVisible()
    expect(await findSerious(reviewer)).toEqual([])
    await reviewer.keyboard.press('Escape')
    await expect(picture).toHaveCount(0)
    await expect(enlarge).toBeFocused()
    const evidence = reviewer.getByRole('region', { name: 'Certification', exact: true })
    await expect(evidence.getByText('Passed', { exact: true })).toBeVisible()
    await expect(evidence.getByText(/attested this on/)).toBeVisible()
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
    [20, `Your proof of https://${host} expires soon.`],
    [31, `You haven’t proven that you own https://${host}.`],
  ] as const) {
    await proveAt(new Date(Date.now() - days * 24 * 60 * 60 * 1000))
    await developer.goto(`/partner/widgets/${widgetId}`)
    await expect(developer.getByText(note)).toBeVisible()
  }
})

test('a server that the portal cannot reach is submitted with the report of the command, marked as self-run for its reviewer', async ({
  signedIn,
  demo,
  tolerated,
}, info) => {
  test.setTimeout(240_000)
  tolerated.push({ pattern: /status of 4\d\d/ })
  const name = unique('Hidden')
  // It is down whenever the portal calls, and up for the command.
  const first = await Receiver.start(0)
  const { origin } = first
  await first.stop()
  const developer = await signedIn(userOf(demo, 'developer', 'Casalytics').email)
  const { widgetId, secret } = await registerWidget(developer, {
    name,
    url: `${origin}/widget`,
    placements: ['Person', 'Company'],
  })
  await certify(developer, widgetId, 'We couldn’t reach your server')

  const file = info.outputPath('framegate-report.json')
  await test.step('the command of the page writes a report', async () => {
    const command = await developer
      .getByRole('region', { name: 'Certify command' })
      .locator('code')
      .textContent()
    const shell = (command ?? '').replace('npx ', 'npx --yes ').replace('framegate-report.json', `"${file}"`)
    const server = await Receiver.start(Number(new URL(origin).port))
    server.secrets = [secret]
    const child = spawn('sh', ['-c', shell], { stdio: ['pipe', 'ignore', 'ignore'] })
    child.stdin.end(secret)
    expect(await new Promise((settle) => child.on('close', settle))).toBe(0)
    await server.stop()
  })

  await test.step('a changed file is refused with a code; the right one is attached', async () => {
    const form = developer.getByRole('form', { name: 'Attach a self-run report' })
    const text = readFileSync(file, 'utf8')
    await form.getByLabel('Or paste its text').fill(text.replace('"signature": "', '"signature": "0'))
    await form.getByRole('button', { name: 'Attach report' }).click()
    await expect(form.getByRole('link', { name: 'report_unreadable' })).toBeVisible()
    await form.getByLabel('Or paste its text').fill(text.replace('passed', 'warned'))
    await form.getByRole('button', { name: 'Attach report' }).click()
    await expect(form.getByRole('link', { name: 'report_altered' })).toBeVisible()
    expect(await findSerious(developer)).toEqual([])
    await form.getByLabel('Report file').setInputFiles(file)
    await form.getByRole('button', { name: 'Attach report' }).click()
    await expect(developer.getByText('Self-run: the portal didn’t run these checks.')).toBeVisible()
    await expect(
      developer.getByRole('heading', { name: 'Every required check passed in a self-run' }),
    ).toBeVisible()
  })

  await test.step('it is submitted there, and the reviewer reads what the report is worth', async () => {
    await developer.getByRole('button', { name: 'Submit for review' }).click()
    await developer.getByRole('dialog').getByRole('button', { name: 'Submit version 1 for review' }).click()
    await expect(developer.getByRole('dialog')).toHaveCount(0)
    await developer.goto(`/partner/widgets/${widgetId}`)
    await expect(developer.getByText('Version 1 is in review')).toBeVisible()
    const reviewer = await signedIn(userOf(demo, 'reviewer').email)
    await reviewer.setViewportSize({ width: 1440, height: 900 })
    await reviewer.goto(`/review/${widgetId}`)
    await expect(
      reviewer.getByRole('complementary', { name: 'Queue' }).locator('[aria-current]'),
    ).toContainText('Self-run')
    await expect(reviewer.getByText('Self-run: the portal didn’t run these checks.')).toBeVisible()
    expect(await findSerious(reviewer)).toEqual([])
    const bar = reviewer.getByRole('region', { name: 'Decision' })
    const history = reviewer.getByRole('heading', { name: 'History' })
    await history.scrollIntoViewIfNeeded()
    const [above, below] = [await history.boundingBox(), await bar.boundingBox()]
    expect((above?.y ?? 0) + (above?.height ?? 0)).toBeLessThanOrEqual(below?.y ?? 0)
    await reviewer.getByLabel('Reason').fill('Please give it a public address.')
    await reviewer.getByRole('button', { name: 'Return to partner' }).click()
    const toast = reviewer.getByRole('dialog').filter({ hasText: 'is returned' })
    await expect(toast).toBeVisible()
    await reviewer.waitForURL((url) => !url.pathname.endsWith(widgetId))
    await reviewer.goBack()
    await expect(bar).toBeVisible()
    await expect(toast).toHaveCount(0)
  })
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

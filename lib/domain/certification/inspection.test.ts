import { on } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCertification } from '@/lib/domain/certification/certifications'
import type { BrowserInspection } from '@/lib/domain/certification/grade-run'
import { type Inspection, openInspection } from '@/lib/domain/certification/inspection'
import { exportRun, getRun, getScreenshot } from '@/lib/domain/certification/runs'
import { submitVersion } from '@/lib/domain/review/submissions'
import { startWorker } from '@/lib/jobs/worker'
import { env } from '@/lib/server/env'
import { findChromium } from '@/lib/server/find-chromium'
import { createPartner, createReviewer, registerWidget } from '@/test/factories'
import { codeOf } from '@/test/refusals'
import { allowOrigin, withEnv } from '@/test/settings'
import { closeZoo, openZoo, type ZooAnswer } from '@/test/zoo/open-zoo'
import { keepPortalWidget } from '@/test/zoo/portal-widget'

afterAll(closeZoo)

const isMissing = (await findChromium(env().CHROMIUM_PATH)) === null

type Found = Awaited<ReturnType<BrowserInspection>>

const open = () => openInspection({ hostOrigin: env().PORTAL_ORIGIN, onScreenshot: () => {} })

/** What the browser part says of one page. */
async function inspect(
  { inspect: look }: Inspection,
  body: string,
  headers: Record<string, string> = {},
): Promise<Found> {
  const asked = { 'content-type': 'text/html', ...headers }
  const origin = await openZoo(() => ({ status: 200, headers: asked, body }))
  allowOrigin(origin)
  return look({ method: 'GET', url: `${origin}/widget`, headers: {}, body: null, fields: {} })
}

describe.skipIf(isMissing)('in a real Chromium', () => {
  test('a worker certifies a correct server to the end, with pictures for its partner and the reviewer', async () => {
    const [{ owner }, stranger, reviewer] = [
      await createPartner(),
      await createPartner(),
      await createReviewer(),
    ]
    const secrets: string[] = []
    const origin = await openZoo((request, response) => keepPortalWidget(secrets)(request, response))
    allowOrigin(origin)
    const { widgetId, secret } = await registerWidget(owner, { url: `${origin}/widget` })
    secrets.push(secret)
    const worker = await startWorker()
    try {
      const successes = on(worker.events, 'job:success')
      const { runId } = await startCertification(owner, { widgetId })
      for await (const [{ job }] of successes) if (job.task_identifier === 'certification.run') break
      const run = await getRun(owner, { runId })
      expect(run.report?.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([])
      const browser = run.report?.checks.filter(({ id }) => id.startsWith('browser-')) ?? []
      expect(browser.map(({ outcome }) => outcome)).toEqual(Array(5).fill('passed'))
      expect(run).toMatchObject({ state: 'done', passed: true })
      expect(run.shots.map(({ width }) => width)).toEqual([320, 768, 1440])
      await submitVersion(owner, { widgetId })
      expect((await exportRun(reviewer, { runId })).screenshots).toHaveLength(3)
      const shotId = run.shots[0]?.id ?? ''
      for (const reader of [owner, reviewer]) {
        const { type, bytes } = await getScreenshot(reader, { shotId })
        expect([type, Buffer.from(bytes).subarray(1, 4).toString()]).toEqual(['image/png', 'PNG'])
      }
      expect(await codeOf(getScreenshot(stranger.owner, { shotId }))).toBe('not_found')
    } finally {
      await worker.stop()
    }
  }, 180_000)

  // One browser for all of these: each test has its own contexts.
  describe('a page', () => {
    let opened: Inspection
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())

    test('that throws, scrolls sideways and has no labels is told so, whatever its policy', async () => {
      const found = await inspect(
        opened,
        `<!doctype html><html lang="en"><title>A</title><body style="margin:0"><div style="width:2000px">wide</div>
        <input><script>throw new Error('a fault')</script></body></html>`,
        { 'content-security-policy': "script-src 'unsafe-inline'" },
      )
      expect(found['browser-console']).toMatchObject({ outcome: 'failed' })
      expect(found['browser-widths']?.detail).toContain('scrolls sideways')
      expect(found['browser-accessibility']).toMatchObject({
        outcome: 'failed',
        detail: expect.stringContaining('(label)'),
      })
    }, 60_000)

    test('that needs storage is told so by its own check, one that goes on without it passes', async () => {
      const page = (script: string) =>
        `<!doctype html><html lang="en"><title>A</title><body><p>Here</p><script>${script}</script>`
      const needing = await inspect(opened, page(`localStorage.getItem('theme')`))
      expect(needing['browser-console']).toMatchObject({ outcome: 'passed' })
      expect(needing['works-without-storage']).toMatchObject({
        outcome: 'failed',
        detail: expect.stringContaining('Access is denied'),
      })
      const careful = await inspect(
        opened,
        page(`try { localStorage.getItem('theme') } catch { document.cookie = 'a=1' }`),
      )
      expect(careful['works-without-storage']).toMatchObject({ outcome: 'passed' })
    }, 60_000)

    test('with a resource that its own Cross-Origin-Embedder-Policy blocks is named with both headers', async () => {
      const images = await openZoo(() => ({
        status: 200,
        headers: { 'content-type': 'image/svg+xml' },
        body: '<svg/>',
      }))
      allowOrigin(images)
      const found = await inspect(
        opened,
        `<!doctype html><html lang="en"><title>A</title><body><p>Here</p><img alt="" src="${images}/logo.svg">`,
        { 'cross-origin-embedder-policy': 'require-corp' },
      )
      expect(found['browser-console']).toMatchObject({ outcome: 'failed' })
      expect(found['browser-console']?.detail).toContain(`${images}/logo.svg is blocked`)
    }, 60_000)
  })

  test('a page reaches nothing of this machine or its network, also by redirect, socket or frame', async () => {
    const reached: string[] = []
    const inside = await openZoo(({ url }) => {
      reached.push(url)
      return { status: 200, body: 'inside', headers: { 'access-control-allow-origin': '*' } }
    })
    const { host } = new URL(inside)
    const outside = await openZoo(({ url }) =>
      url.endsWith('/away')
        ? ({ status: 302, headers: { location: `${inside}/redirected` } } as ZooAnswer)
        : {
            status: 200,
            headers: { 'content-type': 'text/html' },
            body: `<!doctype html><html lang="en"><title>A</title><body><p>Here</p>
              <img alt="" src="${inside}/image"><img alt="" src="/away"><iframe title="x" src="${inside}/frame"></iframe>
              <script>fetch('${inside}/fetched').catch(() => {}); try { new WebSocket('ws://${host}/socket') } catch {}</script>`,
          },
    )
    allowOrigin(outside)
    const { inspect: look, close } = await openInspection({ hostOrigin: null, onScreenshot: () => {} })
    const found = await look({ method: 'GET', url: outside, headers: {}, body: null, fields: {} })
    await close()
    expect(found['browser-widths']?.outcome).toBe('passed')
    expect(reached).toEqual([])
  }, 60_000)
})

test('without a browser its checks say so, and fail nothing', async () => {
  const found = await withEnv({ CERTIFICATION_BROWSER: 'off' }, async () =>
    inspect(await open(), '<p>Nobody looks.</p>'),
  )
  expect(Object.values(found).map((grade) => grade?.outcome)).toEqual(Array(5).fill('skipped'))
  expect(found['browser-widths']?.detail).toContain('CERTIFICATION_BROWSER is off')
})

const isRoot = process.getuid?.() === 0
test.skipIf(!isRoot)('a root without sandbox opens no page of a stranger outside of a trial', async () => {
  const found = await withEnv({ ALLOW_LOOPBACK_WIDGETS: '0' }, async () =>
    inspect(await open(), '<p>Nobody looks.</p>'),
  )
  expect(found['browser-widths']?.detail).toContain('no sandbox')
})

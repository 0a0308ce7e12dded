import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transformSync } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'
import { openInspection } from '@/cli/open-inspection'
import { signSampleLaunch } from '@/lib/domain/profiles/sample-launches'
import { buildStages } from '@/scripts/build/stages.mjs'
import { closeZoo, openZoo, type ZooKeeper } from '@/test/zoo/open-zoo'
import { frameHeaders, page, zooHost } from '@/test/zoo/pages'
import { keepSalesloft, zooSecret as salesloftSecret } from '@/test/zoo/salesloft'
import { keepSureSend, zooSecret } from '@/test/zoo/sure-send'

const screenshots = mkdtempSync(join(tmpdir(), 'framegate-screenshots-'))
// The host's own script of the wire, as a build makes it.
await buildStages()
const { inspect, close } = await openInspection({ hostOrigin: zooHost, screenshots })
const reason = typeof inspect === 'string' ? inspect : ''

afterAll(async () => {
  await close()
  closeZoo()
  rmSync(screenshots, { recursive: true, force: true })
})

async function look(keep: ZooKeeper, input: Partial<Parameters<typeof signSampleLaunch>[0]> = {}) {
  const url = await openZoo((request, response) =>
    request.url.endsWith('/favicon.ico') ? { status: 204 } : keep(request, response),
  )
  const launch = {
    protocol: 'sure-send',
    endpoint: 'person',
    secret: zooSecret,
    now: new Date(),
    ...input,
  } as const
  if (typeof inspect === 'string') throw new Error(inspect)
  const found = await inspect(await signSampleLaunch({ ...launch, url }))
  return Object.fromEntries(
    Object.entries(found).map(([id, { outcome, detail }]) => [id, `${outcome}: ${detail}`]),
  )
}

const show = (body: string, headers = frameHeaders) =>
  keepSureSend({ render: () => page(body, 200, headers) })

describe.skipIf(reason !== '')(
  `a launch in a frame of a real Chromium${reason ? ` (${reason})` : ''}`,
  () => {
    test('passes a right page, and keeps its picture at each width', async () => {
      expect(await look(keepSureSend())).toEqual({
        'browser-accessibility': expect.stringMatching(/^passed: /),
        'browser-slow-network': expect.stringMatching(/^passed: It loaded in \d+\.\d s at 50 KB/),
        'browser-console': 'passed: The browser reported no errors.',
        'browser-mixed-content': 'passed: Nothing was loaded over plain HTTP.',
        'browser-widths': 'passed: It fits 320, 768, 1440 pixels.',
        'works-without-storage': 'passed: The page loads, and no script throws.',
        'bridge-connects': 'skipped: Not used: it doesn’t ask for the wire.',
        'bridge-height': 'skipped: Not used: it doesn’t ask for the wire.',
        'bridge-without': 'skipped: Not used: it doesn’t ask for the wire.',
      })
      expect(readdirSync(screenshots).sort()).toEqual(['1440.png', '320.png', '768.png'])
    })

    test('says of a widget that talks to its host how it asks, and how it does without an answer', async () => {
      const script = (then: string) =>
        show(
          `<main style="height:300px">Hello</main><script type="module">
          import { connect } from '${zooHost}/widget/v1.mjs'
          ${then}</script>`,
        )
      const right = await look(
        script(`const host = await connect().catch(() => undefined)
          if (host) new ResizeObserver(() => host.resize(document.querySelector('main').offsetHeight))
            .observe(document.querySelector('main'))`),
      )
      expect(right['browser-console']).toBe('passed: The browser reported no errors.')
      expect(right['bridge-connects']).toBe('passed: It was given a port and asked once over it.')
      expect(right['bridge-without']).toMatch(/^passed: It shows its content/)
      expect(right['bridge-height']).toBe('passed: It asked for one height and settled at 300 px.')

      const wrong = await look(
        script(`const host = await connect()
          addEventListener('resize', () => host.resize(innerHeight + 10))
          host.resize(innerHeight + 10)
          host.notify('a'.repeat(201)).catch(() => {})`),
      )
      expect(wrong['bridge-connects']).toMatch(/^failed: .*"notify"/)
      expect(wrong['bridge-without']).toMatch(/^failed: It stops a script: The window around this page/)
      expect(wrong['bridge-height']).toMatch(/^failed: It asks for another height/)
    })

    test('posts the form of a launch that is one', async () => {
      const found = await look(keepSalesloft(), {
        protocol: 'salesloft',
        endpoint: 'people_page',
        secret: salesloftSecret,
      })
      expect(found['browser-widths']).toBe('passed: It fits 320, 768, 1440 pixels.')
    })

    test('finds what a script throws and what is not there, without the launch’s query', async () => {
      const thrown = await look(show('<p>Hello</p><script>throw new Error(location.href)</script>'))
      expect(thrown['browser-console']).toMatch(/^failed: .*\?…/)
      expect(thrown['browser-console']).not.toContain('signature=')
      const missing = await look((request, response) =>
        request.url.includes('/missing.js')
          ? { status: 404 }
          : show('<p>Hello</p><script src="/missing.js"></script>')(request, response),
      )
      expect(missing['browser-console']).toMatch(/^failed: .*404/)
    })

    test('finds a page that is too wide for a narrow frame, and one that shows nothing', async () => {
      const wide = await look(show('<div style="width:600px">Hello</div>'))
      expect(wide['browser-widths']).toMatch(
        /^failed: At 320 pixels, the page is \d+ pixels wide and scrolls sideways/,
      )
      const empty = await look(show('<p hidden>Hello</p>'))
      expect(empty['browser-widths']).toMatch(/^failed: At 320 pixels, the page is empty. And 2 more/)
    })

    test('finds a page that the host may not frame', async () => {
      const headers = { ...frameHeaders, 'content-security-policy': "frame-ancestors 'none'" }
      const found = await look(show('<p>Hello</p>', headers))
      expect(found['browser-widths']).toMatch(/^failed: The page did not load in a frame/)
    })
  },
)

test('what the browser runs in a page needs no helper of the loader that the command line runs by', () => {
  const { code } = transformSync(readFileSync('lib/domain/certification/browser.ts', 'utf8'), {
    loader: 'ts',
    keepNames: true,
  })
  const inPage = code.slice(code.indexOf('function blockStorage'), code.indexOf('__name(blockStorage'))
  expect(inPage).toContain('defineProperty')
  expect(inPage).not.toContain('__name')
})

import type { Browser, Frame, Page } from 'playwright-core'
import { isLoopback } from '@/lib/domain/certification/grade-https'
import type { BrowserInspection } from '@/lib/domain/certification/grade-run'
import {
  gradeConnecting,
  gradeHeights,
  type WireTalk,
  withoutWire,
} from '@/lib/domain/certification/grade-wire'
import { hostPage } from '@/lib/domain/certification/host-page'
import type { Grade } from '@/lib/domain/certification/result'
import type { SignedRequest } from '@/lib/protocols/protocol'
import type { WireHost } from '@/lib/wire/messages.schema'

export type BrowserOptions = {
  browser: Browser
  /** The origin of the page that frames it; without it, the launch is in a page of a made-up origin. */
  hostOrigin: string | null
  /** The proxies by which it reaches the network, a fast one and a slow one; without them it connects directly, and never slowly. */
  proxies?: { fast: string; slow: string }
  /** The code of axe-core; nothing is said of accessibility without it. */
  axeSource?: string
  /** The script of the wire, for widgets that import it from the host; without it, the host's own server is asked for it. */
  wireSource?: string
  onScreenshot?: (shot: Screenshot) => void
}

export type Screenshot = { width: number; type: 'image/png' | 'image/jpeg'; bytes: Buffer }

const widths = [320, 768, 1440] as const
const heightPixels = 900
const loadMs = 15_000
const stepMs = 10_000
const pngBytesMax = 768 * 1024
const nobodysOrigin = 'https://host.framegate.invalid'
const wirePath = '/widget/v1.mjs'
/** How long a widget with a host that answers is watched, and how long one is that waits for a host that never does. */
const talkMs = 6_000
const unansweredMs = 4_000

type Found = Awaited<ReturnType<BrowserInspection>>

/**
 * Opens launches in a frame, in a page of the host's origin as the CRM has it, at each width. The host's own server is called at most for
 * the script of the wire.
 */
export function inspectInBrowser(options: BrowserOptions): BrowserInspection {
  return async (request, about = { placement: 'person', protocol: 'sure-send' }) => {
    const { found, asksForWire } = await inspectWidths(options, request)
    return {
      ...found,
      'works-without-storage': await inspectWithoutStorage(options, request),
      ...(options.proxies ? { 'browser-slow-network': await inspectSlowly(options, request) } : {}),
      ...(asksForWire ? await inspectWire(options, request, about) : withoutWire),
    }
  }
}

async function inspectWidths(
  options: BrowserOptions,
  request: SignedRequest,
): Promise<{ found: Found; asksForWire: boolean }> {
  const { axeSource, onScreenshot } = options
  const context = await openContext(options, widths[0], options.proxies?.fast)
  try {
    const page = await context.newPage()
    const seen = watch(page, request)
    const frame = await openLaunch(options, page, { request })
    const problems: string[] = frame ? [] : ['The page did not load in a frame.']
    for (const width of frame ? widths : []) {
      await page.setViewportSize({ width, height: heightPixels })
      const problem = await frame?.evaluate(measure)
      if (problem) problems.push(`At ${width} pixels, ${problem}`)
      onScreenshot?.({ width, ...(await takeScreenshot(page)) })
    }
    const found = {
      'browser-console': grade(seen.errors, 'The browser reported no errors.'),
      'browser-mixed-content': grade(seen.plain, 'Nothing was loaded over plain HTTP.'),
      'browser-widths': grade(problems, `It fits ${widths.join(', ')} pixels.`),
      ...(frame && axeSource ? { 'browser-accessibility': await inspectByAxe(frame, axeSource) } : {}),
    }
    return { found, asksForWire: (await readTalk(page)).hellos.length > 0 }
  } finally {
    await context.close()
  }
}

/** The same page over a network as slow as a train's. */
async function inspectSlowly(options: BrowserOptions, request: SignedRequest): Promise<Grade> {
  const context = await openContext(options, widths[1], options.proxies?.slow)
  try {
    const startedAt = performance.now()
    const frame = await openLaunch(options, await context.newPage(), { request })
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    const how = 'at 50 KB/s and 400 ms a round trip'
    const problem = frame
      ? await frame.evaluate(measure)
      : `the page has not loaded after ${loadMs / 1000} seconds.`
    if (problem) return { outcome: 'failed', detail: `On a network ${how}, ${problem}` }
    return { outcome: 'passed', detail: `It loaded in ${seconds} s ${how}.` }
  } finally {
    await context.close()
  }
}

/** The same page where its storage is blocked, as many browsers do in the frame of another site. */
async function inspectWithoutStorage(options: BrowserOptions, request: SignedRequest): Promise<Grade> {
  const context = await openContext(options, widths[1], options.proxies?.fast)
  try {
    await context.addInitScript(blockStorage)
    const page = await context.newPage()
    const thrown: string[] = []
    page.on('pageerror', (error) => thrown.push(`It stops a script: ${withoutQueries(error.message)}`))
    const frame = await openLaunch(options, page, { request })
    const problem = frame ? await frame.evaluate(measure) : 'the page did not load in a frame.'
    const problems = [...thrown, ...(problem ? [`When storage is blocked, ${problem}`] : [])]
    return grade(problems, 'The page loads, and no script throws.')
  } finally {
    await context.close()
  }
}

/** The same page with a host that speaks the wire, and with one that never answers. */
async function inspectWire(
  options: BrowserOptions,
  request: SignedRequest,
  about: Pick<WireHost, 'placement' | 'protocol'>,
): Promise<Found> {
  const context = await openContext(options, widths[1], options.proxies?.fast)
  try {
    const page = await context.newPage()
    const host = {
      version: 1,
      theme: 'light',
      locale: 'en-GB',
      timeZone: 'UTC',
      state: '',
      ...about,
    } as const
    await openLaunch(options, page, { request, host })
    // What is measured is what it says in this time: nothing tells that a widget has said everything.
    await page.waitForTimeout(talkMs)
    const watchedMs = await page.evaluate(() => performance.now())
    const talk = await readTalk(page)
    return {
      'bridge-connects': gradeConnecting(talk),
      'bridge-without': await inspectUnanswered(options, request),
      'bridge-height': gradeHeights(talk, watchedMs),
    }
  } finally {
    await context.close()
  }
}

async function inspectUnanswered(options: BrowserOptions, request: SignedRequest): Promise<Grade> {
  const context = await openContext(options, widths[1], options.proxies?.fast)
  try {
    const page = await context.newPage()
    const thrown: string[] = []
    page.on('pageerror', (error) => thrown.push(`It stops a script: ${withoutQueries(error.message)}`))
    const frame = await openLaunch(options, page, { request })
    // Nothing happens in a page that goes on without its host: it is looked at once its own wait is over.
    await page.waitForTimeout(unansweredMs)
    const problem = frame ? await frame.evaluate(measure) : 'the page did not load in a frame.'
    const problems = [...thrown, ...(problem ? [`When the host never answers, ${problem}`] : [])]
    return grade(problems, 'It shows its content, and no script throws, when the host never answers.')
  } finally {
    await context.close()
  }
}

function readTalk(page: Page): Promise<WireTalk> {
  return page.evaluate(() => Object(window).talk ?? { hellos: [], asks: [] })
}

/** Runs in every frame before its own scripts: what Chromium does where a user blocks the storage of other sites. */
function blockStorage(): void {
  // Only methods: what runs TypeScript from its source wraps functions with a name in a helper that no page has.
  const blocked = {
    configurable: true,
    get() {
      throw new DOMException('Access is denied for this document.', 'SecurityError')
    },
  }
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
    Object.defineProperty(window, name, blocked)
  Object.defineProperty(Document.prototype, 'cookie', {
    configurable: true,
    get() {
      return ''
    },
    set() {},
  })
}

async function openContext({ browser }: BrowserOptions, width: number, proxy: string | undefined) {
  const context = await browser.newContext({
    viewport: { width, height: heightPixels },
    serviceWorkers: 'block',
    acceptDownloads: false,
    // Chromium leaves addresses of this machine out of a proxy unless it is told.
    ...(proxy ? { proxy: { server: proxy, bypass: '<-loopback>' } } : {}),
  })
  context.setDefaultTimeout(stepMs)
  return context
}

/** A screenshot within the size limit: one with many colours is stored as a JPEG. */
async function takeScreenshot(page: Page): Promise<Omit<Screenshot, 'width'>> {
  const png = await page.screenshot()
  if (png.length <= pngBytesMax) return { type: 'image/png', bytes: png }
  return { type: 'image/jpeg', bytes: await page.screenshot({ type: 'jpeg', quality: 60 }) }
}

type AxeFinding = { id: string; impact: string | null; help: string; nodes: { target: unknown }[] }

/** By the frame's own function: a policy of the page that lets no foreign script in is not weakened. */
async function inspectByAxe(frame: Frame, source: string): Promise<Grade> {
  const found = await frame.evaluate(async (code): Promise<AxeFinding[]> => {
    const load = new Function(`${code}; return window.axe`) as () => {
      run: (options: object) => Promise<{ violations: AxeFinding[] }>
    }
    const { violations } = await load().run({ resultTypes: ['violations'] })
    return violations.map(({ id, impact, help, nodes }) => ({
      id,
      impact,
      help,
      nodes: nodes.slice(0, 3).map(({ target }) => ({ target })),
    }))
  }, source)
  const serious = found.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  const lesser = found.length - serious.length
  return grade(
    serious.map(
      ({ id, help, nodes }) => `${help} (${id}): ${nodes.map(({ target }) => String(target)).join(', ')}.`,
    ),
    lesser > 0 ? `No serious issues; ${lesser} minor.` : 'Nothing was found.',
  )
}

function watch(page: Page, { url }: SignedRequest): { errors: string[]; plain: string[] } {
  const seen = { errors: [] as string[], plain: [] as string[] }
  page.on('pageerror', (error) => seen.errors.push(withoutQueries(error.message)))
  page.on('console', (message) => {
    const text = withoutQueries(message.text())
    if (text.includes('Mixed Content')) seen.plain.push(text)
    else if (message.type() === 'error') seen.errors.push(text)
  })
  page.on('requestfailed', (request) => {
    const isBlocked = request.failure()?.errorText.startsWith('net::ERR_BLOCKED_BY_RESPONSE')
    if (!isBlocked || request.isNavigationRequest()) return
    const { origin, pathname } = new URL(request.url())
    seen.errors.push(
      `${origin}${pathname} is blocked by the widget’s own Cross-Origin-Embedder-Policy or by the Cross-Origin-Resource-Policy of ${origin}. Send Cross-Origin-Resource-Policy: cross-origin there, or remove the widget’s Cross-Origin-Embedder-Policy.`,
    )
  })
  page.on('request', (request) => {
    const loaded = request.url()
    const isPlain = loaded.startsWith('http:') && !isLoopback(loaded)
    if (isPlain && url.startsWith('https:')) seen.plain.push(`It loads ${withoutQueries(loaded)}`)
  })
  return seen
}

/** Messages of a browser name addresses, and an address may have the launch in it. */
function withoutQueries(text: string): string {
  return text.replace(/\?[^\s'")]{1,8192}/g, '?…').replace(/[A-Za-z0-9+/=_%-]{64,}/g, '[hidden]')
}

async function openLaunch(
  { hostOrigin, wireSource }: BrowserOptions,
  page: Page,
  { request, host }: { request: SignedRequest; host?: WireHost },
): Promise<Frame | null> {
  const origin = hostOrigin ?? nobodysOrigin
  await page.context().route(`${origin}/**`, (route) => {
    const url = route.request().url()
    if (url === `${origin}/`)
      return route.fulfill({ contentType: 'text/html; charset=utf-8', body: hostPage(request, host) })
    if (url !== `${origin}${wirePath}`) return route.fulfill({ status: 204 })
    if (wireSource === undefined) return route.continue()
    const headers = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' }
    return route.fulfill({ contentType: 'text/javascript; charset=utf-8', headers, body: wireSource })
  })
  try {
    await page.goto(`${origin}/`, { timeout: loadMs })
    const frame = page.frame({ name: 'widget' })
    await frame?.waitForURL((url) => url.protocol !== 'about:', { timeout: loadMs, waitUntil: 'load' })
    return frame?.url().startsWith('chrome-error:') ? null : frame
  } catch {
    return null
  }
}

/** Runs in the page. */
function measure(): string | null {
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth > clientWidth + 1) return `the page is ${scrollWidth} pixels wide and scrolls sideways.`
  const content = document.createRange()
  content.selectNodeContents(document.body)
  return content.getBoundingClientRect().height > 0 ? null : 'the page is empty.'
}

function grade(problems: readonly string[], fine: string): Grade {
  const [first, ...others] = problems
  if (!first) return { outcome: 'passed', detail: fine }
  const more = others.length > 0 ? ` And ${others.length} more.` : ''
  return { outcome: 'failed', detail: `${first.slice(0, 300)}${more}` }
}

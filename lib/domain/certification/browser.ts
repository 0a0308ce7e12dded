import type { Browser, BrowserContext, Frame, Page } from 'playwright-core'
import { isLoopback } from '@/lib/domain/certification/grade-https'
import type { BrowserInspection } from '@/lib/domain/certification/grade-run'
import type { Grade } from '@/lib/domain/certification/result'
import type { SignedRequest } from '@/lib/protocols/protocol'

export type BrowserOptions = {
  browser: Browser
  /** The origin of the page that frames it; without it, the launch is in a page of a made-up origin. */
  hostOrigin: string | null
  /** The proxies by which it reaches the network, a fast one and a slow one; without them it connects directly, and never slowly. */
  proxies?: { fast: string; slow: string }
  /** The code of axe-core; nothing is said of accessibility without it. */
  axeSource?: string
  onScreenshot?: (shot: Screenshot) => void
}

export type Screenshot = { width: number; type: 'image/png' | 'image/jpeg'; bytes: Buffer }

const widths = [320, 768, 1440] as const
const heightPixels = 900
const loadMs = 15_000
const stepMs = 10_000
const pngBytesMax = 768 * 1024
const nobodysOrigin = 'https://host.framegate.invalid'

/** Opens launches in a frame, in a page of the host's origin as the CRM has it, at each width. The host's own server is not called. */
export function inspectInBrowser(options: BrowserOptions): BrowserInspection {
  return async (request) => ({
    ...(await inspectWidths(options, request)),
    'works-without-storage': await inspectWithoutStorage(options, request),
    ...(options.proxies ? { 'browser-slow-network': await inspectSlowly(options, request) } : {}),
  })
}

async function inspectWidths(
  options: BrowserOptions,
  request: SignedRequest,
): Promise<Awaited<ReturnType<BrowserInspection>>> {
  const { hostOrigin, axeSource, onScreenshot } = options
  const context = await openContext(options, widths[0], options.proxies?.fast)
  try {
    const page = await context.newPage()
    const seen = watch(page, request)
    const frame = await openLaunch(context, page, request, hostOrigin ?? nobodysOrigin)
    const problems: string[] = frame ? [] : ['The page did not load in a frame.']
    for (const width of frame ? widths : []) {
      await page.setViewportSize({ width, height: heightPixels })
      const problem = await frame?.evaluate(measure)
      if (problem) problems.push(`At ${width} pixels, ${problem}`)
      onScreenshot?.({ width, ...(await takeScreenshot(page)) })
    }
    return {
      'browser-console': grade(seen.errors, 'The browser reported no errors.'),
      'browser-mixed-content': grade(seen.plain, 'Nothing was loaded over plain HTTP.'),
      'browser-widths': grade(problems, `It fits ${widths.join(', ')} pixels.`),
      ...(frame && axeSource ? { 'browser-accessibility': await inspectByAxe(frame, axeSource) } : {}),
    }
  } finally {
    await context.close()
  }
}

/** The same page over a network as slow as a train's. */
async function inspectSlowly(options: BrowserOptions, request: SignedRequest): Promise<Grade> {
  const context = await openContext(options, widths[1], options.proxies?.slow)
  try {
    const startedAt = performance.now()
    const frame = await openLaunch(
      context,
      await context.newPage(),
      request,
      options.hostOrigin ?? nobodysOrigin,
    )
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
    const frame = await openLaunch(context, page, request, options.hostOrigin ?? nobodysOrigin)
    const problem = frame ? await frame.evaluate(measure) : 'the page did not load in a frame.'
    const problems = [...thrown, ...(problem ? [`When storage is blocked, ${problem}`] : [])]
    return grade(problems, 'The page loads, and no script throws.')
  } finally {
    await context.close()
  }
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
  context: BrowserContext,
  page: Page,
  request: SignedRequest,
  origin: string,
): Promise<Frame | null> {
  await context.route(`${origin}/**`, (route) =>
    route.request().url() === `${origin}/`
      ? route.fulfill({ contentType: 'text/html; charset=utf-8', body: hostPage(request) })
      : route.fulfill({ status: 204 }),
  )
  try {
    await page.goto(`${origin}/`, { timeout: loadMs })
    const frame = page.frame({ name: 'widget' })
    await frame?.waitForURL((url) => url.protocol !== 'about:', { timeout: loadMs, waitUntil: 'load' })
    return frame?.url().startsWith('chrome-error:') ? null : frame
  } catch {
    return null
  }
}

function hostPage({ method, url, fields }: SignedRequest): string {
  const launch = JSON.stringify({ method, url, fields }).replaceAll('<', '\\u003c')
  return `<!doctype html><meta charset="utf-8"><title>Host</title><style>html,body,iframe{margin:0;width:100%;height:100%;border:0}</style>
<iframe name="widget" title="Widget" referrerpolicy="strict-origin" sandbox="allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox"></iframe>
<script>
  const { method, url, fields } = ${launch}
  if (method === 'GET') document.querySelector('iframe').src = url
  else {
    const form = Object.assign(document.createElement('form'), { method: 'post', action: url, target: 'widget', hidden: true })
    for (const [name, value] of Object.entries(fields)) form.append(Object.assign(document.createElement('input'), { name, value }))
    document.body.append(form)
    form.submit()
  }
</script>`
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

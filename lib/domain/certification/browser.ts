import type { Browser, BrowserContext, Frame, Page } from '@playwright/test'
import type { Grade } from '@/lib/domain/certification/grade-cases'
import { isLoopback } from '@/lib/domain/certification/grade-https'
import type { BrowserInspection } from '@/lib/domain/certification/grade-run'
import type { SignedRequest } from '@/lib/protocols/protocol'

export type BrowserOptions = {
  browser: Browser
  /** Whose page frames it; without it the launch stands in a page of nobody's. */
  hostOrigin: string | null
  onScreenshot?: (width: number, png: Buffer) => void
}

const widths = [320, 768, 1440] as const
const heightPixels = 900
const loadMs = 15_000
const nobodysOrigin = 'https://host.framegate.invalid'

/** Opens launches in a frame, in a page of the host's origin as the CRM has it, at each width. The host's own server is not called. */
export function inspectInBrowser({ browser, hostOrigin, onScreenshot }: BrowserOptions): BrowserInspection {
  return async (request) => {
    const context = await browser.newContext({ viewport: { width: widths[0], height: heightPixels } })
    try {
      const page = await context.newPage()
      const seen = watch(page, request)
      const frame = await openLaunch(context, page, request, hostOrigin ?? nobodysOrigin)
      const problems: string[] = frame ? [] : ['The page did not load in a frame.']
      for (const width of frame ? widths : []) {
        await page.setViewportSize({ width, height: heightPixels })
        const problem = await frame?.evaluate(measure)
        if (problem) problems.push(`At ${width} pixels ${problem}`)
        onScreenshot?.(width, await page.screenshot())
      }
      return {
        'browser-console': grade(seen.errors, 'No error was reported.'),
        'browser-mixed-content': grade(seen.plain, 'Nothing was loaded by plain HTTP.'),
        'browser-widths': grade(problems, `It shows at ${widths.join(', ')} pixels.`),
      }
    } finally {
      await context.close()
    }
  }
}

function watch(page: Page, { url }: SignedRequest): { errors: string[]; plain: string[] } {
  const seen = { errors: [] as string[], plain: [] as string[] }
  page.on('pageerror', (error) => seen.errors.push(withoutQueries(error.message)))
  page.on('console', (message) => {
    const text = withoutQueries(message.text())
    if (text.includes('Mixed Content')) seen.plain.push(text)
    else if (message.type() === 'error') seen.errors.push(text)
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
<iframe name="widget" title="Widget" sandbox="allow-scripts allow-same-origin allow-forms allow-popups"></iframe>
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
  if (scrollWidth > clientWidth + 1) return `it is ${scrollWidth} pixels wide and scrolls sideways.`
  const content = document.createRange()
  content.selectNodeContents(document.body)
  return content.getBoundingClientRect().height > 0 ? null : 'nothing is shown.'
}

function grade(problems: readonly string[], fine: string): Grade {
  const [first, ...others] = problems
  if (!first) return { outcome: 'passed', detail: fine }
  const more = others.length > 0 ? ` And ${others.length} more.` : ''
  return { outcome: 'failed', detail: `${first.slice(0, 300)}${more}` }
}

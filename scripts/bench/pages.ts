import { SetupError } from '../bootstrap/setup-error'
import { requireChromium } from '../test/chromium'
import { type Figure, median } from './figure'
import type { BenchPortal } from './portal'

const requestCount = 60
const warmUpCount = 15

/**
 * The person page with 20 widget tabs beside the account page, which has the same shell and reader, one query and no
 * list: a ratio of medians of requests that alternate in one run.
 */
export async function measurePersonPage(portal: BenchPortal): Promise<Figure[]> {
  const paths = [`/people/${portal.personId}`, '/account'] as const
  const [person, empty] = await timeAlternating(portal, paths)
  const ratio = person / empty
  return [
    {
      what: `Person page with ${portal.widgetIds.length} widgets against the account page, medians of ${requestCount} requests`,
      value: `${ratio.toFixed(2)} × (${person.toFixed(1)} ms against ${empty.toFixed(1)} ms)`,
      aim: 'under 1.5 ×',
    },
  ]
}

/** The JavaScript that a browser with an empty cache receives, as bytes on the wire with headers. */
export async function measureScripts(portal: BenchPortal): Promise<Figure[]> {
  const executablePath = await requireChromium(console.log)
  const { chromium } = await import('@playwright/test')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const path = `/people/${portal.personId}`
    const visits = [
      { what: 'JavaScript for the person page', path },
      {
        what: 'JavaScript for the person page with a widget open, without the widget’s own',
        path: `${path}?tab=${portal.widgetIds[0]}`,
      },
    ]
    const figures: Figure[] = []
    for (const visit of visits) {
      const { bytes, files } = await countScripts(browser, portal, visit.path)
      const value = `${(bytes / 1000).toFixed(1)} kB compressed in ${files} files`
      figures.push({ what: visit.what, value, aim: 'under 150 kB' })
    }
    return figures
  } finally {
    await browser.close()
  }
}

async function timeAlternating(
  portal: BenchPortal,
  paths: readonly [string, string],
): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []]
  for (let round = -warmUpCount; round < requestCount; round += 1) {
    for (const index of [0, 1] as const) {
      const start = performance.now()
      const response = await fetch(portal.origin + paths[index], {
        headers: { cookie: portal.cookie, accept: 'text/html' },
        redirect: 'manual',
      })
      await response.arrayBuffer()
      if (response.status !== 200) throw new SetupError(`${paths[index]} answered ${response.status}.`)
      if (round >= 0) times[index].push(performance.now() - start)
    }
  }
  return [median(times[0]), median(times[1])]
}

async function countScripts(
  browser: Awaited<ReturnType<typeof import('@playwright/test').chromium.launch>>,
  portal: BenchPortal,
  path: string,
): Promise<{ bytes: number; files: number }> {
  const context = await browser.newContext()
  try {
    const [name = '', value = ''] = portal.cookie.split(/=(.*)/)
    await context.addCookies([{ name, value, url: portal.origin }])
    const page = await context.newPage()
    const tools = await context.newCDPSession(page)
    const scripts = new Set<string>()
    let bytes = 0
    tools.on('Network.responseReceived', ({ requestId, type, response }) => {
      if (type === 'Script' && response.url.startsWith(portal.origin)) scripts.add(requestId)
    })
    tools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) bytes += encodedDataLength
    })
    await tools.send('Network.enable')
    await page.goto(portal.origin + path, { waitUntil: 'networkidle' })
    return { bytes, files: scripts.size }
  } finally {
    await context.close()
  }
}

import { inspectInBrowser, type Screenshot } from '@/lib/domain/certification/browser'
import type { BrowserInspection } from '@/lib/domain/certification/grade-run'
import type { Grade } from '@/lib/domain/certification/result'
import { type CheckId, checkIds } from '@/lib/domain/samples/check-ids.schema'
import { openChromium } from '@/lib/server/chromium'
import { findWireSource } from '@/lib/server/wire-source'

const inspectionMs = 60_000
/** Of this process: each browser takes hundreds of megabytes, and other runs only wait for servers. */
const browsersAtOnce = 2
/** As many as a run takes, and no more from a page that asks for more. */
const shotsMax = 3
const shotBytesMax = 2 * 1024 * 1024

export type Inspection = { inspect: BrowserInspection; close: () => Promise<void> }

/**
 * The browser part of a run, in a separate Chromium that opens one page. Without one, or when it does not end, its checks say so
 * and fail nothing.
 */
export async function openInspection(options: {
  hostOrigin: string | null
  onScreenshot: (shot: Screenshot) => void
}): Promise<Inspection> {
  const leave = await takePlace()
  const opened = await openChromium()
  if (typeof opened === 'string') {
    leave()
    return { inspect: async () => skipAll(`Not checked: ${opened}`), close: async () => {} }
  }
  const { browser, proxy: fast, slowProxy: slow } = opened
  const close = () => opened.close().finally(leave)
  const { default: axe } = await import('axe-core')
  let shots = 0
  const inspect = inspectInBrowser({
    browser,
    hostOrigin: options.hostOrigin,
    proxies: { fast, slow },
    axeSource: axe.source,
    ...(await findWireSource()),
    onScreenshot: (shot) => {
      shots += 1
      if (shots <= shotsMax && shot.bytes.length <= shotBytesMax) options.onScreenshot(shot)
    },
  })
  return { inspect: (request, about) => endInTime(inspect(request, about), close), close }
}

let places = browsersAtOnce
const waiting: (() => void)[] = []

/** Waits for a place among the browsers, and resolves to how to leave it, which counts once. */
async function takePlace(): Promise<() => void> {
  if (places > 0) places -= 1
  else await new Promise<void>((settle) => waiting.push(settle))
  let isTaken = true
  return () => {
    if (!isTaken) return
    isTaken = false
    const next = waiting.shift()
    if (next) next()
    else places += 1
  }
}

async function endInTime(
  work: ReturnType<BrowserInspection>,
  close: () => Promise<void>,
): ReturnType<BrowserInspection> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error('late')), inspectionMs)
  })
  try {
    return await Promise.race([work, late])
  } catch {
    // What still runs in it ends with it.
    work.catch(() => {})
    void close()
    return skipAll('Not checked: the page kept the browser from closing.')
  } finally {
    clearTimeout(timer)
  }
}

function skipAll(detail: string): Partial<Record<CheckId, Grade>> {
  const lines = checkIds.filter((id) => id.startsWith('browser-'))
  return Object.fromEntries(lines.map((id) => [id, { outcome: 'skipped', detail } satisfies Grade]))
}

import { inspectInBrowser, type Screenshot } from '@/lib/domain/certification/browser'
import type { Grade } from '@/lib/domain/certification/grade-cases'
import type { BrowserInspection } from '@/lib/domain/certification/grade-run'
import { type CheckId, checkIds } from '@/lib/domain/certification.schema'
import { openChromium } from '@/lib/server/chromium'

const inspectionMs = 60_000
/** As many as a run takes, and no more from a page that asks for more. */
const shotsMax = 3
const shotBytesMax = 2 * 1024 * 1024

export type Inspection = { inspect: BrowserInspection; close: () => Promise<void> }

/**
 * The browser part of a run, in a Chromium of its own that is there for one page. Without one, or when it does not end, its lines say so
 * and fail nothing.
 */
export async function openInspection(options: {
  hostOrigin: string | null
  onScreenshot: (shot: Screenshot) => void
}): Promise<Inspection> {
  const opened = await openChromium()
  if (typeof opened === 'string')
    return { inspect: async () => skipAll(`Not looked at: ${opened}`), close: async () => {} }
  const { browser, proxy: fast, slowProxy: slow, close } = opened
  const { default: axe } = await import('axe-core')
  let shots = 0
  const inspect = inspectInBrowser({
    browser,
    hostOrigin: options.hostOrigin,
    proxies: { fast, slow },
    axeSource: axe.source,
    onScreenshot: (shot) => {
      shots += 1
      if (shots <= shotsMax && shot.bytes.length <= shotBytesMax) options.onScreenshot(shot)
    },
  })
  return { inspect: (request) => endInTime(inspect(request), close), close }
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
    return skipAll('Not looked at: the page kept the browser from ending.')
  } finally {
    clearTimeout(timer)
  }
}

function skipAll(detail: string): Partial<Record<CheckId, Grade>> {
  const lines = checkIds.filter((id) => id.startsWith('browser-'))
  return Object.fromEntries(lines.map((id) => [id, { outcome: 'skipped', detail } satisfies Grade]))
}

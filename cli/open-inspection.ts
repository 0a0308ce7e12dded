import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspectInBrowser, type Screenshot } from '../lib/domain/certification/browser'
import type { BrowserInspection } from '../lib/domain/certification/grade-run'
import { openBrowserProxy, slowNetwork } from '../lib/server/browser-proxy'
import { findWireSource } from '../lib/server/wire-source'
import { findChromium } from '../scripts/test/chromium'
import type { BrowserOptions } from './certify'
import { resolveFromHere } from './fetch-from-here'

type Inspection = { inspect: BrowserInspection | string; close: () => Promise<void> }

/** Beside the packed command, or where a build of this repository puts it. */
const wirePlaces = ['./widget-v1.mjs', '../public/widget/v1.mjs'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
)

/** Launches a Chromium that is there for the browser part of a certification. Installs none: without one it says so. */
export async function openInspection({ hostOrigin, screenshots }: BrowserOptions): Promise<Inspection> {
  try {
    const executablePath = await findChromium()
    if (!executablePath) return withoutBrowser('none was found; set CHROMIUM_PATH')
    const { chromium } = await import('playwright-core')
    // A page of the host's name may open a widget on this machine; a browser would ask its user first.
    const args = ['--disable-features=LocalNetworkAccessChecks']
    // Chromium refuses to run as root with its sandbox.
    if (process.getuid?.() === 0) args.push('--no-sandbox')
    const browser = await chromium.launch({ executablePath, args })
    const { default: axe } = await import('axe-core')
    const onScreenshot = ({ width, type, bytes }: Screenshot) => {
      if (!screenshots) return
      mkdirSync(screenshots, { recursive: true })
      writeFileSync(join(screenshots, `${width}.${type === 'image/png' ? 'png' : 'jpg'}`), bytes)
    }
    // The developer's own network, as they have it.
    const fast = await openBrowserProxy({ resolve: resolveFromHere })
    const slow = await openBrowserProxy({ resolve: resolveFromHere, pace: slowNetwork })
    const close = async () => {
      await browser.close()
      for (const proxy of [fast, slow]) proxy.close()
    }
    const proxies = { fast: fast.server, slow: slow.server }
    const inspect = inspectInBrowser({
      browser,
      hostOrigin,
      proxies,
      axeSource: axe.source,
      onScreenshot,
      ...(await findWireSource(wirePlaces)),
    })
    return { inspect, close }
  } catch (thrown) {
    return withoutBrowser(
      thrown instanceof Error ? (thrown.message.split('\n', 1)[0] ?? '') : 'unknown error',
    )
  }
}

function withoutBrowser(reason: string): Inspection {
  return { inspect: `Could not run: no browser (${reason}).`, close: async () => {} }
}

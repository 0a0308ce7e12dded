import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspectInBrowser } from '../lib/domain/certification/browser'
import type { BrowserInspection } from '../lib/domain/certification/grade-run'
import type { BrowserOptions } from './certify-command'
import { findChromium } from './chromium'

type Inspection = { inspect: BrowserInspection | string; close: () => Promise<void> }

/** Launches a Chromium that is there for the browser part of a certification. Installs none: without one it says so. */
export async function openInspection({ hostOrigin, screenshots }: BrowserOptions): Promise<Inspection> {
  try {
    const executablePath = await findChromium()
    if (!executablePath) return withoutBrowser('none was found; CHROMIUM_PATH names one')
    const { chromium } = await import('@playwright/test')
    // A page of the host's name may open a widget on this machine; a browser would ask its user first.
    const args = ['--disable-features=LocalNetworkAccessChecks']
    // Chromium refuses to run as root with its sandbox.
    if (process.getuid?.() === 0) args.push('--no-sandbox')
    const browser = await chromium.launch({ executablePath, args })
    const onScreenshot = (width: number, png: Buffer) => {
      if (!screenshots) return
      mkdirSync(screenshots, { recursive: true })
      writeFileSync(join(screenshots, `${width}.png`), png)
    }
    return { inspect: inspectInBrowser({ browser, hostOrigin, onScreenshot }), close: () => browser.close() }
  } catch (thrown) {
    return withoutBrowser(
      thrown instanceof Error ? (thrown.message.split('\n', 1)[0] ?? '') : 'unknown fault',
    )
  }
}

function withoutBrowser(reason: string): Inspection {
  return { inspect: `Could not run: no browser (${reason}).`, close: async () => {} }
}

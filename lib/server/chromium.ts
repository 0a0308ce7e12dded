import type { Browser } from 'playwright-core'
import { type BrowserProxy, openBrowserProxy, slowNetwork } from '@/lib/server/browser-proxy'
import { env } from '@/lib/server/env'
import { findChromium } from '@/lib/server/find-chromium'

/** A separate browser for one stranger's page, its proxies, and how to close everything. */
export type OpenedChromium = {
  browser: Browser
  version: string
  proxy: string
  slowProxy: string
  close: () => Promise<void>
}

const launchMs = 15_000

/** Launches an installed Chromium that reaches the network only through our proxies. Resolves to the reason if it can't. */
export async function openChromium(): Promise<OpenedChromium | string> {
  if (env().CERTIFICATION_BROWSER === 'off') return 'CERTIFICATION_BROWSER is off.'
  const isRoot = process.getuid?.() === 0
  // Pages of strangers run in it: without its sandbox only where nobody but oneself registers widgets.
  if (isRoot && !env().ALLOW_LOOPBACK_WIDGETS)
    return 'the worker runs as root, where Chromium has no sandbox.'
  const proxies: BrowserProxy[] = []
  try {
    const executablePath = await findChromium(env().CHROMIUM_PATH)
    if (!executablePath) return 'this portal has no Chromium.'
    const { chromium } = await import('playwright-core')
    proxies.push(await openBrowserProxy(), await openBrowserProxy({ pace: slowNetwork }))
    const [proxy = '', slowProxy = ''] = proxies.map(({ server }) => server)
    const browser = await chromium.launch({
      executablePath,
      timeout: launchMs,
      // Contexts name their own; what is outside of one goes nowhere.
      proxy: { server: 'http://127.0.0.1:9', bypass: '<-loopback>' },
      args: [
        // A page of the host's name may open a widget on this machine; a browser would ask its user first.
        '--disable-features=LocalNetworkAccessChecks',
        '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
        ...(isRoot ? ['--no-sandbox'] : []),
      ],
      env: { HOME: env().DATA_DIR, PATH: '/usr/bin:/bin' },
    })
    const close = async () => {
      await browser.close().catch(() => {})
      for (const { close: end } of proxies) end()
    }
    return { browser, version: browser.version(), proxy, slowProxy, close }
  } catch (thrown) {
    for (const { close } of proxies) close()
    const [reason = ''] = thrown instanceof Error ? thrown.message.split('\n', 1) : []
    return `Chromium did not start (${reason.slice(0, 200)}).`
  }
}

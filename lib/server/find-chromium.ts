import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** The path of a Chromium that is there, or null: the given one, Playwright's own, or the system's. */
export async function findChromium(given: string | undefined): Promise<string | null> {
  if (given) return existsSync(given) ? given : null
  return (await findPlaywrights()) ?? findOnPath()
}

/** Where Playwright puts its own, if it is there: the one without windows first. */
export async function findPlaywrights(): Promise<string | null> {
  const { chromium } = await import('playwright-core')
  const path = chromium.executablePath()
  if (!path) return null
  return [toHeadlessShell(path), path].find(existsSync) ?? null
}

/** Beside `chromium-1255/chrome-linux64/chrome` it is `chromium_headless_shell-1255/chrome-headless-shell-linux64/chrome-headless-shell`. */
function toHeadlessShell(path: string): string {
  return path.replace(
    /chromium-(\d+)([\\/])chrome-(\w+(?:-\w+)?)\2.*?(\.exe)?$/,
    (_, revision, slash, platform, ending = '') =>
      [
        `chromium_headless_shell-${revision}`,
        `chrome-headless-shell-${platform}`,
        `chrome-headless-shell${ending}`,
      ].join(slash),
  )
}

/** The system's: the one without windows first, which needs a third less of the machine. */
export function findOnPath(): string | null {
  for (const name of ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']) {
    const { status, stdout } = spawnSync('/bin/sh', ['-c', 'command -v "$1"', 'sh', name], {
      encoding: 'utf8',
    })
    if (status === 0) return stdout.trim()
  }
  return null
}

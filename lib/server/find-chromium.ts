import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** The path of a Chromium that is there, or null: the given one, Playwright's own, or the system's. */
export async function findChromium(given: string | undefined): Promise<string | null> {
  if (given) return existsSync(given) ? given : null
  return (await findPlaywrights()) ?? findOnPath()
}

/** Where Playwright puts its own, if it is there. */
export async function findPlaywrights(): Promise<string | null> {
  const { chromium } = await import('playwright-core')
  const path = chromium.executablePath()
  return path && existsSync(path) ? path : null
}

/** The system's. */
export function findOnPath(): string | null {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const { status, stdout } = spawnSync('/bin/sh', ['-c', 'command -v "$1"', 'sh', name], {
      encoding: 'utf8',
    })
    if (status === 0) return stdout.trim()
  }
  return null
}

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findOnPath, findPlaywrights, findChromium as findPresent } from '../../lib/server/find-chromium'
import { SetupError } from '../bootstrap/setup-error'

/**
 * The path of a Chromium to test with: CHROMIUM_PATH, Playwright's own, or the system's. Installs one when
 * there is none and it may. Throws SetupError that says what to install.
 */
export async function requireChromium(log: (line: string) => void): Promise<string> {
  const present = await findChromium()
  if (present) return present

  log('no Chromium was found; installing the one from Playwright')
  await run(process.execPath, ['node_modules/playwright/cli.js', 'install', '--only-shell', 'chromium'])
  const own = await findPlaywrights()
  if (own && (await run(own, ['--version']))) return own
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update'], env)
    for (const name of ['chromium-headless-shell', 'chromium']) {
      log(`installing Chromium from the system packages (apt-get install ${name})`)
      await run('apt-get', ['install', '-y', '--no-install-recommends', name], env)
      const found = findOnPath()
      if (found) return found
    }
  }
  throw new SetupError(
    'The browser tests need Chromium, which could not be installed. Run "npx playwright install --with-deps chromium", or install the package "chromium-headless-shell" or "chromium", or set CHROMIUM_PATH.',
  )
}

/** The path of a Chromium that is there, or null. Throws SetupError when CHROMIUM_PATH names none. */
export async function findChromium(): Promise<string | null> {
  const given = process.env.CHROMIUM_PATH
  if (given && !existsSync(given)) throw new SetupError(`CHROMIUM_PATH names ${given}, which does not exist.`)
  return findPresent(given)
}

/** Whether the command ended well. Beside it, other checks of `npm test` run. */
function run(command: string, flags: string[], env = process.env): Promise<boolean> {
  return new Promise((settle) => {
    const child = spawn(command, flags, { env, stdio: 'ignore', timeout: 600_000 })
    child.once('error', () => settle(false))
    child.once('close', (code) => settle(code === 0))
  })
}

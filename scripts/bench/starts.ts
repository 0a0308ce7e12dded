import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SetupError } from '../bootstrap/setup-error'
import type { Figure } from './figure'
import { findBenchPort } from './portal'

const startSecondsMax = 900
const stopSecondsMax = 20
const pollMs = 50

/** What would lead the clone to another database, folder or port than a fresh clone's. */
const settingNames =
  /^(DATABASE_URL|MIGRATION_DATABASE_URL|PORT|HOST|PORTAL_ORIGIN|WIDGET_ORIGIN|MASTER_KEYS|SESSION_SECRET|SEED_DEMO|DATA_DIR|OUTBOUND_ALLOW_ORIGINS|OUTBOUND_ALLOW_LOOPBACK|ALLOW_LOOPBACK_WIDGETS|TRUST_PROXY|JOBS|LOG_LEVEL|NEXT_DIST_DIR|NODE_ENV|INIT_CWD|npm_(?!config_).*)$/

/** `npm start` in a clone of the last commit, with npm's cache as it is, and once more: seconds to the first page. */
export async function measureStarts(dir: string, stops: (() => Promise<void>)[]): Promise<Figure[]> {
  const clone = join(dir, 'clone')
  const { status, stderr } = spawnSync('git', ['clone', '--quiet', process.cwd(), clone], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new SetupError(`The repository could not be cloned: ${stderr?.trim()}`)
  const first = await timeStart(clone, stops)
  const second = await timeStart(clone, stops)
  return [
    { what: 'npm start from a fresh clone to the first page', value: `${first} s`, aim: 'under 120 s' },
    { what: 'npm start again to the first page', value: `${second} s`, aim: 'under 5 s' },
  ]
}

async function timeStart(clone: string, stops: (() => Promise<void>)[]): Promise<string> {
  const port = await findBenchPort()
  const inherited = Object.entries(process.env).filter(([name]) => !settingNames.test(name))
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(inherited),
    NODE_ENV: 'production',
    PORT: String(port),
  }
  const start = performance.now()
  const child = spawn('npm', ['start'], {
    cwd: clone,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  stops.push(() => stopGroup(child))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  await waitForPage(`http://localhost:${port}/sign-in`, child).catch((error) => {
    throw new SetupError(`${error instanceof Error ? error.message : error}\n${output.trim()}`)
  })
  const seconds = (performance.now() - start) / 1000
  await stopGroup(child)
  return seconds.toFixed(1)
}

async function waitForPage(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + startSecondsMax * 1000
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new SetupError('npm start ended.')
    const status = await fetch(url).then(
      (response) => response.text().then(() => response.status),
      () => 0,
    )
    if (status === 200) return
    await sleep(pollMs)
  }
  throw new SetupError(`No page came within ${startSecondsMax} s.`)
}

/** npm goes at once; what it started stops its database first, so the whole group is waited for. */
async function stopGroup({ pid }: ChildProcess): Promise<void> {
  if (!pid) return
  const signal = (name: NodeJS.Signals | 0) => {
    try {
      return process.kill(-pid, name)
    } catch {
      return false
    }
  }
  const deadline = performance.now() + stopSecondsMax * 1000
  signal('SIGTERM')
  while (signal(0) && performance.now() < deadline) await sleep(pollMs)
  signal('SIGKILL')
}

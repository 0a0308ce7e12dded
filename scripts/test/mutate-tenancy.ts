import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runScript } from '../bootstrap/run-script'
import { SetupError } from '../bootstrap/setup-error'
import { openTestServer, type TestServer } from './database'
import { findFittingTests, listTenantConditions, type TenantCondition } from './tenant-conditions'

// `npm run mutate [-- FILE…]`: takes each tenant condition away, one at a time, in a copy of this checkout, and runs the tests that
// should notice. What no test notices is printed, and ends the command with 1.

const copied = ['app', 'cli', 'components', 'demo', 'lib', 'prisma', 'scripts', 'test', 'public', 'docs']
const files = ['package.json', 'tsconfig.json', 'vitest.config.ts', 'biome.json']
const testDir = resolve('.data/mutate')

await runScript(async () => {
  const chosen = process.argv.slice(2).filter((argument) => argument !== '--')
  const conditions = listTenantConditions().filter(
    ({ file }) => chosen.length === 0 || chosen.some((part) => file.includes(part)),
  )
  if (conditions.length === 0) throw new SetupError('No file of that name has a tenant condition.')
  const copy = copyCheckout()
  const server = await openTestServer(testDir)
  try {
    const survivors = tryAll(conditions, copy, server)
    console.log(
      `\n${conditions.length - survivors.length} of ${conditions.length} conditions are covered by a test`,
    )
    for (const { file, line, text } of survivors) console.log(`not noticed: ${file}:${line} ${text}`)
    return survivors.length > 0 ? 1 : 0
  } finally {
    await server.stop()
    rmSync(copy, { recursive: true, force: true })
  }
})

function tryAll(conditions: TenantCondition[], copy: string, server: TestServer): TenantCondition[] {
  const survivors: TenantCondition[] = []
  const sound = new Map<string, boolean>()
  for (const condition of conditions) {
    const { file, line, text, mutated } = condition
    const tests = findFittingTests(file)
    const key = tests.join(' ')
    if (!sound.has(key)) sound.set(key, passes(tests, copy, server, 'inherit'))
    if (!sound.get(key)) throw new SetupError(`These tests already fail without a mutation: ${key}`)
    const path = join(copy, file)
    writeFileSync(path, mutated)
    const isNoticed = tests.length > 0 && !passes(tests, copy, server)
    cpSync(file, path)
    if (!isNoticed) survivors.push(condition)
    console.log(`${isNoticed ? 'noticed' : 'NOT NOTICED'}  ${file}:${line} ${text}`)
  }
  return survivors
}

function copyCheckout(): string {
  const copy = join(testDir, `checkout-${process.pid}`)
  mkdirSync(copy, { recursive: true })
  for (const name of [...copied, ...files]) cpSync(name, join(copy, name), { recursive: true })
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'))
  return copy
}

function passes(
  tests: string[],
  copy: string,
  { url, prefix }: TestServer,
  stdio: 'ignore' | 'inherit' = 'ignore',
): boolean {
  if (tests.length === 0) return true
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: 'test',
    TEST_DATABASE_URL: url,
    TEST_DATABASE_PREFIX: prefix,
  }
  const flags = [
    resolve('node_modules/vitest/vitest.mjs'),
    'run',
    '--bail=1',
    '--silent=true',
    '--reporter=dot',
    ...tests,
  ]
  const { status } = spawnSync(process.execPath, flags, { cwd: copy, env, stdio })
  return status === 0
}

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { protocolSamples, samplesSignedAt, toParts } from '@/test/protocol-samples'

const secret = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
const exported = [
  ...['signSureSend', 'verifySureSend', 'signSocialSignin', 'verifySocialSignin', 'signSalesloft'],
  ...[
    'verifySalesloft',
    'signShowpad',
    'verifyShowpad',
    'signMarketplace',
    'verifyMarketplace',
    'signPostback',
  ],
]
const projectDir = mkdtempSync(join(tmpdir(), 'framegate-sdk-'))
const packageDir = join(projectDir, 'node_modules', '@framegate', 'protocols')

beforeAll(() => {
  mkdirSync(join(projectDir, 'node_modules', '@framegate'), { recursive: true })
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build/sdk.ts', packageDir])
  symlinkSync(resolve('node_modules/jose'), join(projectDir, 'node_modules', 'jose'))
  symlinkSync(resolve('node_modules/@types'), join(projectDir, 'node_modules', '@types'))
})
afterAll(() => rmSync(projectDir, { recursive: true, force: true }))

/** The examples of the package's README, each as a module of a project that installed it. */
async function importExamples(): Promise<Record<string, (...parts: unknown[]) => Promise<unknown>>> {
  const readme = readFileSync(join(packageDir, 'README.md'), 'utf8')
  const blocks = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, source = '']) => source)
  const modules = blocks.map(async (source, index) => {
    const path = join(projectDir, `example-${index}.mjs`)
    writeFileSync(path, source)
    return import(pathToFileURL(path).href)
  })
  return Object.assign({}, ...(await Promise.all(modules)))
}

async function requestOf(name: string) {
  const sample = protocolSamples.find((one) => one.name === name)
  if (!sample) throw new Error(`There is no sample ${name}.`)
  return toParts(await sample.sign(secret, samplesSignedAt))
}

describe('the package for partners', () => {
  test('imports nothing but jose and Node’s cryptography, and exports what it promises', async () => {
    const source = readFileSync(join(packageDir, 'index.js'), 'utf8')
    const imports = [...source.matchAll(/^import .* from "(.*)";$/gm)].map(([, from]) => from)
    expect([...new Set(imports)].sort()).toEqual(['jose', 'node:crypto'])
    const sdk = await import(pathToFileURL(join(packageDir, 'index.js')).href)
    for (const name of exported) expect(sdk[name], name).toBeTypeOf('function')
  })

  test('says in a runtime without node:crypto, at import, that it needs it', () => {
    const program =
      "import { verifySureSend } from '@framegate/protocols'; console.log(typeof verifySureSend)"
    const importAs = (...conditions: string[]) =>
      spawnSync(
        process.execPath,
        [...conditions.flatMap((one) => ['-C', one]), '--input-type=module', '-e', program],
        {
          cwd: projectDir,
          encoding: 'utf8',
        },
      )
    expect(importAs().stdout).toBe('function\n')
    expect(importAs('workerd', 'worker', 'browser').stdout).toBe('function\n')
    for (const conditions of [['edge-light', 'worker'], ['browser']]) {
      const { status, stderr } = importAs(...conditions)
      expect(status).not.toBe(0)
      expect(stderr).toContain('@framegate/protocols needs node:crypto')
      expect(stderr).toContain('ERR_UNSUPPORTED_RUNTIME')
    }
  })

  test('its part for pages is one module for browsers, which needs nothing of a server', async () => {
    const source = readFileSync(join(packageDir, 'widget.js'), 'utf8')
    expect(source).not.toMatch(/^import |require\(|node:/m)
    const program =
      "import { connect, WireError } from '@framegate/protocols/widget'; console.log(typeof connect, new WireError('no_host', '').code)"
    for (const conditions of [[], ['-C', 'browser'], ['-C', 'edge-light', '-C', 'worker']])
      expect(
        execFileSync(process.execPath, [...conditions, '--input-type=module', '-e', program], {
          cwd: projectDir,
          encoding: 'utf8',
        }),
      ).toBe('function no_host\n')
  })

  test('the README’s examples run', async () => {
    const examples = await importExamples()
    const run = (name: string, ...parts: unknown[]) => examples[name]?.(...parts, samplesSignedAt)
    expect(await run('openWidget', await requestOf('sure-send'), [secret])).toBe('Zoë')
    expect(await run('search', await requestOf('social-signin'), [secret])).toMatchObject({
      q: 'wild*card ~é',
    })
    expect(await run('openSlot', await requestOf('salesloft'), async () => [secret])).toMatchObject({
      targetOrigin: 'https://app.salesloft.com',
      nonce: 'n-1',
    })
    expect(await run('searchRecipients', await requestOf('showpad'), [secret])).toMatchObject({
      query: 'Zoë',
    })
    expect(await run('openApp', await requestOf('marketplace, encrypted'), [secret])).toMatchObject({
      user: '11e9',
    })
    expect(await run('openApp', await requestOf('marketplace, plain'), [secret])).toHaveProperty('userHint')
    expect(await run('makeTestSearch', secret)).toContain('q=red&expires=1761579300&sig=')
    expect(examples.fitToContent).toBeTypeOf('function')
    await expect(run('openWidget', { url: '?context=x&signature=y' }, [secret])).rejects.toMatchObject({
      code: 'malformed_signature',
      status: 401,
    })
  })

  test('its types keep what nobody signed apart from text, and are complete without this repository', () => {
    const consumer = `import { connect, type Host, type WireLaunch } from '@framegate/protocols/widget'
import { readHint, signPostback, verifyMarketplace, verifySureSend } from '@framegate/protocols'
const keys = { url: '', secrets: ['a'], now: new Date() }
const launch = await verifyMarketplace(keys)
// @ts-expect-error a hint isn't text
export const user: string | undefined = launch.unauthenticated['user-id']
export const hint: string | undefined = readHint(launch.unauthenticated, 'user-id')
// @ts-expect-error the plain mode doesn't prove the user
if (launch.mode === 'plain') launch.data.user_id
const { data } = await verifySureSend(keys)
export const team: string = data.team.name
const host: Host = await connect({ origins: ['https://portal.example.com'] })
export const launch2: WireLaunch = await host.refresh()
// @ts-expect-error the host sets its theme
host.theme = 'dark'
// @ts-expect-error a record or an address, not both
await host.navigate({ person: '1', url: 2 })
export const signed: 'GET' | 'POST' | 'DELETE' = signPostback({} as Parameters<typeof signPostback>[0]).method
`
    writeFileSync(join(projectDir, 'consumer.ts'), consumer)
    const options = { target: 'es2022', module: 'nodenext', strict: true, noEmit: true, types: ['node'] }
    const config = { compilerOptions: options, files: ['consumer.ts'] }
    writeFileSync(join(projectDir, 'tsconfig.json'), JSON.stringify(config))
    writeFileSync(join(projectDir, 'package.json'), '{"type":"module"}')
    const tsc = resolve('node_modules/typescript/bin/tsc')
    const run = () =>
      execFileSync(process.execPath, [tsc, '-p', projectDir], { encoding: 'utf8', stdio: 'pipe' })
    expect(run()).toBe('')
  })
})

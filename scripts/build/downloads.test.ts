import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifySureSend } from '@/lib/protocols/sure-send'
import { buildDownloads } from './downloads.mjs'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'framegate-downloads-test-'))
const secret = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
const server = createServer((request, response) => {
  response.end(readFileSync(join(folder, basename(request.url ?? ''))))
})

beforeAll(async () => {
  await buildDownloads(folder)
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the packages that the portal serves', () => {
  test('are the same files for the same sources', async () => {
    const before = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs])
    expect(before.map(([name]) => name)).toEqual(['framegate-protocols.tgz', 'framegate.tgz'])
    await buildDownloads(folder)
    expect(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs])).toEqual(before)
  })

  test('npx runs the command by its address, on a machine without the repository', async () => {
    const place = mkdtempSync(join(tmpdir(), 'framegate-elsewhere-'))
    writeFileSync(join(place, 'secret.txt'), secret)
    const { port } = server.address() as AddressInfo
    const flags = ['sign', '--protocol', 'sure-send', '--url', 'https://widgets.example.com/pulse']
    const { stdout } = await run(
      'npx',
      ['--yes', `http://127.0.0.1:${port}/framegate.tgz`, ...flags, '--secret-file', 'secret.txt'],
      {
        cwd: place,
        env: {
          ...process.env,
          npm_config_cache: join(place, 'cache'),
          npm_config_update_notifier: 'false',
          npm_config_audit: 'false',
          npm_config_fund: 'false',
        },
      },
    )
    const { data } = await verifySureSend({ url: stdout.trim(), secrets: [secret], now: new Date() })
    expect('person' in data).toBe(true)
    rmSync(place, { recursive: true, force: true })
  })

  test('hold no source and no test of the portal beside what they run', () => {
    const list = execFileSync('tar', ['-tzf', join(folder, 'framegate.tgz')])
      .toString()
      .trim()
      .split('\n')
    expect(list.filter((name) => !name.endsWith('/')).sort()).toEqual([
      'package/framegate.mjs',
      'package/package.json',
      'package/widget-v1.mjs',
    ])
  })
})

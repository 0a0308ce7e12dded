import { spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runDoctor } from '@/cli/doctor'
import { protocolIds } from '@/lib/domain/protocols/facts.schema'
import { languages } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import { protocolSamples, samplesSignedAt } from '@/test/protocol-samples'

const dir = mkdtempSync(join(tmpdir(), 'framegate-doctor-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const secret = '9f'.repeat(32)
const file = write('secret', secret)
const now = String(samplesSignedAt.getTime() / 1000)

function write(name: string, content: string): string {
  const path = join(dir, name)
  writeFileSync(path, content)
  return path
}

async function run(argv: string[], input = '') {
  const said: { out: string[]; err: string[] } = { out: [], err: [] }
  const status = await runDoctor(argv, {
    print: (text) => said.out.push(text),
    complain: (text) => said.err.push(text),
    readFile: (path) => (path === '-' ? input : readFileSync(path, 'utf8')),
  })
  return { status, stdout: said.out.join('\n'), stderr: said.err.join('\n') }
}

const examine = (protocol: string, input: string, ...more: string[]) =>
  run(['--protocol', protocol, '--secret-file', file, '--now', now, '--json', ...more], input)

async function pasteOf(name: string): Promise<string> {
  const sample = protocolSamples.find((one) => one.name.startsWith(name))
  const request = await sample?.sign(secret, samplesSignedAt)
  if (!request) throw new Error(`There is no sample ${name}.`)
  if (request.method === 'GET') return request.url
  const headers = Object.entries(request.headers).map(([header, value]) => `${header}: ${value}`)
  return `POST / HTTP/1.1\n${headers.join('\n')}\n\n${request.body}`
}

test.each(protocolIds)('a request of %s that verifies is well, with exit code 0', async (protocol) => {
  const { status, stdout } = await examine(protocol, await pasteOf(protocol))
  expect([JSON.parse(stdout), status]).toEqual([{ verdict: 'well', findings: [], verifier: null }, 0])
})

describe('one that does not', () => {
  test('has its mistake with a line for each language, and the verifier’s own answer', async () => {
    const url = new URL(await pasteOf('sure-send'))
    const context = url.searchParams.get('context') ?? ''
    url.searchParams.set('signature', createHmac('sha256', `${secret}\n`).update(context).digest('hex'))
    const { status, stdout } = await examine('sure-send', url.href)
    const report = JSON.parse(stdout)
    expect([status, Object.keys(report), report.verdict]).toEqual([
      1,
      ['verdict', 'findings', 'verifier'],
      'mistake',
    ])
    expect(report.findings).toHaveLength(1)
    expect(Object.keys(report.findings[0])).toEqual(['id', 'title', 'detail', 'fix'])
    expect(report.findings[0].id).toBe('key-line-break')
    for (const language of languages) expect(report.findings[0].fix[language]).toMatch(/^- .+\n\+ .+$/)
    expect(report.verifier).toEqual({ code: 'signature_mismatch', detail: expect.any(String) })
    expect(stdout).not.toContain(secret)
    const read = await run(['--protocol', 'sure-send', '--secret-file', file, '--now', now], url.href)
    expect([read.status, read.stdout]).toEqual([
      1,
      expect.stringContaining('key-line-break: There is a line break after'),
    ])
  })

  test('and that nothing explains is unexplained, with exit code 1', async () => {
    const pasted = (await pasteOf('sure-send')).replace(/signature=.*/, `signature=${'0'.repeat(64)}`)
    const { status, stdout } = await examine('sure-send', pasted)
    expect([status, JSON.parse(stdout)]).toEqual([
      1,
      {
        verdict: 'unexplained',
        findings: [],
        verifier: { code: 'signature_mismatch', detail: expect.any(String) },
      },
    ])
  })

  test('and that is no request is unreadable, with exit code 2', async () => {
    for (const input of ['hello', '', '{}']) {
      const { status, stdout } = await examine('sure-send', input)
      expect([status, JSON.parse(stdout)]).toMatchObject([2, { verdict: 'unreadable', findings: [] }])
    }
  })

  test('by the time of --now', async () => {
    const { status, stdout } = await examine(
      'sure-send',
      await pasteOf('sure-send'),
      '--now',
      String(Number(now) + 301),
    )
    expect([status, JSON.parse(stdout).findings[0].id]).toEqual([1, 'clock-behind'])
  })
})

test('each secret file is tried, and loses one line break at its end and nothing else', async () => {
  const pasted = await pasteOf('marketplace')
  const other = write('other', 'another secret of the partner')
  const base = ['--protocol', 'marketplace', '--now', now, '--json']
  const withFiles = (...files: string[]) =>
    run([...base, ...files.flatMap((one) => ['--secret-file', one])], pasted)
  expect((await withFiles(other, file)).status).toBe(0)
  expect((await withFiles(other)).status).toBe(1)
  expect((await withFiles(write('line', `${secret}\n`))).status).toBe(0)
  expect((await withFiles(write('windows', `${secret}\r\n`))).status).toBe(0)
  expect((await withFiles(write('two', `${secret}\n\n`))).status).toBe(1)
})

test('the signature of one’s own is explained in place of the request’s', async () => {
  const pasted = await pasteOf('sure-send')
  const { stdout } = await examine('sure-send', pasted, '--signature', 'a'.repeat(64))
  expect(JSON.parse(stdout).verdict).toBe('unexplained')
})

test('every mistake in the arguments is said, without the secret, with exit code 2', async () => {
  const mistakes: [string[], RegExp][] = [
    [[], /--protocol is missing/],
    [['--protocol', 'sure-send'], /--secret-file is missing/],
    [['--protocol', 'sure', '--secret-file', file], /--protocol must be one of/],
    [['--protocol', 'sure-send', '--secret-file', join(dir, 'none')], /can't be read/],
    [['--protocol', 'sure-send', '--secret-file', '-'], /standard input/],
    [['--protocol', 'sure-send', '--secret-file', write('empty', '\n')], /is empty/],
    [['--protocol', 'sure-send', '--secret-file', file, '--now', 'yesterday'], /--now in Unix seconds/],
    [['--protocol', 'sure-send', '--secret-file', file, '--what'], /--what/],
  ]
  for (const [argv, message] of mistakes) {
    const { status, stderr, stdout } = await run(argv, 'https://w.example/')
    expect([status, stdout, stderr], argv.join(' ')).toEqual([2, '', expect.stringMatching(message)])
    expect(stderr).not.toContain(secret)
  }
  expect(await run(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('--secret-file') })
})

test('the command runs by its name from another folder, the request on standard input', async () => {
  const byName = (argv: string[], input = '') => {
    const command = [resolve('cli/framegate.mjs'), 'doctor', ...argv]
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: dir,
      input,
      encoding: 'utf8',
    })
    return { status, stdout, stderr }
  }
  const argv = ['--protocol', 'sure-send', '--secret-file', 'secret', '--now', now, '--json']
  const pasted = await pasteOf('sure-send')
  const well = byName(argv, pasted)
  expect([JSON.parse(well.stdout).verdict, well.status, well.stderr]).toEqual(['well', 0, ''])
  const changed = byName(argv, pasted.replace(/signature=.*/, `signature=${'0'.repeat(64)}`))
  expect([JSON.parse(changed.stdout).verdict, changed.status]).toEqual(['unexplained', 1])
  expect(byName([])).toEqual({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining('--protocol is missing'),
  })
}, 60_000)

import { spawnSync } from 'node:child_process'
import { createDecipheriv, createHash, createHmac } from 'node:crypto'
import { compactDecrypt } from 'jose'
import { describe, expect, test } from 'vitest'
import { runSign } from '@/cli/sign'
import { protocolIds } from '@/lib/domain/protocols/facts.schema'
import { salesloftSlots } from '@/lib/protocols/salesloft'

const secret = 'a secret of the partner for tests'
const url = 'https://widget.example/show?own=1'

async function run(argv: string[], files: Record<string, string> = {}) {
  const said: { out: string[]; err: string[] } = { out: [], err: [] }
  const code = await runSign(argv, {
    print: (text) => said.out.push(text),
    complain: (text) => said.err.push(text),
    readFile: (path) => {
      const content = { secret: `${secret}\n`, ...files }[path]
      if (content === undefined) throw new Error('no such file')
      return content
    },
  })
  return { code, out: said.out.join('\n'), err: said.err.join('\n') }
}

const sign = (protocol: string, ...more: string[]) =>
  run(['--protocol', protocol, '--url', url, '--secret-file', 'secret', ...more])

describe('each protocol, verified by its published recipe', () => {
  test('Sure Send: the signature is over the base64 text, and the URL keeps its own query', async () => {
    const { code, out } = await sign('sure-send', '--at', '2026-01-31T12:00:00Z')
    expect(code).toBe(0)
    const query = new URL(out).searchParams
    const context = query.get('context') ?? ''
    expect(query.get('signature')).toBe(createHmac('sha256', secret).update(context).digest('hex'))
    const told = JSON.parse(Buffer.from(context, 'base64').toString())
    expect(told).toMatchObject({ person: { firstName: 'Jordan' }, timestamp: '2026-01-31T12:00:00Z' })
    expect(query.get('own')).toBe('1')
  })

  test('SocialSignIn: the signature is over the query before it', async () => {
    const { out } = await sign('social-signin')
    const [signed = '', signature] = out.split('?')[1]?.split('&sig=') ?? []
    expect(signature).toBe(createHmac('sha256', secret).update(signed).digest('hex'))
  })

  test('Salesloft: the SHA-256 of the secret opens each slot', async () => {
    for (const slot of salesloftSlots) {
      const { out } = await sign('salesloft', '--slot', slot, '--format', 'json')
      const { fields } = JSON.parse(out) as { fields: { payload: string } }
      const key = createHash('sha256').update(secret).digest()
      const { plaintext } = await compactDecrypt(fields.payload, key)
      expect(JSON.parse(new TextDecoder().decode(plaintext))).toMatchObject({ tenant_id: '1' })
    }
    const { out } = await sign('salesloft')
    expect(out).toContain('method="post"')
    expect(out).toContain('action="https://widget.example/show?own=1"')
  })

  test('Showpad: the signature is over body and timestamp, as a curl command', async () => {
    const { out } = await sign('showpad', '--format', 'json', '--at', '2026-01-31T12:00:00Z')
    const { body, headers } = JSON.parse(out) as { body: string; headers: Record<string, string> }
    const expected = createHmac('sha256', secret).update(`${body}.1769860800`).digest('base64')
    expect(headers['x-showpad-signature-v1']).toBe(expected)
    expect((await sign('showpad')).out).toMatch(/^curl -i -X POST/)
  })

  test('marketplace: openssl’s key derivation opens it, and the plain mode signs location and time', async () => {
    const data = Buffer.from(
      new URL((await sign('marketplace')).out).searchParams.get('data') ?? '',
      'base64',
    )
    let derived = Buffer.alloc(0)
    let digest = Buffer.alloc(0)
    while (derived.length < 48) {
      digest = createHash('md5').update(digest).update(secret).update(data.subarray(8, 16)).digest()
      derived = Buffer.concat([derived, digest])
    }
    const decipher = createDecipheriv('aes-256-cbc', derived.subarray(0, 32), derived.subarray(32))
    const opened = Buffer.concat([decipher.update(data.subarray(16)), decipher.final()]).toString()
    expect(JSON.parse(opened)).toMatchObject({ location_id: 'sample-location' })
    const plain = new URL((await sign('marketplace', '--mode', 'plain')).out).searchParams
    const text = `${plain.get('location_id')}${plain.get('timestamp')}`
    expect(plain.get('hmac')).toBe(createHmac('sha256', secret).update(text).digest('hex'))
  })
})

test('a record of one’s own replaces the made-up one, and a company takes the person’s place', async () => {
  const record = {
    company: { id: 'c1', name: 'Bright Loans', stage: { name: 'Lead' }, emails: [], phones: [] },
  }
  const files = { record: JSON.stringify(record) }
  const argv = ['--protocol', 'sure-send', '--url', url, '--secret-file', 'secret', '--record', 'record']
  const context = new URL((await run(argv, files)).out).searchParams.get('context') ?? ''
  const told = JSON.parse(Buffer.from(context, 'base64').toString())
  expect(told.company).toMatchObject({ name: 'Bright Loans' })
  expect(told).not.toHaveProperty('person')
})

test('a record with a q signs a search, one without it a frame', async () => {
  const argv = ['--protocol', 'social-signin', '--url', url, '--secret-file', 'secret']
  const search = new URL((await run([...argv, '--record', 'record'], { record: '{"q":"red"}' })).out)
    .searchParams
  expect([search.get('q'), search.has('id')]).toEqual(['red', false])
  const frame = new URL((await run([...argv, '--record', 'record'], { record: '{"id":7}' })).out).searchParams
  expect([frame.get('id'), frame.has('q')]).toEqual(['7', false])
})

test('every mistake in the arguments is said, without the secret, with exit code 2', async () => {
  const base = ['--protocol', 'sure-send', '--url', url, '--secret-file', 'secret']
  const without = (name: string) =>
    base.filter((_, index) => base[index] !== name && base[index - 1] !== name)
  const mistakes: [string[], RegExp][] = [
    [[], /--protocol is missing/],
    [without('--url'), /--url is missing/],
    [without('--secret-file'), /--secret-file is missing/],
    [[...base, '--protocol', 'soap'], /--protocol must be one of/],
    [[...base, '--url', 'ftp://x'], /--url must be an http/],
    [[...base, '--secret-file', 'nowhere'], /can't be read/],
    [[...base, '--secret-file', 'empty'], /is empty/],
    [[...base, '--secret-file', 'spaced'], /white space/],
    [[...base, '--record', 'secret'], /is not JSON/],
    [[...base, '--record', 'list'], /is not a JSON object/],
    [[...base, '--at', 'tomorrow'], /--at as a time/],
    [[...base, '--format', 'xml'], /--format must be one of/],
    [[...base, '--loud'], /Unknown option/],
    [[...base, '--protocol', 'marketplace', '--mode', 'odd'], /--mode must be/],
    [[...base, '--protocol', 'salesloft', '--slot', 'odd'], /--slot must be/],
    [[...base, '--protocol', 'salesloft', '--format', 'url'], /posts/],
    [[...base, '--protocol', 'showpad', '--format', 'html'], /headers/],
  ]
  for (const [argv, expected] of mistakes) {
    const { code, out, err } = await run(argv, { empty: '\n', spaced: ` ${secret}`, list: '[]' })
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(expected)
    expect(err).not.toContain(secret)
  }
})

test('the command runs by its name from a clone, the secret on standard input', () => {
  const argv = ['cli/framegate.mjs', 'sign', '--protocol', 'sure-send', '--url', url, '--secret-file', '-']
  const { status, stdout } = spawnSync(process.execPath, argv, { input: `${secret}\n`, encoding: 'utf8' })
  expect(status).toBe(0)
  expect(stdout).toMatch(/^https:\/\/widget\.example\/show\?own=1&context=/)
  const help = spawnSync(process.execPath, ['cli/framegate.mjs', '--help'], { encoding: 'utf8' })
  for (const protocol of protocolIds) expect(help.stdout).toContain(protocol)
  expect(spawnSync(process.execPath, ['cli/framegate.mjs', 'sing']).status).toBe(2)
})

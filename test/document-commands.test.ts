import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, delimiter, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'
import { GET as listTabs } from '@/app/api/v1/tabs/route'
import { GET as getWidget } from '@/app/api/v1/widgets/[widgetId]/route'
import { documentPages } from '@/lib/documents/pages'
import { createApiKey } from '@/lib/domain/accounts/api-keys'
import { newWebhookSecret } from '@/lib/domain/secrets/formats'
import { signPostbackHeaders } from '@/lib/protocols/postback'
import { signSureSend, verifySureSend } from '@/lib/protocols/sure-send'
import { env } from '@/lib/server/env'
import { withDatabase } from '@/test/database'
import { createPartner, createTeam, registerWidget } from '@/test/factories'

const run = promisify(execFile)
const root = resolve('.')
const secret = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
const files = [...new Set(['README.md', ...documentPages.map(({ file }) => file)])].filter(
  (file) => file !== 'CHANGELOG.md',
)

type Block = { name: string; language: string; text: string }

/** The fenced blocks of a document, without the space by which they stand in a list. */
const blocks = files.flatMap((file): Block[] =>
  [...readFileSync(file, 'utf8').matchAll(/^([ ]*)```(\w*)\n([\s\S]*?)^\1```/gm)].map(
    ([, space = '', language = '', text = ''], index) => ({
      name: `${file}, block ${index + 1}`,
      language,
      text: text.replaceAll(new RegExp(`^${space}`, 'gm'), ''),
    }),
  ),
)
const written = (language: string) => blocks.filter((block) => block.language === language)

const verified: string[] = []
/** Everything that a page names as a reader's own server. */
const server = createServer((request, response) => {
  const url = `http://${request.headers.host}${request.url}`
  request.resume().on('end', async () => {
    if (request.url?.startsWith('/api/v1/tabs')) {
      const { authorization = '' } = request.headers
      const answer = await listTabs(new Request(url, { headers: { authorization } }), {
        params: Promise.resolve({}),
      })
      return response.writeHead(answer.status).end(await answer.text())
    }
    if (request.url?.startsWith('/api/v1/widgets/')) {
      const { authorization = '' } = request.headers
      const answer = await getWidget(new Request(url, { headers: { authorization } }), {
        params: Promise.resolve({ widgetId }),
      })
      return response.writeHead(answer.status).end(await answer.text())
    }
    if (request.url?.startsWith('/pulse?')) {
      await verifySureSend({ url, secrets: [secret], now: new Date() })
      verified.push(url)
    }
    return response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Hello</p>')
  })
})
await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
afterAll(() => {
  server.close()
})
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const folder = mkdtempSync(join(tmpdir(), 'framegate-commands-'))
const commands = join(folder, 'bin')

/** A program in the place of one that would install packages, or of what only runs in a checkout. */
function writeCommand(name: string, script: string): void {
  writeFileSync(join(commands, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(commands, name), 0o755)
}

/** One file of a program, so that it starts at once. It lies where its packages are found. */
async function bundle(entry: string): Promise<string> {
  const outfile = join(root, 'node_modules/.cache/framegate', `${basename(entry, '.ts')}-${process.pid}.mjs`)
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  })
  return outfile
}

mkdirSync(commands)
const [partners, operators] = await Promise.all(['cli/framegate.ts', 'scripts/server/admin.ts'].map(bundle))
afterAll(() => {
  for (const path of [partners, operators]) rmSync(path ?? '', { force: true })
})
writeCommand(
  'npx',
  `[ "$1" = framegate ] || exit 9
shift
case "$*" in
  *"--secret-file -"*) printf %s ${secret} | node ${partners} "$@" ;;
  *) node ${partners} "$@" ;;
esac
code=$?
# Checks that a server fails are a result; 2 is a command that cannot be run.
[ $code -eq 1 ] && exit 0
exit $code`,
)
// What builds and serves or tests is what runs these tests; scripts/build/downloads.test.ts installs the packages.
writeCommand(
  'npm',
  `case "$1 $2" in
  "start "|"test ") exit 0 ;;
  "install @framegate/protocols") exit 0 ;;
  "run admin") shift 3; exec node ${operators} "$@" ;;
esac
exit 9`,
)

const { owner } = await createPartner()
const { widgetId } = await registerWidget(owner)
const partnerKey = (await createApiKey(owner, { name: 'Documentation' })).key
const { admin } = await createTeam()
const { key } = await createApiKey(admin, { name: 'Documentation' })
mkdirSync(join(folder, '.data'))
writeFileSync(join(folder, '.data/demo.json'), JSON.stringify({ apiKeys: { team: key } }))
const { url: launchUrl } = signSureSend({
  url: `${origin}/pulse`,
  context: {
    team: { id: 't', name: 'Acme' },
    user: { id: 'u', email: 'a@example.com' },
    person: { id: 'p', firstName: '', lastName: '', stage: { name: '' }, emails: [], phones: [] },
    timestamp: new Date().toISOString(),
  },
  secret,
})
for (const [name, content] of [
  ['secret.txt', secret],
  ['key.txt', partnerKey],
  ['ids.json', '{}'],
  ['info.json', '{}'],
  ['company.json', '{"company":{"id":"c","name":"Alder"}}'],
  ['request.txt', launchUrl],
  ['framegate.log', ''],
] as const)
  writeFileSync(join(folder, name), content)

/** With this machine's server, database and files where a page names those of its reader. */
function localise(text: string): string {
  return text
    .replaceAll(/https?:\/\/(localhost:\d+|[\w.]+\.example(?:\.com)?)/g, origin)
    .replaceAll('wgt_…', widgetId)
    .replaceAll('3f0c…', '3f'.repeat(32))
    .replaceAll(/postgresql:\/\/\S+/g, env().DATABASE_URL)
    .replaceAll('/var/log/framegate.log', join(folder, 'framegate.log'))
    .replaceAll('docs/snippets', join(root, 'docs/snippets'))
}

describe('what the documentation tells its reader to type runs', () => {
  test.each(written('sh'))('$name', async ({ text }) => {
    const { stdout, stderr } = await run('bash', ['-e', '-o', 'pipefail', '-c', localise(text)], {
      cwd: folder,
      env: {
        ...process.env,
        PATH: `${commands}${delimiter}${process.env.PATH}`,
        secret,
        url: launchUrl,
      },
    })
    expect(`${stdout}${stderr}`).not.toMatch(/not found|Error:/)
  })

  test('and the launch that is signed by openssl verifies', () => {
    expect(verified.length).toBeGreaterThan(0)
  })
})

test.each(written('json'))('$name is JSON', ({ text }) => {
  expect(() => JSON.parse(text)).not.toThrow()
})

test.each(written('sql'))('$name is a statement over the tables there are', async ({ text }) => {
  await withDatabase(async (client) => {
    expect((await client.query(text)).command).toBe('SELECT')
  })
})

/** What the one block of JavaScript in a document exports. */
async function importWritten(file: string) {
  const block = written('js').find(({ name }) => name.startsWith(file))
  const path = join(folder, `${basename(file, '.md')}.mjs`)
  writeFileSync(path, block?.text ?? '')
  return import(path)
}

test('the function that verifies a webhook’s events accepts ours, and neither another body nor secret', async () => {
  const { isEvent } = await importWritten('docs/help/admin.md')
  const [own, other] = [newWebhookSecret(), newWebhookSecret()]
  const keys = [own, other].map((text) => Buffer.from(text.replace('whsec_', ''), 'base64'))
  const body = '{"type":"person.created","data":{"firstName":"Zoë"}}'
  const headers = signPostbackHeaders({ id: 'evt_1', now: new Date(), secrets: keys.slice(0, 1), body })
  expect(isEvent(headers, body, own)).toBe(true)
  expect(isEvent(headers, body, other)).toBe(false)
  expect(isEvent(headers, body.replace('Zoë', 'Zoe'), own)).toBe(false)
  const rotated = signPostbackHeaders({ id: 'evt_1', now: new Date(), secrets: keys.toReversed(), body })
  expect(isEvent(rotated, body, own)).toBe(true)
})

test('the function that verifies postbacks accepts ours, and not another secret’s', async () => {
  const { isOurs } = await importWritten('docs/protocols.md')
  const headers = signPostbackHeaders({ id: 'pbk_1', now: new Date(), secrets: [secret] })
  expect(isOurs(headers, secret)).toBe(true)
  expect(isOurs(headers, 'another')).toBe(false)
})

import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { GET } from '@/app/embed/[file]/route'
import { keepEmbedScript, readPinnedScript } from '@/lib/domain/embed/scripts'
import { embedFileHeaders } from '@/lib/server/embed-files.mjs'
import '@/test/database'

const folder = mkdtempSync(join(tmpdir(), 'framegate-scripts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ask = (file: string) =>
  GET(new Request(`http://portal.test/embed/${file}`), { params: Promise.resolve({ file }) })

test('a page that pinned a script gets the very same one after later versions, for as long as it likes', async () => {
  writeFileSync(join(folder, 'v1.js'), 'first()')
  const first = await readPinnedScript(folder)
  await Promise.all([keepEmbedScript(folder), keepEmbedScript(folder)])
  writeFileSync(join(folder, 'v1.js'), 'second()')
  const second = await readPinnedScript(folder)
  await keepEmbedScript(folder)
  expect(second.path).not.toBe(first.path)
  const answer = await ask(first.path.replace('/embed/', ''))
  const content = await answer.text()
  expect(content).toBe('first()')
  expect(first.integrity).toBe(`sha384-${createHash('sha384').update(content).digest('base64')}`)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'access-control-allow-origin': '*',
    'cache-control': 'public, max-age=31536000, immutable',
    'content-type': 'text/javascript; charset=utf-8',
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'nosniff',
  })
})

test.each([
  'v1.0123456789abcdef.js',
  'v1.js',
  'v1.0123456789abcdef.mjs',
  'v2.js',
  '..%2fstage.js',
  'v1.js.br',
])('%s that was never kept is not found, and nobody keeps that answer', async (name) => {
  const answer = await ask(name)
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, 'private, no-store'])
})

test('what is always current is looked for again after an hour, and only a name of its content is for ever', () => {
  const cache = (name: string) => embedFileHeaders(name)?.['cache-control']
  for (const name of ['v1.js', 'v1.mjs', 'v1.d.mts']) expect(cache(name)).toMatch(/^public, max-age=3600,/)
  expect(cache('v1.0123456789abcdef.js')).toContain('immutable')
  for (const name of ['v1.0123456789ABCDEF.js', 'v1.0123456789abcdef.d.mts', 'v1.ts', 'v1.d.js', '', 'v1xjs'])
    expect(embedFileHeaders(name)?.['cache-control'] ?? '').not.toContain('immutable')
})

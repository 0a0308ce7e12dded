import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { pinnedNameOf } from '@/lib/server/embed-files.mjs'
import { buildScriptTypes } from '@/scripts/build/script-types.mjs'
import { buildStages } from '@/scripts/build/stages.mjs'

test('each stage is one small script that needs no other, and equal ones are not written again', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'framegate-stages-'))
  const stateOf = () => listFiles(dir).map((name) => [name, statSync(join(dir, name)).ino])
  try {
    await buildStages(dir)
    const first = stateOf()
    const pinned = `embed/${pinnedNameOf(readFileSync(join(dir, 'embed/v1.js')))}`
    expect(listScripts(dir)).toEqual([
      'embed-frame.js',
      pinned,
      'embed/v1.js',
      'embed/v1.mjs',
      'sandbox-stage.js',
      'stage.js',
      'widget/v1.mjs',
    ])
    for (const name of listScripts(dir)) {
      if (name.includes('/')) continue
      const script = readFileSync(join(dir, name), 'utf8')
      expect(script.length, name).toBeLessThan(11_000)
      expect(script, name).toMatch(/^"use strict";\(\(\)=>\{.*\}\)\(\);\n$/s)
      expect(script, name).not.toMatch(/\bimport\b|\brequire\(|sourceMappingURL/)
    }
    await buildStages(dir)
    expect(stateOf()).toEqual(first)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})

test('the scripts of embedding pages and widgets need no other, and are at most 12 kB on their way', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'framegate-stages-'))
  try {
    await buildStages(dir)
    for (const name of ['embed/v1.js', 'embed/v1.mjs', 'widget/v1.mjs']) {
      const script = readFileSync(join(dir, name), 'utf8')
      expect(gzipSync(script).length, name).toBeLessThanOrEqual(12_000)
      // A page of another site may be in another encoding.
      expect(script, name).toMatch(/^[\t\n -~]*$/)
      expect(script, name).not.toMatch(/\bimport\b(?!\.meta)|\brequire\(|sourceMappingURL|\beval\(|innerHTML/)
    }
    expect(readFileSync(join(dir, 'embed/v1.mjs'), 'utf8')).toMatch(/export\{\w+ as FramegateTabs\};\n$/)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})

test('an embedding script has a name of its content, and a copy of each for every coding', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'framegate-stages-'))
  try {
    await buildStages(dir)
    const script = readFileSync(join(dir, 'embed/v1.js'))
    const pinned = `embed/${pinnedNameOf(script)}`
    expect(readFileSync(join(dir, pinned))).toEqual(script)
    for (const name of ['embed/v1.js', 'embed/v1.mjs', pinned]) {
      const content = readFileSync(join(dir, name))
      expect(brotliDecompressSync(readFileSync(join(dir, `${name}.br`)))).toEqual(content)
      expect(gunzipSync(readFileSync(join(dir, `${name}.gz`)))).toEqual(content)
    }
    writeFileSync(join(dir, 'embed/v1.0123456789abcdef.js'), 'earlier')
    await buildStages(dir)
    expect(listScripts(dir)).toContain('embed/v1.0123456789abcdef.js')
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})

test('the module’s types stand alone, and know its events and what may be set', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'framegate-types-'))
  try {
    await buildScriptTypes(dir)
    const compile = (source: string) => {
      writeFileSync(join(dir, 'page.mts'), source)
      const flags = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--types', '']
      const { stdout } = spawnSync(
        process.execPath,
        ['node_modules/typescript/bin/tsc', ...flags, '--ignoreConfig', join(dir, 'page.mts')],
        { encoding: 'utf8' },
      )
      return [...stdout.matchAll(/page\.mts\((\d+),/g)].map(([, line]) => Number(line))
    }
    const page = `import { FramegateTabs, type EmbedEvents, type EmbedRecord, type GetToken } from './embed/v1.mjs'
import { connect, type Host, WireError, type WireLaunch } from './widget/v1.mjs'
const tabs = document.querySelector('framegate-tabs')
const record: EmbedRecord = { id: '42', firstName: 'Elena' }
const getToken: GetToken = async () => 'token'
if (tabs) Object.assign(tabs, { record, getToken }).addEventListener('insert-html', ({ detail }) => detail.html.trim())
tabs?.addEventListener('failed', (event: CustomEvent<EmbedEvents['failed']>) => event.detail.reason)
export const isTabs = tabs instanceof FramegateTabs
const host: Host = await connect({ origins: ['https://portal.example.com'] })
export const launch: WireLaunch = await host.refresh()
await host.navigate({ person: '42' }).catch((error: WireError) => error.code === 'needs_click')
host.onChange(({ theme }) => theme === 'dark')
`
    expect(compile(page)).toEqual([])
    expect(compile(`${page}if (tabs) tabs.actionId = 'seven'\n`)).toEqual([13])
    expect(compile(`${page}host.navigate({ person: '1', url: 2 })\nhost.theme = 'dark'\n`)).toEqual([13, 14])
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})

function listScripts(dir: string): string[] {
  return listFiles(dir).filter((name) => /\.m?js$/.test(name))
}

function listFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort()
}

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { buildStages } from '@/scripts/build/stages.mjs'

test('each stage is one small script that needs no other, and equal ones are not written again', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'framegate-stages-'))
  const stateOf = () => listScripts(dir).map((name) => [name, statSync(join(dir, name)).ino])
  try {
    await buildStages(dir)
    const first = stateOf()
    expect(first.map(([name]) => name)).toEqual([
      'embed-frame.js',
      'embed/v1.js',
      'embed/v1.mjs',
      'sandbox-stage.js',
      'stage.js',
    ])
    for (const name of listScripts(dir)) {
      if (name.startsWith('embed/')) continue
      const script = readFileSync(join(dir, name), 'utf8')
      expect(script.length, name).toBeLessThan(6_000)
      expect(script, name).toMatch(/^"use strict";\(\(\)=>\{.*\}\)\(\);\n$/s)
      expect(script, name).not.toMatch(/\bimport\b|\brequire\(|sourceMappingURL/)
    }
    await buildStages(dir)
    expect(stateOf()).toEqual(first)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})

test('the script of embedding pages needs no other, and is at most 12 kB on its way', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'framegate-stages-'))
  try {
    await buildStages(dir)
    for (const name of ['embed/v1.js', 'embed/v1.mjs']) {
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

function listScripts(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.m?js$/.test(name))
    .sort()
}

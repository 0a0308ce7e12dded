import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildStages } from '@/scripts/build/stages.mjs'

test('each stage is one small script that needs no other, and equal ones are not written again', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'framegate-stages-'))
  const stateOf = () => readdirSync(dir).map((name) => [name, statSync(join(dir, name)).ino])
  try {
    await buildStages(dir)
    const first = stateOf()
    expect(first.map(([name]) => name)).toEqual(['embed-frame.js', 'sandbox-stage.js', 'stage.js'])
    for (const name of readdirSync(dir)) {
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

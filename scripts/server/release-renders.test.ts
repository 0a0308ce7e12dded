import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

// What React does at the end of each render, of which the server keeps a few signals: an abort inside an immediate, in the
// context of a request that holds a megabyte.
const renders = `
  const { AsyncLocalStorage } = require('node:async_hooks')
  const context = new AsyncLocalStorage()
  const kept = []
  let ended = 0
  for (let index = 0; index < 100; index += 1)
    context.run({ page: Buffer.alloc(1_000_000, 1) }, () => setImmediate(() => {
      if (index % 10 === 0) {
        const controller = new AbortController()
        if (index % 20 === 0) controller.abort(new Error('This render completed.'))
        else controller.abort()
        kept.push(controller)
      }
      if (++ended === 100) setTimeout(() => {
        gc(); gc()
        console.log(JSON.stringify({ megabytes: process.memoryUsage().arrayBuffers / 1e6, reasons: kept.map(({ signal }) => signal.reason.name) }))
      }, 50)
    }))`

type Left = { megabytes: number; reasons: string[] }

function run(...flags: string[]): Left {
  const output = execFileSync(process.execPath, ['--expose-gc', ...flags, '-e', renders], {
    encoding: 'utf8',
  })
  return JSON.parse(output) as Left
}

test('a finished render is let go of, although the signal that ended it is kept', () => {
  const { megabytes, reasons } = run('--import', './scripts/server/release-renders.mjs')
  expect(megabytes).toBeLessThan(5)
  expect(reasons).toEqual(Array.from({ length: 5 }, () => ['Error', 'AbortError']).flat())
})

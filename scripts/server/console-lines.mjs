import { AsyncLocalStorage } from 'node:async_hooks'
import { format } from 'node:util'
import { lineScrubbers } from '../../lib/server/process-wires.mjs'

const info = 30
const levels = { log: info, info, warn: 40, error: 50 }
const underWay = new AsyncLocalStorage()
let scrubLine = (line) => line
lineScrubbers.receive((scrubber) => {
  scrubLine = scrubber
})

/** What libraries print becomes one JSON line per entry too, without secrets. */
export function logAsLines() {
  for (const [method, level] of Object.entries(levels)) {
    console[method] = (...parts) => {
      const entry = { level, time: new Date().toISOString(), msg: format(...parts) }
      const held = underWay.getStore()
      if (held?.isOpen) held.entries.push(entry)
      else write(entry)
    }
  }
}

/**
 * Runs the work of one request, `sent` saying with which status it was answered, and keeps what is printed meanwhile until it is answered: a request that was its caller's fault is
 * no error of ours, whatever a library makes of it.
 */
export function holdLines(response, sent, work) {
  const held = { isOpen: true, entries: [] }
  response.once('close', () => {
    held.isOpen = false
    const isRefused = sent.status >= 400 && sent.status < 500
    for (const entry of held.entries) write(isRefused ? { ...entry, level: info } : entry)
    held.entries = []
  })
  return underWay.run(held, work)
}

function write(entry) {
  process.stdout.write(`${scrubLine(JSON.stringify(entry))}\n`)
}

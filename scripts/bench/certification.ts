import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { html } from '../../lib/html'
import { verifySureSend } from '../../lib/protocols/sure-send'
import { SetupError } from '../bootstrap/setup-error'
import type { Figure } from './figure'
import { findBenchPort } from './portal'

const secret = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
const hostOrigin = 'https://crm.example.com'

/** `npx framegate certify` of a right server that answers at once, from its start to its report. */
export async function measureCertification(dir: string): Promise<Figure[]> {
  const secretFile = join(dir, 'secret')
  writeFileSync(secretFile, secret)
  const port = await findBenchPort()
  const server = createServer((request, response) => void show(request, response)).listen(port, '127.0.0.1')
  await once(server, 'listening')
  try {
    const target = ['--protocol', 'sure-send', '--url', `http://127.0.0.1:${port}/widget`]
    const flags = ['cli/framegate.mjs', 'certify', ...target, '--secret-file', secretFile]
    const plain = await time([...flags, '--host-origin', hostOrigin])
    const inspected = await time([...flags, '--host-origin', hostOrigin, '--browser'])
    return [
      { what: 'npx framegate certify of a server that answers at once', value: plain, aim: 'under 10 s' },
      { what: 'the same with --browser', value: inspected, aim: 'under 30 s' },
    ]
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

async function show(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `frame-ancestors ${hostOrigin}`,
  }
  try {
    const url = `http://${request.headers.host}${request.url}`
    const { data } = await verifySureSend({ url, secrets: [secret], now: new Date() })
    const { person, company } = data as { person?: { firstName: string }; company?: { name: string } }
    response.writeHead(200, headers).end(page(person?.firstName ?? company?.name ?? ''))
  } catch {
    response.writeHead(403, headers).end(page('This launch could not be verified.'))
  }
}

function page(heading: string): string {
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Bench</title><link rel="icon" href="data:,"></head><body><main><h1>${heading}</h1></main></body></html>`
    .text
}

/** Seconds, and what did not pass. */
async function time(flags: string[]): Promise<string> {
  const start = performance.now()
  const child = spawn(process.execPath, [...flags, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  const [code] = await once(child, 'close')
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  if (code === 2) throw new SetupError('The certification could not run.')
  const { checks } = JSON.parse(output) as { checks: { id: string; outcome: string }[] }
  const count = (name: string) => checks.filter(({ outcome }) => outcome === name).length
  const failed = checks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)
  const counts = `${count('passed')} passed, ${count('skipped')} skipped`
  return `${seconds} s (${counts}${failed.length > 0 ? `, failed: ${failed.join(', ')}` : ''})`
}

import './release-renders.mjs'
import { createServer } from 'node:http'
import { isIP } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format } from 'node:util'
import next from 'next'
import sirv from 'sirv'

// The production server: Next behind the few things that only the socket's owner can do.

const port = Number(process.env.PORT || 3000)
const hostname = process.env.HOST || undefined
const proxies = Number(process.env.TRUST_PROXY || 0)
const stopSecondsMax = 5
const clientAddressHeader = 'x-framegate-client-address'
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

process.env.NODE_ENV = 'production'
// next-auth builds its addresses from this one, never from what a request says its host is.
process.env.NEXTAUTH_URL = process.env.PORTAL_ORIGIN || `http://localhost:${port}`
const dir = dirname(dirname(fileURLToPath(import.meta.url)))
const app = next({ dev: false, dir, hostname, port })
const staticPath = '/_next/static'
// The names carry a hash of the content, so a browser never asks twice. What is not there is Next's to answer.
const serveStatic = sirv(join(dir, process.env.NEXT_DIST_DIR || '.next', 'static'), {
  brotli: true,
  immutable: true,
  maxAge: 31_536_000,
  setHeaders: (response) => response.setHeader('x-content-type-options', 'nosniff'),
})
const handle = app.getRequestHandler()
const server = createServer({ requestTimeout: 60_000, headersTimeout: 20_000, keepAliveTimeout: 10_000 })

let stopping = false
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, stop)
// Killed parents send no signal, but the channel closes.
process.on('disconnect', () => process.exit(1))

server.on('request', (request, response) => {
  const refusal = refuseRequest(request)
  if (refusal) {
    answerRefusal(response, refusal)
    return
  }
  cleanHeaders(request)
  if (stopping) response.setHeader('connection', 'close')
  if (request.url?.startsWith(`${staticPath}/`)) {
    const url = request.url
    request.url = url.slice(staticPath.length)
    serveStatic(request, response, () => {
      request.url = url
      answer(request, response)
    })
    return
  }
  answer(request, response)
})
server.on('error', (error) => {
  console.error(
    error.code === 'EADDRINUSE'
      ? `Port ${port} is in use. Stop what runs there, or choose another one with PORT.`
      : `The server cannot listen on port ${port}: ${error.message}`,
  )
  process.exit(1)
})

await app.prepare()
if (!stopping) {
  server.listen({ port, host: hostname }, () => {
    logAsLines()
    process.send?.({ listening: port })
  })
}

function answer(request, response) {
  tellFailure(response)
  handle(request, response).catch((error) => {
    console.error(error)
    if (!response.headersSent) response.statusCode = 500
    response.end()
  })
}

/** What libraries print becomes one JSON line an entry too, whatever it holds. */
function logAsLines() {
  for (const [method, level] of [
    ['log', 30],
    ['info', 30],
    ['warn', 40],
    ['error', 50],
  ]) {
    console[method] = (...parts) => {
      const line = JSON.stringify({ level, time: new Date().toISOString(), msg: format(...parts) })
      process.stdout.write(`${globalThis[Symbol.for('framegate.scrub')]?.(line) ?? line}\n`)
    }
  }
}

/**
 * Next knows only 500 for a page or action that failed. instrumentation.ts notes, by request id, what it really was:
 * 503 for want of the database, 400 for a form that cannot be read.
 */
function tellFailure(response) {
  const writeHead = response.writeHead
  response.writeHead = (...head) => {
    const failures = globalThis[Symbol.for('framegate.failures')]
    const id = response.getHeader('x-request-id')
    const status = failures?.get(id)
    if (status) failures.delete(id)
    if (status && response.statusCode === 500) {
      response.statusCode = status
      if (status === 503 || status === 429) response.setHeader('retry-after', '5')
      if (head[0] === 500) head[0] = status
    }
    return writeHead.apply(response, head)
  }
}

/** What Next cannot read, and would answer with 500 or a redirect to the host in the request line. */
function refuseRequest({ method, url }) {
  if (!methods.has(method)) return { status: 405, text: `${method} is no method of this server.` }
  if (!url.startsWith('/')) return { status: 400, text: 'The request names no path.' }
  try {
    if (!decodeURIComponent(url.split('?', 1)[0]).includes('\0')) return undefined
  } catch {
    // The answer below is for both.
  }
  return { status: 400, text: 'The address has a character that cannot be.' }
}

function answerRefusal(response, { status, text }) {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    connection: 'close',
    ...(status === 405 ? { allow: [...methods].join(', ') } : {}),
  })
  response.end(`${text}\n`)
}

/**
 * Names that only we may set are removed, also in the raw list that some readers use. So is the forwarded host: ours is
 * PORTAL_ORIGIN, and Next compares a form's origin with whatever a client wrote there.
 */
function cleanHeaders(request) {
  const forwarded = request.headers['x-forwarded-for']
  const isOurs = (name) => /^(x-framegate-|x-middleware-subrequest|x-forwarded-host$)/i.test(name)
  for (const name of Object.keys(request.headers)) {
    if (isOurs(name)) delete request.headers[name]
  }
  const address = readClientAddress(request, forwarded)
  request.headers[clientAddressHeader] = address
  const raw = []
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index]
    if (!isOurs(name)) raw.push(name, request.rawHeaders[index + 1])
  }
  request.rawHeaders = [...raw, clientAddressHeader, address]
}

/** Each trusted proxy appends one address, so the n-th from the right was written by the outermost of them. */
function readClientAddress(request, forwarded) {
  const peer = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  if (proxies < 1) return peer
  const chain = String(forwarded ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  const address = chain.at(-proxies) ?? ''
  return isIP(address) ? address : peer
}

async function stop() {
  if (stopping) return
  stopping = true
  setTimeout(() => process.exit(0), stopSecondsMax * 1000).unref()
  server.closeIdleConnections()
  await new Promise((settle) => server.close(settle))
  // The request log is written a moment after its answers.
  await globalThis[Symbol.for('framegate.settle')]?.()
  await app.close().catch(() => {})
  process.exit(0)
}

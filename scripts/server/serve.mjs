import './release-renders.mjs'
import { createServer } from 'node:http'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import next from 'next'
import sirv from 'sirv'
import { embedFileHeaders } from '../../lib/server/embed-files.mjs'
import { failedRequests, stopTasks } from '../../lib/server/process-wires.mjs'
import { holdLines, logAsLines } from './console-lines.mjs'

// The production server: Next behind the few things that only the socket's owner can do.

const port = Number(process.env.PORT || 3000)
const hostname = process.env.HOST || undefined
const proxies = Number(process.env.TRUST_PROXY || 0)
const stopSecondsMax = 5
const failuresMax = 1_000
const clientAddressHeader = 'x-framegate-client-address'
const targetHeader = 'x-framegate-target'
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

process.env.NODE_ENV = 'production'
// next-auth builds its addresses from this one, never from what a request says its host is.
process.env.NEXTAUTH_URL = process.env.PORTAL_ORIGIN || `http://localhost:${port}`
const portalHost = new URL(process.env.NEXTAUTH_URL).host
const dir = fileURLToPath(new URL('../..', import.meta.url))
const app = next({ dev: false, dir, hostname, port })
const staticPath = '/_next/static'
// The names carry a hash of the content, so a browser never asks twice. What is not there is Next's to answer.
const serveStatic = sirv(join(dir, process.env.NEXT_DIST_DIR || '.next', 'static'), {
  brotli: true,
  immutable: true,
  maxAge: 31_536_000,
  setHeaders: (response) => response.setHeader('x-content-type-options', 'nosniff'),
})
// Pages of other sites wait for these. What an earlier version had is in the database, where Next finds it.
const forOtherSites = ['/embed', '/widget'].map((path) => {
  const serve = sirv(join(dir, 'public', path), {
    brotli: true,
    gzip: true,
    etag: true,
    extensions: [],
    setHeaders: (response, file) => {
      for (const [name, value] of Object.entries(embedFileHeaders(file.slice(1)) ?? {}))
        response.setHeader(name, value)
    },
  })
  return { path, serve }
})
// The stages' own: each launch waits for them. Their names stay, so a browser asks each time whether they changed.
const serveStage = sirv(join(dir, 'public'), {
  brotli: true,
  gzip: true,
  etag: true,
  extensions: [],
  setHeaders: (response) => {
    response.setHeader('cache-control', 'no-cache')
    response.setHeader('cross-origin-resource-policy', 'same-origin')
    response.setHeader('x-content-type-options', 'nosniff')
  },
})
const handle = app.getRequestHandler()
const bodyMs = 60_000
const server = createServer({ requestTimeout: 0, headersTimeout: 20_000, keepAliveTimeout: 10_000 })

// By request id: what a page or action that failed is answered with in place of Next's 500.
const failures = new Map()
failedRequests.receive(({ requestId, status }) => {
  // A request that was cut off never takes its entry away.
  if (failures.size >= failuresMax) failures.clear()
  failures.set(requestId, status)
})
const lastTasks = new Set()
stopTasks.receive((task) => lastTasks.add(task))

let stopping = false
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, stop)
// Killed parents send no signal, but the channel closes.
process.on('disconnect', () => process.exit(1))

server.on('request', (request, response) => {
  const refusal = refuseRequest(request)
  if (refusal) {
    answerRefusal(request, response, refusal)
    return
  }
  boundBody(request, response)
  cleanHeaders(request)
  if (stopping) response.setHeader('connection', 'close')
  if (isUpload(request.url)) setUploadHeaders(response)
  const folder = findFolder(request)
  if (request.url.startsWith(`${staticPath}/`)) serveFile(serveStatic, staticPath, request, response)
  // Another host is the demo's or nobody's: proxy.ts refuses it.
  else if (request.headers.host !== portalHost) answer(request, response)
  else if (isStageScript(request)) serveFile(serveStage, '', request, response)
  else if (folder) serveFile(folder.serve, folder.path, request, response)
  else answer(request, response)
})
server.on('error', (error) => {
  console.error(
    error.code === 'EADDRINUSE'
      ? `Port ${port} is in use. Stop the program that uses it, or choose another port with PORT.`
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

/** By its path below `base`. */
function serveFile(serve, base, request, response) {
  const url = request.url
  request.url = url.slice(base.length)
  serve(request, response, () => {
    request.url = url
    answer(request, response)
  })
}

function isStageScript({ url, method }) {
  return (
    (method === 'GET' || method === 'HEAD') && /^\/(?:stage|sandbox-stage|embed-frame)\.js(?:\?|$)/.test(url)
  )
}

/** A file of another name in that folder is none of the server's. */
function findFolder({ url, method }) {
  if (method !== 'GET' && method !== 'HEAD') return undefined
  const folder = forOtherSites.find(({ path }) => url.startsWith(`${path}/`))
  const isFile = folder && embedFileHeaders(url.slice(folder.path.length + 1).split('?', 1)[0]) !== undefined
  return isFile ? folder : undefined
}

function answer(request, response) {
  const sent = tellFailure(response)
  if (request.url?.startsWith('/api/')) tellMethod(request, response)
  holdLines(response, sent, () => handle(request, response)).catch((error) => {
    console.error(error)
    if (!response.headersSent) response.statusCode = 500
    response.end()
  })
}

/**
 * Next knows only 500 for a page or action that failed. instrumentation.ts sends, by request id, what it really was:
 * 503 for want of the database, 400 for a form that cannot be read. Returns the status once it is sent: Next may set another one
 * afterwards.
 */
function tellFailure(response) {
  const sent = { status: 0 }
  const writeHead = response.writeHead
  response.writeHead = (...head) => {
    const id = response.getHeader('x-request-id')
    const status = failures.get(id)
    if (status) failures.delete(id)
    if (status && response.statusCode === 500) {
      response.statusCode = status
      if (status === 503 || status === 429) response.setHeader('retry-after', '5')
      if (head[0] === 500) head[0] = status
    }
    sent.status = head[0]
    return writeHead.apply(response, head)
  }
  return sent
}

/**
 * Next answers a method that a handler lacks with 405 and nothing else. Its compression writes the head before the end, so both are
 * looked at.
 */
function tellMethod({ method }, response) {
  const { writeHead, end } = response
  let isBare = false
  const look = () => {
    if (response.statusCode !== 405 || response.headersSent || response.hasHeader('content-type')) return
    isBare = method !== 'HEAD'
    if (isBare) response.setHeader('content-type', 'application/problem+json')
  }
  response.writeHead = (...head) => {
    response.statusCode = head[0]
    look()
    return writeHead.apply(response, head)
  }
  response.end = (...body) => {
    look()
    return isBare
      ? end.call(response, toProblem(405, `Method ${method} is not allowed here.`))
      : end.apply(response, body)
  }
}

/**
 * A body is here within a minute. A file of records may take longer, as long as some of it comes each minute. A client that holds back is
 * cut off.
 */
function boundBody(request, response) {
  if (request.headers['content-length'] === undefined && !request.headers['transfer-encoding']) return
  const cut = () => {
    if (response.headersSent) return request.destroy()
    response.writeHead(408, { connection: 'close', 'cache-control': 'private, no-store' })
    response.end(() => request.destroy())
  }
  const isFile = isUpload(request.url)
  // By the socket: to listen for the data would set it flowing before anybody reads it.
  let seen = request.socket.bytesRead
  const timer = setInterval(() => {
    const isMoving = request.socket.bytesRead > seen
    seen = request.socket.bytesRead
    if (!isFile || !isMoving) cut()
  }, bodyMs)
  const done = () => clearInterval(timer)
  request.on('end', done)
  request.on('close', done)
}

/** Where a file of records is sent: Next would cut it short on its way through proxy.ts, so these paths go past that. */
function isUpload(url) {
  return /^\/api\/(?:v1\/imports|record-imports)(?:\?|$)/.test(url)
}

/** As proxy.ts sets them everywhere else. */
function setUploadHeaders(response) {
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('cache-control', 'private, no-store')
  if (process.env.NEXTAUTH_URL.startsWith('https:'))
    response.setHeader('strict-transport-security', 'max-age=31536000')
}

/** What Next cannot read, and would answer with 500 or a redirect to the host in the request line. */
function refuseRequest({ method, url, headers, rawHeaders }) {
  if (!methods.has(method)) return { status: 405, text: `Method ${method} is not supported by this server.` }
  if (!url.startsWith('/')) return { status: 400, text: 'The request has no path.' }
  const doubled = findDoubled(rawHeaders)
  if (doubled) return { status: 400, text: `The header ${doubled} is duplicated.` }
  // On every other path, proxy.ts says so.
  if (isUpload(url) && headers.host !== portalHost)
    return { status: 421, text: `This portal is at ${process.env.NEXTAUTH_URL}.` }
  try {
    if (!decodeURIComponent(url.split('?', 1)[0]).includes('\0')) return undefined
  } catch {
    // The answer below is for both.
  }
  return { status: 400, text: 'The address contains an invalid character.' }
}

/** Who asks, for whom and with what: a proxy in front and Next would each read another one of two. */
const singleHeaders = new Set([
  ...['host', 'authorization', 'cookie', 'origin', 'sec-fetch-site', 'content-type', 'content-length'],
  ...['transfer-encoding', 'idempotency-key', 'next-action'],
])

function findDoubled(rawHeaders) {
  const seen = new Set()
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index].toLowerCase()
    if (!singleHeaders.has(name)) continue
    if (seen.has(name)) return name
    seen.add(name)
  }
  return undefined
}

const refusalCodes = { 400: 'malformed_request', 405: 'method_not_allowed', 421: 'misdirected_request' }

function toProblem(status, detail) {
  const code = refusalCodes[status]
  const type = `${process.env.NEXTAUTH_URL}/docs/api#${code}`
  return JSON.stringify({ type, title: code.replaceAll('_', ' '), status, code, detail })
}

function answerRefusal(request, response, { status, text }) {
  const isApi = request.url?.startsWith('/api/')
  response.writeHead(status, {
    'content-type': isApi ? 'application/problem+json' : 'text/plain; charset=utf-8',
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    connection: 'close',
    ...(status === 405 ? { allow: [...methods].join(', ') } : {}),
  })
  response.end(isApi ? toProblem(status, text) : `${text}\n`)
}

/**
 * Names that only we may set are removed, also in the raw list that some readers use. So is the forwarded host: ours is
 * PORTAL_ORIGIN, and Next compares a form's origin with whatever a client wrote there. What pages' own scripts send, Next answers in
 * its own ways, by a redirect or as text: the API has none of it.
 */
function cleanHeaders(request) {
  const forwarded = request.headers['x-forwarded-for']
  const removed = request.url?.startsWith('/api/')
    ? /^(x-framegate-|x-middleware-subrequest|x-forwarded-host$|x-request-id$|rsc$|next-)/i
    : /^(x-framegate-|x-middleware-subrequest|x-forwarded-host$|x-request-id$)/i
  const isOurs = (name) => removed.test(name)
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
  // A platform signs its query as it spells it, and Next changes bytes that aren't UTF-8.
  if (!request.url.startsWith('/api/connectors/')) return
  request.headers[targetHeader] = request.url
  request.rawHeaders.push(targetHeader, request.url)
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
  await Promise.all([...lastTasks].map((task) => task()))
  await app.close().catch(() => {})
  process.exit(0)
}

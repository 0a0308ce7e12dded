import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { type Duplex, Transform } from 'node:stream'
import { AppError } from '@/lib/errors'
import { requireAllowedAddresses } from '@/lib/server/safe-fetch'
import type { Resolved } from '@/lib/server/safe-fetch-lookup'

export type BrowserProxyOptions = {
  /** The addresses of a URL that may be called. @throws AppError for one that may not */
  resolve?: (url: URL) => Promise<Resolved[]>
  /** How slow its network is; as fast as it can without it. */
  pace?: { bytesPerSecond: number; latencyMs: number }
}

/** What browsers call slow 3G. */
export const slowNetwork = { bytesPerSecond: 50 * 1024, latencyMs: 400 }

export type BrowserProxy = { server: string; close: () => void }

const bytesMax = 30 * 1024 * 1024
const connectionsMax = 64

/**
 * A proxy on this machine through which a browser that opens a partner's page reaches the network: what `safeFetch` would call, by
 * the very addresses that were checked, whatever the page, a redirect or a socket of it asks for. It carries 30 MB and then nothing.
 */
export async function openBrowserProxy(options: BrowserProxyOptions = {}): Promise<BrowserProxy> {
  const { resolve = requireAllowedAddresses, pace } = options
  const sockets = new Set<Duplex>()
  let bytes = 0
  const keep = (socket: Duplex) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  }
  const meter = () =>
    createMeter(pace, (length) => {
      bytes += length
      return bytes <= bytesMax
    })
  const server = createServer((request, response) => forward(request, response, resolve, meter()))
  server.maxConnections = connectionsMax
  server.on('connection', keep)
  server.on('clientError', (_, socket) => socket.destroy())
  server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    tunnel(request.url ?? '', resolve).then(
      (target) => {
        keep(target)
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
        if (head.length > 0) target.write(head)
        const received = meter()
        received.on('error', () => socket.destroy())
        target.pipe(received).pipe(socket)
        socket.pipe(target)
      },
      () => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'),
    )
  })
  await new Promise<void>((settle, fail) => {
    server.once('error', fail)
    server.listen(0, '127.0.0.1', settle)
  })
  const { port } = server.address() as AddressInfo
  return {
    server: `http://127.0.0.1:${port}`,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

type Resolve = NonNullable<BrowserProxyOptions['resolve']>

/** Everything that is encrypted, and sockets. */
async function tunnel(authority: string, resolve: Resolve): Promise<Socket> {
  if (!URL.canParse(`https://${authority}`)) throw new AppError('outbound_refused', 'No such address.')
  const url = new URL(`https://${authority}`)
  const [first] = await resolve(url)
  if (!first) throw new AppError('outbound_refused', 'No such address.')
  const socket = connect({ host: first.address, port: Number(url.port || 443) })
  await new Promise<void>((settle, fail) => {
    socket.once('connect', settle)
    socket.once('error', fail)
  })
  return socket
}

function forward(
  request: IncomingMessage,
  response: ServerResponse,
  resolve: Resolve,
  meter: Transform,
): void {
  const refuse = (): void => {
    if (!response.headersSent) response.writeHead(403, { 'content-type': 'text/plain' })
    response.end()
  }
  // Asked for itself, and not as a proxy, it is nobody.
  if (!URL.canParse(request.url ?? '')) {
    refuse()
    return
  }
  const url = new URL(request.url ?? '')
  const { 'proxy-connection': _, 'proxy-authorization': __, ...headers } = request.headers
  resolve(url).then(([first]) => {
    if (!first) return refuse()
    const { address: host, family } = first
    const path = `${url.pathname}${url.search}`
    const target = httpRequest({ host, family, port: url.port || 80, method: request.method, path, headers })
    target.on('error', refuse)
    target.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      meter.on('error', () => response.destroy())
      answer.pipe(meter).pipe(response)
    })
    response.on('close', () => target.destroy())
    request.pipe(target)
  }, refuse)
}

/** Counts what passes, and passes it on at the pace of a slow network. */
function createMeter(pace: BrowserProxyOptions['pace'], isWithin: (length: number) => boolean): Transform {
  let freeAt = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (!isWithin(chunk.length)) return done(new AppError('outbound_failed', 'More than 30 MB.'))
      if (!pace) return done(null, chunk)
      const now = performance.now()
      // What comes after a pause comes a round trip later.
      const startsAt = freeAt > now ? freeAt : now + pace.latencyMs
      freeAt = startsAt + (chunk.length / pace.bytesPerSecond) * 1000
      setTimeout(() => done(null, chunk), freeAt - now)
    },
  })
}

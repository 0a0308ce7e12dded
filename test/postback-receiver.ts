import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type ReceivedPostback = {
  id: string
  method: string
  /** Path and query. */
  url: string
  headers: IncomingMessage['headers']
  /** Empty until it was read, which is before it is answered. */
  body: string
  /** What it was answered; undefined while it was not. */
  status?: number
}

type Answer = (received: ReceivedPostback, response: ServerResponse) => unknown

/** A partner's server that takes postbacks, or a team's that takes events. It doesn't know the portal, and answers as the test says. */
export class PostbackReceiver {
  readonly origin: string
  readonly received: ReceivedPostback[] = []
  answer: Answer = (_, response) => response.writeHead(204).end()

  private constructor(private readonly server: Server) {
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    server.on('request', (request, response) => this.take(request, response))
  }

  static async start(port = 0): Promise<PostbackReceiver> {
    const server = createServer()
    await new Promise<void>((settle, fail) => {
      server.once('error', fail)
      server.listen(port, '127.0.0.1', settle)
    })
    return new PostbackReceiver(server)
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((settle) => this.server.close(settle))
  }

  /** What came so far, in words: `POST /path 204`. */
  lines(): string[] {
    return this.received.map(({ method, url, status }) => `${method} ${url} ${status ?? '…'}`)
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    const received: ReceivedPostback = {
      id: String(request.headers['webhook-id']),
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: '',
    }
    this.received.push(received)
    response.once('finish', () => {
      received.status = response.statusCode
    })
    request.setEncoding('utf8').on('data', (chunk: string) => {
      received.body += chunk
    })
    request.once('end', () => this.answer(received, response))
  }
}

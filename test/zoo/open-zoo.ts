import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

/** A request as a keeper's code gets it: whole, with its raw URL. */
export type ZooRequest = { method: string; url: string; headers: IncomingMessage['headers']; body: string }
export type ZooAnswer = { status: number; headers?: Record<string, string>; body?: string }

/** What a server does with a request. A handler that writes the response itself returns null. */
export type ZooKeeper = (
  request: ZooRequest,
  response: ServerResponse,
) => ZooAnswer | null | Promise<ZooAnswer | null>

const servers = new Set<Server>()

/** A real HTTP server on a free port of this machine; what its code throws is a 500, as in any framework. */
export async function openZoo(keep: ZooKeeper): Promise<string> {
  const server = createServer({ maxHeaderSize: 64 * 1024 }, async (request, response) => {
    try {
      const answer = await keep(await readRequest(request), response)
      if (answer) response.writeHead(answer.status, answer.headers).end(answer.body)
    } catch {
      response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Internal Server Error</h1>')
    }
  })
  servers.add(server)
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const address = server.address()
  return `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`
}

export function closeZoo(): void {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  servers.clear()
}

async function readRequest(request: IncomingMessage): Promise<ZooRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return {
    method: request.method ?? '',
    url: `http://${request.headers.host}${request.url}`,
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  }
}

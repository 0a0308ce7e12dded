import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { allowOrigin } from '@/test/settings'

export type ReceivedCall = { method: string; url: string; headers: IncomingMessage['headers']; body: string }

/** A partner's server that the portal may call, on its own port. */
export class PartnerServer {
  readonly calls: ReceivedCall[] = []
  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(
    answer: (call: ReceivedCall, response: ServerResponse) => unknown,
  ): Promise<PartnerServer> {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const { method = '', url = '', headers } = request
      const call = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') }
      partner.calls.push(call)
      await answer(call, response)
    })
    await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
    const address = server.address()
    const port = address && typeof address === 'object' ? address.port : 0
    const partner = new PartnerServer(server, `http://127.0.0.1:${port}`)
    allowOrigin(partner.origin)
    return partner
  }

  stop(): void {
    this.server.closeAllConnections()
    this.server.close()
  }
}

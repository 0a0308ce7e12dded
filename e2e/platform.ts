import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A page of the platform, on its own origin, that frames the given address. */
export async function servePlatform(html: () => string | Promise<string>) {
  const server = createServer(async (request, response) => {
    // A browser asks for its icon too.
    const body = request.url === '/favicon.ico' ? '' : `<!doctype html><title>Platform</title>${await html()}`
    response.writeHead(200, { 'content-type': 'text/html' }).end(body)
  })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const { port } = server.address() as AddressInfo
  const stop = () => {
    server.closeAllConnections()
    server.close()
  }
  return { origin: `http://127.0.0.1:${port}`, stop }
}

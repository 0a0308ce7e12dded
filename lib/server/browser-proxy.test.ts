import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ProxyAgent, request } from 'undici'
import { afterAll, describe, expect, test } from 'vitest'
import { openBrowserProxy, slowNetwork } from '@/lib/server/browser-proxy'
import { allowOrigin } from '@/test/settings'

const closers: (() => void)[] = []
afterAll(() => {
  for (const close of closers) close()
})

async function openServer(body: string | Buffer): Promise<string> {
  const server = createServer((_, response) => response.end(body))
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  closers.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function openAgent(options: Parameters<typeof openBrowserProxy>[0] = {}): Promise<ProxyAgent> {
  const proxy = await openBrowserProxy(options)
  const agent = new ProxyAgent({ uri: proxy.server, proxyTunnel: false })
  closers.push(() => {
    void agent.destroy()
    proxy.close()
  })
  return agent
}

describe('the browser’s way into the network', () => {
  test('leads to an origin that the portal may call', async () => {
    const origin = await openServer('here')
    allowOrigin(origin)
    const answer = await request(`${origin}/page`, { dispatcher: await openAgent() })
    expect([answer.statusCode, await answer.body.text()]).toEqual([200, 'here'])
  })

  test('leads to no other address, by name, literal or tunnel', async () => {
    const origin = await openServer('secret of this machine')
    const port = new URL(origin).port
    const dispatcher = await openAgent()
    for (const url of [
      origin,
      `http://localhost:${port}`,
      'http://169.254.169.254/latest/meta-data',
      `http://[::ffff:127.0.0.1]:${port}`,
      'http://example.com/plain',
    ]) {
      const answer = await request(url, { dispatcher })
      expect([url, answer.statusCode]).toEqual([url, 403])
      await answer.body.dump()
    }
    const { server, close } = await openBrowserProxy()
    closers.push(close)
    const tunnelled = new ProxyAgent({ uri: server, proxyTunnel: true })
    closers.push(() => void tunnelled.destroy())
    for (const url of [`http://127.0.0.1:${port}`, 'https://10.0.0.1/'])
      await expect(request(url, { dispatcher: tunnelled })).rejects.toThrow()
  })

  test('is as slow as it is asked to be', async () => {
    const origin = await openServer(Buffer.alloc(30 * 1024))
    allowOrigin(origin)
    const startedAt = performance.now()
    const answer = await request(origin, { dispatcher: await openAgent({ pace: slowNetwork }) })
    expect((await answer.body.arrayBuffer()).byteLength).toBe(30 * 1024)
    expect(performance.now() - startedAt).toBeGreaterThan(slowNetwork.latencyMs)
  })

  test('carries thirty megabytes and then nothing', async () => {
    const origin = await openServer(Buffer.alloc(31 * 1024 * 1024))
    allowOrigin(origin)
    const answer = await request(origin, { dispatcher: await openAgent() })
    await expect(answer.body.arrayBuffer()).rejects.toThrow()
  })
})

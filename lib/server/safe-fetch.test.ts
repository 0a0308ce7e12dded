import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createSocketServer, type Server as SocketServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parseEnv } from '@/lib/server/env'
import { safeFetch } from '@/lib/server/safe-fetch'
import { codeOf, refusalOf } from '@/test/refusals'
import { allowOrigin, withEnv } from '@/test/settings'

const servers: (Server | SocketServer)[] = []
afterAll(() => {
  for (const server of servers) {
    if ('closeAllConnections' in server) server.closeAllConnections()
    server.close()
  }
})

/** A server on a free port whose exact origin the portal may call. */
async function serve(listener: RequestListener): Promise<string> {
  return listen(createServer({ maxHeaderSize: 64 * 1024 }, listener))
}

async function listen(server: Server | SocketServer, isListed = true): Promise<string> {
  servers.push(server)
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const address = server.address()
  const origin = `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`
  if (isListed) allowOrigin(origin)
  return origin
}

describe('the allow-list', () => {
  test('connects to the very address that was checked, and asks no second time', async () => {
    const origin = await serve((request, response) => response.end(request.headers.host))
    const { port } = new URL(origin)
    const named = `http://rebinding.example.com:${port}`
    allowOrigin(named)
    let asked = 0
    const answer = await safeFetch({ url: named }, async () => {
      asked += 1
      return [{ address: asked === 1 ? '127.0.0.1' : '192.0.2.1', family: 4 }]
    })
    expect(answer.body.toString()).toBe(`rebinding.example.com:${port}`)
    expect(asked).toBe(1)
  })

  test('lets an exact origin through', async () => {
    const origin = await serve((_, response) => response.end('hello'))
    expect(await safeFetch({ url: `${origin}/any/path` })).toMatchObject({ status: 200, isTruncated: false })
  })

  test('lets neither another port, host nor scheme through', async () => {
    const origin = await serve((_, response) => response.end('hello'))
    const { port } = new URL(origin)
    const unlisted = await listen(createServer(), false)
    for (const url of [
      unlisted,
      `http://localhost:${port}`,
      `https://127.0.0.1:${port}`,
      'http://127.0.0.1',
    ]) {
      expect(await codeOf(safeFetch({ url }))).toBe('outbound_refused')
    }
  })

  test('is empty unless the operator sets it', () => {
    const { OUTBOUND_ALLOW_ORIGINS } = parseEnv({ DATABASE_URL: 'x', SESSION_SECRET: 'x'.repeat(32) })
    expect(OUTBOUND_ALLOW_ORIGINS).toEqual([])
  })
})

describe('the portal of a developer’s own machine', () => {
  test('calls every server of that machine, by whatever port and name of loopback, and nothing else that is private', async () => {
    const origin = await serve((_, response) => response.end('here'))
    const { port } = new URL(origin)
    await withEnv({ OUTBOUND_ALLOW_LOOPBACK: '1', PORTAL_ORIGIN: 'http://localhost:3000' }, async () => {
      for (const url of [`http://127.0.0.1:${port}`, `http://localhost:${port}`])
        expect((await safeFetch({ url })).status).toBe(200)
      for (const url of [
        'http://10.0.0.1',
        'http://169.254.169.254',
        `http://0.0.0.0:${port}`,
        'http://[::ffff:10.0.0.1]',
      ])
        expect(await codeOf(safeFetch({ url })), url).toBe('outbound_refused')
    })
  })

  test('calls none of them once the portal itself is reached by another name than loopback', async () => {
    const origin = await serve((_, response) => response.end('here'))
    const unlisted = origin.replace('127.0.0.1', 'localhost')
    await withEnv({ OUTBOUND_ALLOW_LOOPBACK: '1', PORTAL_ORIGIN: 'https://portal.example.com' }, async () => {
      expect(await codeOf(safeFetch({ url: unlisted }))).toBe('outbound_refused')
    })
  })
})

describe('answers', () => {
  test('follows no redirect', async () => {
    let wasFollowed = false
    const origin = await serve((request, response) => {
      wasFollowed ||= request.url === '/next'
      response.writeHead(302, { location: '/next' }).end()
    })
    const answer = await safeFetch({ url: origin })
    expect(answer).toMatchObject({ status: 302, headers: { location: ['/next'] } })
    expect(wasFollowed).toBe(false)
  })

  test('keeps repeated headers apart', async () => {
    const origin = await serve((_, response) => {
      response.setHeader('set-cookie', ['a=1', 'b=2'])
      response.setHeader('content-security-policy', ["frame-ancestors 'self'", 'frame-ancestors *'])
      response.end()
    })
    const { headers } = await safeFetch({ url: origin })
    expect(headers['set-cookie']).toEqual(['a=1', 'b=2'])
    expect(headers['content-security-policy']).toEqual(["frame-ancestors 'self'", 'frame-ancestors *'])
  })

  test('keeps 64 KB of a body and stops reading one that never ends', async () => {
    const origin = await serve((request, response) => {
      if (request.url === '/exact') return response.end(Buffer.alloc(64 * 1024))
      const more = () => {
        while (response.write(Buffer.alloc(32 * 1024)));
      }
      response.on('drain', more)
      more()
    })
    const endless = await safeFetch({ url: `${origin}/endless` })
    expect(endless).toMatchObject({ status: 200, isTruncated: true })
    expect(endless.body).toHaveLength(64 * 1024)
    const exact = await safeFetch({ url: `${origin}/exact` })
    expect(exact.isTruncated).toBe(false)
    expect(exact.body).toHaveLength(64 * 1024)
    expect((await safeFetch({ url: `${origin}/endless`, bodyBytesMax: 10 })).body).toHaveLength(10)
  })

  test('refuses more than 16 KB of headers', async () => {
    const origin = await serve((_, response) => {
      response.writeHead(200, { 'x-large': 'a'.repeat(20_000) }).end()
    })
    const error = await refusalOf(safeFetch({ url: origin }))
    expect(error).toMatchObject({
      code: 'outbound_failed',
      publicDetail: 'The server sent more than 16 KB of headers.',
    })
  })

  test('tell how long name, connection and first byte took, each within the next', async () => {
    const { port } = new URL(await serve((_request, response) => response.end('x')))
    const named = `http://slow-name.example.com:${port}`
    allowOrigin(named)
    const answer = await safeFetch(
      { url: named },
      () => new Promise((settle) => setTimeout(() => settle([{ address: '127.0.0.1', family: 4 }]), 30)),
    )
    const { resolvedMs = 0, connectedMs = 0, firstByteMs = 0, durationMs } = answer
    expect(resolvedMs).toBeGreaterThanOrEqual(29)
    expect(
      [resolvedMs, connectedMs, firstByteMs, durationMs].every(
        (ms, at, all) => at === 0 || ms > (all[at - 1] ?? 0),
      ),
    ).toBe(true)
  })

  test('sends what it is given and names itself', async () => {
    const origin = await serve(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      response.end(`${request.method} ${request.headers['user-agent']} ${Buffer.concat(chunks)}`)
    })
    const answer = await safeFetch({ url: origin, method: 'POST', body: 'hello' })
    expect(answer.body.toString()).toBe('POST Framegate hello')
  })
})

describe('servers that misbehave', () => {
  const hasOpenssl = spawnSync('openssl', ['version']).status === 0
  test.skipIf(!hasOpenssl)('are not believed by a certificate that nobody signed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'framegate-certificate-'))
    try {
      const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
      const flags = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1']
      expect(spawnSync('openssl', [...flags, '-keyout', key, '-out', cert]).status).toBe(0)
      let asked = 0
      const server = createSecureServer(
        { key: readFileSync(key), cert: readFileSync(cert) },
        (_request, response) => {
          asked += 1
          response.end()
        },
      )
      const origin = (await listen(server)).replace('http:', 'https:')
      allowOrigin(origin)
      const refusal = await refusalOf(safeFetch({ url: origin }))
      expect(refusal).toMatchObject({
        code: 'outbound_failed',
        publicDetail: expect.stringContaining('SELF_SIGNED'),
      })
      expect(asked).toBe(0)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  const late = { code: 'outbound_failed', publicDetail: 'The server did not answer in time.' }

  test('a hang before the headers ends at the time limit', async () => {
    const origin = await serve(() => {})
    expect(await refusalOf(safeFetch({ url: origin, timeoutSeconds: 1 }))).toMatchObject(late)
  })

  test('a hang within the body ends at the time limit', async () => {
    const origin = await serve((_, response) => response.write('begun'))
    expect(await refusalOf(safeFetch({ url: origin, timeoutSeconds: 1 }))).toMatchObject(late)
  })

  test('a body that drips forever ends at the time limit', async () => {
    const origin = await serve((request, response) => {
      const drip = setInterval(() => response.write('.'), 5)
      request.on('close', () => clearInterval(drip))
    })
    expect(await refusalOf(safeFetch({ url: origin, timeoutSeconds: 1 }))).toMatchObject(late)
  })

  test('no time left is late at once, without a negative timer', async () => {
    const origin = await serve((_, response) => response.end('hello'))
    expect(await refusalOf(safeFetch({ url: origin, timeoutSeconds: -1 }))).toMatchObject(late)
  })

  test('a reset is a failure', async () => {
    const origin = await serve((request) => request.socket.resetAndDestroy())
    expect(await refusalOf(safeFetch({ url: origin }))).toMatchObject({ code: 'outbound_failed' })
  })

  test('a reset within the body is a failure', async () => {
    const origin = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('begun', () => request.socket.resetAndDestroy())
    })
    expect(await refusalOf(safeFetch({ url: origin }))).toMatchObject({ code: 'outbound_failed' })
  })

  test('something that is not HTTP is a failure', async () => {
    const origin = await listen(createSocketServer((socket) => socket.end('SSH-2.0-server\r\n')))
    expect(await refusalOf(safeFetch({ url: origin }))).toMatchObject({ code: 'outbound_failed' })
  })

  test('a closed port is said to refuse', async () => {
    const server = createSocketServer()
    const origin = await listen(server)
    await new Promise((settle) => server.close(settle))
    const error = await refusalOf(safeFetch({ url: origin }))
    expect(error).toMatchObject({ publicDetail: 'The server refused the connection.' })
  })
})

describe('a caller with an exception of its own', () => {
  test('reaches what it lists and nothing more, whatever the environment allows', async () => {
    const origin = await serve((_, response) => response.end('hello'))
    const unlisted = await listen(
      createServer((_, response) => response.end('hello')),
      false,
    )
    const isListed = (url: URL) => url.origin === unlisted
    expect(await safeFetch({ url: unlisted }, undefined, isListed)).toMatchObject({ status: 200 })
    expect(await codeOf(safeFetch({ url: origin }, undefined, isListed))).toBe('outbound_refused')
    expect(await codeOf(safeFetch({ url: unlisted }))).toBe('outbound_refused')
  })

  test('reaches a name by the address that answers, of those that were checked', async () => {
    const { port } = new URL(await serve((_, response) => response.end('hello')))
    const addresses = [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ]
    const url = `http://named.example.com:${port}`
    expect(
      await safeFetch(
        { url },
        async () => addresses,
        () => true,
      ),
    ).toMatchObject({ status: 200 })
  })

  test('is refused when one of several addresses is private', async () => {
    const addresses = [
      { address: '93.184.215.14', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ]
    const url = 'https://named.example.com'
    expect(await codeOf(safeFetch({ url }, async () => addresses))).toBe('outbound_refused')
  })
})

import { createServer as createSecureServer, type ServerOptions } from 'node:https'
import { createServer as createSocketServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { safeFetch } from '@/lib/server/safe-fetch'
import { describeFailure } from '@/lib/server/safe-fetch-failure'
import { refusalOf } from '@/test/refusals'
import { allowOrigin } from '@/test/settings'
import { hasOpenssl, makeCertificates } from '@/test/zoo/certificates'

let certificates: ReturnType<typeof makeCertificates>
beforeAll(() => {
  if (hasOpenssl) certificates = makeCertificates()
})
const servers = new Set<Server>()
const sockets = new Set<Socket>()
afterAll(() => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers) server.close()
})

async function listen(server: Server): Promise<string> {
  servers.add(server)
  server.on('connection', (socket) => sockets.add(socket.on('error', () => {})))
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const address = server.address()
  const origin = `https://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`
  allowOrigin(origin)
  return origin
}

async function failureBy(options: ServerOptions): Promise<unknown> {
  let asked = 0
  const origin = await listen(
    createSecureServer(options, (_request, response) => {
      asked += 1
      response.end()
    }),
  )
  const failure = await refusalOf(safeFetch({ url: origin }))
  expect(asked).toBe(0)
  return failure
}

describe.skipIf(!hasOpenssl)('a certificate is named by what is wrong with it, and nothing is sent', () => {
  const wrong: [name: keyof ReturnType<typeof makeCertificates>, causeCode: string, detail: RegExp][] = [
    ['leaf', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', /^Certificate chain incomplete/],
    ['withIntermediate', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /^Certificate chain incomplete/],
    ['withRoot', 'SELF_SIGNED_CERT_IN_CHAIN', /private certificate authority/],
    ['selfSigned', 'DEPTH_ZERO_SELF_SIGNED_CERT', /self-signed/],
    ['expired', 'CERT_HAS_EXPIRED', /has expired/],
  ]
  test.each(wrong)('%s: %s', async (name, causeCode, detail) => {
    const pair = certificates[name]
    if (typeof pair === 'string') throw new TypeError('not a key pair')
    const failure = await failureBy(pair)
    expect(failure).toMatchObject({ code: 'outbound_failed', reason: 'tls', causeCode })
    expect(failure).toMatchObject({ publicDetail: expect.stringMatching(detail) })
  })

  test('one that was issued by a certificate that may issue none', async () => {
    expect(await failureBy(certificates.byLeafChain)).toMatchObject({
      reason: 'tls',
      causeCode: expect.stringMatching(/^INVALID_(CA|PURPOSE)$/),
      publicDetail: expect.stringMatching(/may not issue any/),
    })
  })

  test('one for another host', () => {
    const cause = Object.assign(new Error('altnames'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
    const where = { phase: 'tls' as const, host: 'widget.example.com', isLate: false }
    expect(describeFailure(cause, where)).toMatchObject({
      reason: 'tls',
      causeCode: 'ERR_TLS_CERT_ALTNAME_INVALID',
      publicDetail: expect.stringMatching(/another host name, not for widget\.example\.com/),
    })
  })
})

describe.skipIf(!hasOpenssl)('a handshake that fails is named as one', () => {
  test('TLS 1.1 and older only', async () => {
    const failure = await failureBy({
      ...certificates.selfSigned,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    expect(failure).toMatchObject({
      reason: 'tls',
      publicDetail: expect.stringMatching(/Enable TLS 1\.2 or 1\.3/),
    })
  })

  test('plain text on the port of HTTPS', async () => {
    const origin = await listen(
      createSocketServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    )
    expect(await refusalOf(safeFetch({ url: origin }))).toMatchObject({
      reason: 'tls',
      publicDetail: expect.stringMatching(/answers in plain text/),
    })
  })

  test('a connection that ends during it', async () => {
    const origin = await listen(createSocketServer((socket) => socket.once('data', () => socket.destroy())))
    expect(await refusalOf(safeFetch({ url: origin }))).toMatchObject({
      reason: 'tls',
      publicDetail: expect.stringMatching(/during the TLS handshake/),
    })
  })

  test('one that is too slow ends at the time limit, and its connection with it', async () => {
    const server = createSocketServer((socket) => socket.resume())
    const closed = new Promise((settle) => server.on('connection', (socket) => socket.on('close', settle)))
    const origin = await listen(server)
    expect(await refusalOf(safeFetch({ url: origin, timeoutSeconds: 0.3 }))).toMatchObject({
      code: 'outbound_failed',
      reason: 'timeout',
      publicDetail: expect.stringMatching(/^The TLS handshake did not finish in time/),
    })
    await closed
  })
})

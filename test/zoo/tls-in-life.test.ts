import { createServer as createSecureServer } from 'node:https'
import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CertificationReport } from '@/lib/domain/certification/checks.schema'
import { hasOpenssl, makeCertificates } from '@/test/zoo/certificates'
import { certify, idsOf } from '@/test/zoo/certify'
import { zooSecret } from '@/test/zoo/sure-send'

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

async function certifyServer(server: Server, limits = {}): Promise<CertificationReport> {
  servers.add(server)
  server.on('connection', (socket) => sockets.add(socket.on('error', () => {})))
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const address = server.address()
  const url = `https://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}/widget`
  const secrets = [{ label: 'active' as const, secret: zooSecret }]
  return certify({ protocol: 'sure-send', urls: { person: url }, secrets }, limits)
}

describe.skipIf(!hasOpenssl)('a server whose certificate no browser trusts fails that check only', () => {
  test.each([
    ['leaf', /^Certificate chain incomplete/],
    ['expired', /has expired/],
    ['selfSigned', /self-signed/],
  ] as const)('%s', async (name, detail) => {
    const report = await certifyServer(
      createSecureServer(certificates[name], (_, response) => response.end()),
    )
    expect(idsOf(report, 'failed')).toEqual(['https'])
    expect(report.checks.find(({ id }) => id === 'https')?.detail).toMatch(detail)
    expect(report).toMatchObject({ passed: false, wasReached: true })
  })
})

test('a slow TLS handshake is named as one', async () => {
  const report = await certifyServer(
    createServer((socket) => socket.resume()),
    { requestSeconds: 0.5 },
  )
  expect(report.checks[0]?.detail).toContain('The TLS handshake did not finish in time')
})

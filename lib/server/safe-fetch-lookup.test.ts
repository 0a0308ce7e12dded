import { afterAll, expect, test } from 'vitest'
import { lookupPublicName } from '@/lib/server/safe-fetch-lookup'
import { refusalOf } from '@/test/refusals'
import { closeNameServers, openNameServer } from '@/test/zoo/name-server'

afterAll(closeNameServers)

test('finds the addresses of a name, and says of one that does not exist that it does not resolve', async () => {
  const server = await openNameServer((name, family) =>
    name === 'there.example.com' ? (family === 4 ? ['93.184.216.34', '93.184.216.35'] : []) : 'nobody',
  )
  expect(await lookupPublicName('there.example.com', { servers: [server] })).toEqual([
    { address: '93.184.216.34', family: 4 },
    { address: '93.184.216.35', family: 4 },
  ])
  expect(await refusalOf(lookupPublicName('nobody.example.com', { servers: [server] }))).toMatchObject({
    code: 'outbound_failed',
    reason: 'dns',
    causeCode: 'ENOTFOUND',
    publicDetail: 'The name nobody.example.com does not resolve.',
  })
})

test('ends at its own deadline when a name server says nothing, and names it', async () => {
  const server = await openNameServer(() => null)
  const startedAt = performance.now()
  const failure = await refusalOf(
    lookupPublicName('silent.example.com', { servers: [server], timeoutMs: 200 }),
  )
  expect(failure).toMatchObject({
    reason: 'dns',
    publicDetail: expect.stringMatching(/^The name server of silent\.example\.com did not answer/),
  })
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})

test('goes on with IPv4 when nothing comes for IPv6', async () => {
  const server = await openNameServer((_, family) => (family === 4 ? ['93.184.216.34'] : null))
  expect(await lookupPublicName('half.example.com', { servers: [server], timeoutMs: 20_000 })).toEqual([
    { address: '93.184.216.34', family: 4 },
  ])
})

test('names behind a slow name server keep nobody else’s name waiting', async () => {
  const server = await openNameServer((name) => (name.startsWith('slow') ? null : ['93.184.216.34']))
  const slow = Array.from({ length: 64 }, (_, index) =>
    lookupPublicName(`slow-${index}.example.com`, { servers: [server], timeoutMs: 4_000 }).catch(
      () => 'late',
    ),
  )
  const first = await Promise.race([
    ...slow,
    lookupPublicName('good.example.com', { servers: [server] }).then(() => 'good'),
  ])
  expect(first).toBe('good')
  await Promise.all(slow)
})

test.each(['localhost', 'widget.localhost'])(
  '%s is this machine, whatever a name server says',
  async (host) => {
    expect(await lookupPublicName(host)).toEqual([
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ])
  },
)

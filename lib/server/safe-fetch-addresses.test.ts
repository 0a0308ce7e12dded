import { describe, expect, test } from 'vitest'
import { isPublicAddress, safeFetch } from '@/lib/server/safe-fetch'
import { codeOf, refusalOf } from '@/test/refusals'

const privateAddresses = [
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.0.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::7f00:1',
  '::a00:1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:8.8.8.8',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::127.0.0.1',
  '64:ff9b:1::7f00:1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2002:a00:1::',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  '4000::1',
]

/** The same hosts as a URL may spell them. */
const spellings = [
  'http://127.0.0.1/',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0x7f.0.0.1/',
  'https://0177.0.0.1/',
  'https://017700000001/',
  'https://127.0.0.1./',
  'https://１２７.0.0.1/',
  'https://127。0。0。1/',
  'https://%31%32%37.0.0.1/',
  'https://user:password@127.0.0.1/',
  'https://localhost/',
  'https://[::1]/',
  'https://[0:0:0:0:0:0:0:1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::127.0.0.1]/',
  'https://[2002:7f00:1::]/',
  'https://[64:ff9b::127.0.0.1]/',
  'https://169.254.169.254/latest/meta-data/',
  'https://0/',
]

const resolvesTo = (...addresses: string[]) => ({
  resolveName: async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
})

describe('addresses', () => {
  test.each(privateAddresses)('%s is not on the public internet', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  test.each(['1.1.1.1', '8.8.8.8', '93.184.216.34', '2606:4700::1111', '2a00:1450:4001:81b::200e'])(
    '%s is on the public internet',
    (address) => {
      expect(isPublicAddress(address)).toBe(true)
    },
  )

  test.each(['', 'example.com', '8.8.8.8.8', '8.8.8.8/32', ' 8.8.8.8'])('%j is no address', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  test.each(spellings)('refuses the literal %s', async (url) => {
    expect(await codeOf(safeFetch({ url }))).toBe('outbound_refused')
  })

  test.each(['http://example.com/', 'ftp://example.com/', 'file:///etc/passwd', 'data:text/plain,a'])(
    'refuses %s, which is not https',
    async (url) => {
      expect(await codeOf(safeFetch({ url }))).toBe('outbound_refused')
    },
  )
})

describe('names', () => {
  test.each(privateAddresses)('refuses a name that resolves to %s', async (address) => {
    const { resolveName } = resolvesTo(address)
    expect(await codeOf(safeFetch({ url: 'https://widgets.example.com/' }, resolveName))).toBe(
      'outbound_refused',
    )
  })

  test('refuses a name of which only one address is private, and one with none', async () => {
    for (const addresses of [['93.184.216.34', '10.0.0.1'], ['2606:4700::1111', '::1'], []]) {
      const { resolveName } = resolvesTo(...addresses)
      expect(await codeOf(safeFetch({ url: 'https://widgets.example.com/' }, resolveName))).toBe(
        'outbound_refused',
      )
    }
  })

  test('takes a failure to resolve for a failure, not for permission', async () => {
    const resolveName = () => Promise.reject(new Error('ENOTFOUND'))
    const error = await refusalOf(safeFetch({ url: 'https://widgets.example.com/' }, resolveName))
    expect(error).toMatchObject({ code: 'outbound_failed', status: 502 })
  })

  test('stops waiting for a name server that hangs', async () => {
    const url = 'https://widgets.example.com/'
    const error = await refusalOf(safeFetch({ url, timeoutSeconds: 0.05 }, () => new Promise(() => {})))
    expect(error).toMatchObject({
      code: 'outbound_failed',
      reason: 'dns',
      publicDetail: 'The name server of the host did not answer in time.',
    })
  })
})

import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import { compactDecrypt } from 'jose'
import { signMarketplace, verifyMarketplace } from '@/lib/protocols/marketplace'
import { signSalesloft, verifySalesloft } from '@/lib/protocols/salesloft'
import { signShowpad, verifyShowpad } from '@/lib/protocols/showpad'
import { signSocialSignin, verifySocialSignin } from '@/lib/protocols/social-signin'
import { signSureSend, verifySureSend } from '@/lib/protocols/sure-send'
import { sampleContext, samplePayload, samplesSignedAt, sampleValues } from '@/test/protocol-samples'
import { type Figure, median } from './figure'

type Work = () => unknown
/** `bare` is only the cryptography and base64; `wire` adds the JSON and URL coding that the bytes need, by Node's own functions. */
type Kind = { what: string; ours: Work; bare: Work; wire: Work }

const secret = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
const url = 'https://widgets.example.test/show'
const now = samplesSignedAt
const keys = { secrets: [secret], now }
const roundMilliseconds = 150
const rounds = 5

/** Operations a second of each protocol beside the cryptography and base64 that it cannot do without, for 2 kB of content. */
export async function measureProtocols(): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const { what, ...works } of await prepareKinds()) {
    const counts = { ours: [] as number[], bare: [] as number[], wire: [] as number[] }
    for (let round = 0; round < rounds; round += 1) {
      for (const name of ['bare', 'wire', 'ours'] as const)
        counts[name].push(await countOperations(works[name]))
    }
    const [ours, bare, wire] = [median(counts.ours), median(counts.bare), median(counts.wire)]
    figures.push({
      what: `${what}: ${format(ours)} a second, bare cryptography ${format(bare)}, with JSON and URL coding ${format(wire)}`,
      value: `${(ours / bare).toFixed(2)} and ${(ours / wire).toFixed(2)}`,
      aim: 'at least 0.8',
    })
  }
  return [...figures, ...(await measureRefusals())]
}

async function prepareKinds(): Promise<Kind[]> {
  const filler = 'Zoë Doe, 1 Main Street. '.repeat(76)
  const context = { ...sampleContext, team: { ...sampleContext.team, name: filler } }
  const contextJson = JSON.stringify(context)
  const encoded = Buffer.from(contextJson).toString('base64')
  const launch = signSureSend({ url, context, secret }).url
  const parameters = { q: filler }
  const search = signSocialSignin({ url, parameters, secret, now }).url
  const searchBase = search.slice(search.indexOf('?') + 1, search.indexOf('&sig='))
  const payload = { ...samplePayload, person: { id: 7, display_name: filler } }
  const payloadJson = Buffer.from(JSON.stringify(payload))
  const form = await signSalesloft({ url, slot: 'custom_action', payload, secret })
  const body = JSON.stringify({
    showpadInfo: { subdomain: 'acme', username: 'agent@example.test', crmInstanceId: 'con_1' },
    query: filler,
  })
  const bodyBytes = Buffer.from(body)
  const call = signShowpad({ url, body, secrets: [secret], now })
  const values = { ...sampleValues, contact_api_id: filler }
  const valuesJson = JSON.stringify(values)
  const encrypted = signMarketplace({ mode: 'encrypted', url, values, secret }).url
  const data = new URL(encrypted).searchParams.get('data') ?? ''
  const plain = signMarketplace({ mode: 'plain', url, values, secret, now }).url
  const hmac = (text: string | Buffer) => createHmac('sha256', secret).update(text).digest('hex')
  return [
    {
      what: 'Sure Send, sign',
      ours: () => signSureSend({ url, context, secret }),
      bare: () => hmac(Buffer.from(contextJson).toString('base64')),
      wire: () => {
        const text = Buffer.from(JSON.stringify(context)).toString('base64')
        return `${url}?context=${encodeURIComponent(text)}&signature=${hmac(text)}`
      },
    },
    {
      what: 'Sure Send, verify',
      ours: () => verifySureSend({ url: launch, ...keys }),
      bare: () => [hmac(encoded), Buffer.from(encoded, 'base64')],
      wire: () => {
        const text = new URL(launch).searchParams.get('context') ?? ''
        return [hmac(text), JSON.parse(Buffer.from(text, 'base64').toString())]
      },
    },
    {
      what: 'SocialSignIn, sign',
      ours: () => signSocialSignin({ url, parameters, secret, now }),
      bare: () => hmac(searchBase),
      wire: () => {
        const query = new URLSearchParams({ ...parameters, expires: '1761579300' }).toString()
        return `${url}?${query}&sig=${hmac(query)}`
      },
    },
    {
      what: 'SocialSignIn, verify',
      ours: () => verifySocialSignin({ url: search, ...keys }),
      bare: () => hmac(searchBase),
      wire: () => {
        const query = new URL(search).searchParams
        query.delete('sig')
        return hmac(query.toString())
      },
    },
    {
      what: 'Salesloft, sign',
      ours: () => signSalesloft({ url, slot: 'custom_action', payload, secret }),
      bare: () => encryptToken(payloadJson),
      wire: async () => {
        const token = encryptToken(Buffer.from(JSON.stringify(payload)))
        return new URLSearchParams({ ...form.fields, payload: token }).toString()
      },
    },
    {
      what: 'Salesloft, verify',
      ours: () => verifySalesloft({ body: form.body ?? '', ...keys }),
      bare: () => decryptToken(form.fields.payload ?? ''),
      wire: async () => {
        const token = new URLSearchParams(form.body ?? '').get('payload') ?? ''
        return JSON.parse(Buffer.from((await decryptToken(token)).plaintext).toString())
      },
    },
    {
      what: 'Showpad, sign',
      ours: () => signShowpad({ url, body, secrets: [secret], now }),
      bare: () => hmac(body),
      wire: () => hmac(body),
    },
    {
      what: 'Showpad, verify',
      ours: () => verifyShowpad({ body: bodyBytes, headers: call.headers, ...keys }),
      bare: () => [hmac(bodyBytes), createHash('sha256').update(bodyBytes).digest()],
      wire: () => [
        hmac(bodyBytes),
        createHash('sha256').update(bodyBytes).digest(),
        JSON.parse(bodyBytes.toString()),
      ],
    },
    {
      what: 'Marketplace encrypted, sign',
      ours: () => signMarketplace({ mode: 'encrypted', url, values, secret }),
      bare: () => encryptBare(valuesJson),
      wire: () => `${url}?data=${encodeURIComponent(encryptBare(JSON.stringify(values)))}`,
    },
    {
      what: 'Marketplace encrypted, verify',
      ours: () => verifyMarketplace({ url: encrypted, ...keys }),
      bare: () => decryptBare(data),
      wire: () => JSON.parse(decryptBare(new URL(encrypted).searchParams.get('data') ?? '').toString()),
    },
    {
      what: 'Marketplace plain, sign',
      ours: () => signMarketplace({ mode: 'plain', url, values, secret, now }),
      bare: () => hmac(`${values.location_id}1761579000`),
      wire: () =>
        `${url}?location_id=${values.location_id}&timestamp=1761579000&hmac=${hmac(`${values.location_id}1761579000`)}`,
    },
    {
      what: 'Marketplace plain, verify',
      ours: () => verifyMarketplace({ url: plain, ...keys }),
      bare: () => hmac(`${values.location_id}1761579000`),
      wire: () => {
        const query = new URL(plain).searchParams
        return hmac(`${query.get('location_id')}${query.get('timestamp')}`)
      },
    },
  ]
}

/** How long a million characters take where a size limit applies. */
async function measureRefusals(): Promise<Figure[]> {
  const million = 'A'.repeat(1_000_000)
  const long = `${url}?context=${million}&sig=1&expires=1&data=${million}`
  const refusals: [string, () => Promise<unknown>][] = [
    ['Sure Send', () => verifySureSend({ url: long, ...keys })],
    ['SocialSignIn', () => verifySocialSignin({ url: long, ...keys })],
    [
      'Salesloft',
      () => verifySalesloft({ body: `payload=${million}&tenant_id=1&integration_id=2`, ...keys }),
    ],
    ['Showpad', () => verifyShowpad({ body: `${million}A`, headers: {}, ...keys })],
    ['Marketplace', () => verifyMarketplace({ url: long, ...keys })],
  ]
  const figures: Figure[] = []
  for (const [name, refuse] of refusals) {
    const operations = await countOperations(() => refuse().catch(() => undefined))
    const value = `${(1000 / operations).toFixed(4)} ms`
    figures.push({ what: `${name}, refusing 1,000,000 characters`, value, aim: 'under 1 ms' })
  }
  return figures
}

async function countOperations(work: Work): Promise<number> {
  const start = performance.now()
  let count = 0
  while (performance.now() - start < roundMilliseconds) {
    for (let index = 0; index < 20; index += 1) await work()
    count += 20
  }
  return (count / (performance.now() - start)) * 1000
}

function encryptToken(bytes: Uint8Array): string {
  const contentKey = randomBytes(32)
  const key = encryptGcm(contentKey, createHash('sha256').update(secret).digest())
  return [key, encryptGcm(bytes, contentKey)]
    .flat()
    .map((part) => part.toString('base64url'))
    .join('.')
}

function encryptGcm(bytes: Uint8Array, key: Uint8Array): Buffer[] {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  return [iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]
}

function decryptToken(token: string) {
  return compactDecrypt(token, createHash('sha256').update(secret).digest())
}

function deriveBare(salt: Uint8Array): [Buffer, Buffer] {
  const digest = (previous: Uint8Array) =>
    createHash('md5').update(previous).update(secret).update(salt).digest()
  const first = digest(Buffer.alloc(0))
  const second = digest(first)
  return [Buffer.concat([first, second]), digest(second)]
}

function encryptBare(text: string): string {
  const cipher = createCipheriv('aes-256-cbc', ...deriveBare(Buffer.alloc(8)))
  return Buffer.concat([cipher.update(text), cipher.final()]).toString('base64')
}

function decryptBare(data: string): Buffer {
  const bytes = Buffer.from(data, 'base64')
  const decipher = createDecipheriv('aes-256-cbc', ...deriveBare(bytes.subarray(8, 16)))
  return Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()])
}

function format(operations: number): string {
  return Math.round(operations).toLocaleString('en-GB')
}

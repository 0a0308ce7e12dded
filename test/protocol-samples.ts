import type { ErrorCode } from '@/lib/errors'
import {
  type MarketplaceValues,
  marketplace,
  signMarketplace,
  verifyMarketplace,
} from '@/lib/protocols/marketplace'
import { signPostback, verifyPostback } from '@/lib/protocols/postback'
import type { FreshWindow, RequestParts, SignedRequest, Verified, VerifyKeys } from '@/lib/protocols/protocol'
import { type SalesloftPayload, signSalesloft, verifySalesloft } from '@/lib/protocols/salesloft'
import { showpad, signShowpad, verifyShowpad } from '@/lib/protocols/showpad'
import { signSocialSignin, verifySocialSignin } from '@/lib/protocols/social-signin'
import { type SureSendContext, signSureSend, sureSend, verifySureSend } from '@/lib/protocols/sure-send'

/** One kind of signed request as the contract needs it: how to make one, what it proves, and where its signed text is. */
export type ProtocolSample = {
  name: string
  sign: (secret: string, now: Date) => SignedRequest | Promise<SignedRequest>
  verify: (input: RequestParts & VerifyKeys) => Promise<Verified<unknown>>
  data: unknown
  window: FreshWindow | null
  /** The parameters, fields or headers whose every character is covered. */
  covered: readonly string[]
  /** Where the signed text is; a `body` is signed whole. */
  place: 'url' | 'form' | 'headers'
  coversBody: boolean
  /** Of a name that comes twice the last one counts. */
  takesLast?: boolean
  otherSecretCode: ErrorCode
  hasReplayKey: boolean
}

export const samplesSignedAt = new Date('2025-10-27T15:30:00Z')
export const sampleUrl = 'https://widgets.example.test/show?view=a&b=%20'

export const sampleContext: SureSendContext = {
  team: { id: '123e4567-e89b-12d3-a456-426614174000', name: 'Acmé ÿ >>>???' },
  user: { id: '123e4567-e89b-12d3-a456-426614174001', email: 'agent@example.test' },
  person: {
    id: '123e4567-e89b-12d3-a456-426614174002',
    firstName: 'Zoë',
    lastName: 'Doe',
    stage: { name: 'Lead' },
    emails: [],
    phones: [],
  },
  timestamp: '2025-10-27T15:30:00Z',
}

export const samplePayload: SalesloftPayload = {
  integration_id: '2',
  tenant_id: '1',
  user_guid: 'u-1',
  nonce: 'n-1',
  origin: 'https://app.salesloft.com',
  action: { id: 5 },
  person: { id: 7, display_name: 'Zoë Doe 🦊' },
}

export const sampleBody = JSON.stringify({
  showpadInfo: { subdomain: 'acme', username: 'agent@example.test', crmInstanceId: 'con_1' },
  query: 'Zoë',
})

export const sampleValues: MarketplaceValues = {
  location_id: '11ea858313aabde4bd2eb0fa',
  user_id: '11e9',
  'access-token': 't',
  contact_id: 'c1',
  contact_api_id: 'Zoë 1',
  user_oauth_url: 'https://api.example.test',
}

const timestamp = '1761579000'

const common = {
  window: null,
  coversBody: false,
  otherSecretCode: 'signature_mismatch',
  hasReplayKey: false,
} as const

export const protocolSamples: ProtocolSample[] = [
  {
    ...common,
    name: 'sure-send',
    sign: (secret) => signSureSend({ url: sampleUrl, context: sampleContext, secret }),
    verify: verifySureSend,
    data: sampleContext,
    window: sureSend.window,
    covered: ['context', 'signature'],
    place: 'url',
  },
  {
    ...common,
    name: 'social-signin',
    takesLast: true,
    sign: (secret, now) =>
      signSocialSignin({ url: sampleUrl, parameters: { q: 'wild*card ~é' }, secret, now }),
    verify: verifySocialSignin,
    data: { view: 'a', b: ' ', q: 'wild*card ~é', expires: '1761579300' },
    covered: ['view', 'b', 'q', 'expires', 'sig'],
    place: 'url',
  },
  {
    ...common,
    name: 'salesloft',
    sign: (secret) =>
      signSalesloft({ url: sampleUrl, slot: 'custom_action', payload: samplePayload, secret }),
    verify: verifySalesloft,
    data: samplePayload,
    covered: ['payload', 'tenant_id', 'integration_id'],
    place: 'form',
    otherSecretCode: 'decryption_failed',
    hasReplayKey: true,
  },
  {
    ...common,
    name: 'showpad',
    sign: (secret, now) => signShowpad({ url: sampleUrl, body: sampleBody, secrets: [secret], now }),
    verify: verifyShowpad,
    data: JSON.parse(sampleBody),
    window: showpad.window,
    covered: ['x-showpad-signature-v1', 'x-showpad-signature-timestamp'],
    place: 'headers',
    coversBody: true,
    hasReplayKey: true,
  },
  {
    ...common,
    name: 'marketplace, encrypted',
    sign: (secret) =>
      signMarketplace({
        mode: 'encrypted',
        url: sampleUrl,
        values: sampleValues,
        secret,
        // Without a MAC a flip could once in a million salts still be JSON: a test gives the same answer each time.
        salt: Buffer.from('fixedsal'),
      }),
    verify: verifyMarketplace,
    data: sampleValues,
    covered: ['data'],
    place: 'url',
    otherSecretCode: 'decryption_failed',
  },
  {
    ...common,
    name: 'marketplace, plain',
    sign: (secret, now) =>
      signMarketplace({ mode: 'plain', url: sampleUrl, values: sampleValues, secret, now }),
    verify: verifyMarketplace,
    data: { location_id: sampleValues.location_id, timestamp },
    window: marketplace.window,
    covered: ['location_id', 'timestamp', 'hmac'],
    place: 'url',
  },
  {
    ...common,
    name: 'marketplace, postback',
    sign: (secret, now) =>
      signPostback({
        template: 'https://app.example.test/postbacks?location_id={{location.id}}',
        event: 'registered',
        location: { id: 'loc', accountNumber: '1', apiId: 'a' },
        id: 'msg_1',
        secret,
        now,
      }),
    verify: verifyPostback,
    data: { id: 'msg_1', timestamp },
    window: { pastSeconds: 300, futureSeconds: 300 },
    covered: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
    place: 'headers',
    hasReplayKey: true,
  },
]

/** A signed request as its receiver gets it. */
export function toParts({ url, headers, body }: SignedRequest): RequestParts {
  return { url, headers, body: body ?? '' }
}

/** The covered texts of a request by their names. */
export function readCovered(sample: ProtocolSample, parts: RequestParts): Map<string, string> {
  const values = coveredParameters(sample, parts)
  return new Map(sample.covered.map((name) => [name, values(name)]))
}

/** The request with one covered text replaced, encoded as its place wants it. */
export function replaceCovered(
  sample: ProtocolSample,
  parts: RequestParts,
  name: string,
  value: string,
): RequestParts {
  if (sample.place === 'headers') return { ...parts, headers: { ...headersOf(parts), [name]: value } }
  const url = new URL(parts.url)
  const parameters = sample.place === 'url' ? url.searchParams : new URLSearchParams(String(parts.body))
  parameters.set(name, value)
  return sample.place === 'url' ? { ...parts, url: url.href } : { ...parts, body: parameters.toString() }
}

/** The request without one covered text, or with it twice. */
export function repeatCovered(
  sample: ProtocolSample,
  parts: RequestParts,
  name: string,
  times: 0 | 2,
): RequestParts {
  if (sample.place === 'headers') {
    const { [name]: value = '', ...rest } = headersOf(parts)
    return { ...parts, headers: times === 0 ? rest : { ...rest, [name]: [value, value] } }
  }
  const url = new URL(parts.url)
  const parameters = sample.place === 'url' ? url.searchParams : new URLSearchParams(String(parts.body))
  if (times === 0) parameters.delete(name)
  else parameters.append(name, parameters.get(name) ?? '')
  return sample.place === 'url' ? { ...parts, url: url.href } : { ...parts, body: parameters.toString() }
}

function coveredParameters(sample: ProtocolSample, parts: RequestParts): (name: string) => string {
  if (sample.place === 'headers') return (name) => headersOf(parts)[name] ?? ''
  const parameters =
    sample.place === 'url' ? new URL(parts.url).searchParams : new URLSearchParams(String(parts.body))
  return (name) => parameters.get(name) ?? ''
}

function headersOf(parts: RequestParts): Record<string, string> {
  return Object.fromEntries(Object.entries(parts.headers).map(([name, value]) => [name, String(value)]))
}

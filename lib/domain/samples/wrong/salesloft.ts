import { createHash } from 'node:crypto'
import { compactDecrypt } from 'jose'
import type { LaunchInput } from '@/lib/domain/samples/launches'
import { sampleCast, sampleId, sampleNumber } from '@/lib/domain/samples/people'
import { signSalesloftSample } from '@/lib/domain/samples/salesloft'
import {
  appendParameter,
  flipMiddle,
  prependParameter,
  readValue,
  removeParameter,
  renameParameter,
  replaceValue,
} from '@/lib/domain/samples/wrong/alter-request'
import { encryptToken, type TokenVariant } from '@/lib/domain/samples/wrong/encrypt-token'
import {
  otherId,
  signRecord,
  signSparse,
  type WrongLaunch,
  wrongSecrets,
} from '@/lib/domain/samples/wrong/wrong-launch'
import type { SignedRequest } from '@/lib/protocols/protocol'

const cipherText = 3
const contentTag = 4

const tampered: WrongLaunch[] = [
  {
    id: 'tampered-content',
    title: 'Altered content',
    description: 'One byte of the encrypted content is changed.',
    check: 'refuses-tampered-context',
    expected: 'refuse',
    build: async (input) => alterToken(await signSalesloftSample(input), cipherText, flipMiddle),
  },
  {
    id: 'tampered-tag',
    title: 'Altered tag',
    description: 'One byte of the authentication tag is changed.',
    check: 'refuses-tampered-signature',
    expected: 'refuse',
    build: async (input) => alterToken(await signSalesloftSample(input), contentTag, flipMiddle),
  },
  {
    id: 'short-tag',
    title: 'Tag cut short',
    description: 'Only the first four bytes of the authentication tag.',
    check: 'refuses-short-signature',
    expected: 'refuse',
    build: async (input) =>
      alterToken(await signSalesloftSample(input), contentTag, (tag) =>
        Buffer.from(tag, 'base64url').subarray(0, 4).toString('base64url'),
      ),
  },
]

const tenants: WrongLaunch[] = ['tenant_id', 'integration_id'].map((name) => ({
  id: `wrong-${name.replace('_', '-')}`,
  title: `Other ${name}`,
  description: `The ${name} beside the payload differs from the one inside.`,
  check: 'refuses-wrong-tenant',
  expected: 'refuse',
  build: async (input) => replaceValue(await signSalesloftSample(input), name, (id) => `${id}7`),
}))

const algorithms: WrongLaunch[] = [
  otherAlgorithm('direct-key', ['alg dir', 'The token’s alg is dir instead of A256GCMKW.'], 'dir'),
  otherAlgorithm(
    'short-content-key',
    ['enc A128GCM', 'The token’s enc is A128GCM instead of A256GCM.'],
    'a128gcm',
  ),
  otherAlgorithm(
    'compressed',
    ['Compressed content', 'The token’s content is compressed, which may be a bomb.'],
    'deflated',
  ),
]

const parameters: WrongLaunch[] = [
  ...['payload', 'tenant_id', 'integration_id'].map((name): WrongLaunch => {
    return {
      id: `missing-${name.replace('_', '-')}`,
      title: `Missing ${name}`,
      description: `The request has no ${name}.`,
      check: 'refuses-missing',
      expected: 'refuse',
      build: async (input) => removeParameter(await signSalesloftSample(input), name),
    }
  }),
  {
    id: 'doubled-payload-after',
    title: 'Second payload after',
    description: 'The right payload, and a broken one after it.',
    check: 'refuses-doubled',
    expected: 'refuse',
    build: async (input) => doublePayload(await signSalesloftSample(input), appendParameter),
  },
  {
    id: 'doubled-payload-before',
    title: 'Second payload before',
    description: 'A broken payload, and the right one after it.',
    check: 'refuses-doubled',
    expected: 'refuse',
    build: async (input) => doublePayload(await signSalesloftSample(input), prependParameter),
  },
  {
    id: 'clear-origin',
    title: 'Other origin outside',
    description: 'The origin beside the payload differs from the one inside.',
    check: 'ignores-clear-origin',
    expected: 'either',
    build: async (input) =>
      replaceValue(await signSalesloftSample(input), 'origin', () => clearOrigin(input)),
  },
  {
    id: 'replayed-nonce',
    title: 'Repeated nonce',
    description: 'The same nonce once more, as when a frame is reloaded.',
    check: null,
    expected: 'accept',
    build: (input) =>
      signSalesloftSample({
        ...input,
        record: { nonce: sampleId('replayed nonce', input.seed), ...input.record },
      }),
  },
]

const noise: WrongLaunch[] = [
  {
    id: 'no-token',
    title: 'Payload isn’t a token',
    description: 'The payload isn’t a token.',
    check: 'no-server-error',
    expected: 'either',
    build: async (input) => replaceValue(await signSalesloftSample(input), 'payload', () => 'a.b.c'),
  },
  {
    id: 'array-payload',
    title: 'payload[] parameter',
    description: 'The parameter is named payload[] instead of payload, which some frameworks read as a list.',
    check: 'no-server-error',
    expected: 'either',
    build: async (input) => renameParameter(await signSalesloftSample(input), 'payload', 'payload%5B%5D'),
  },
]

const states: WrongLaunch[] = [
  {
    id: 'record-not-found',
    title: 'Unknown record',
    description: 'A record that the integration doesn’t know.',
    check: 'state-record-not-found',
    expected: 'either',
    endpoints: ['custom_action', 'email_editor', 'people_page', 'account_page'],
    build: (input) =>
      signRecord(
        signSalesloftSample,
        input,
        input.endpoint === 'account_page'
          ? {
              account: {
                id: sampleNumber('unknown', input.seed, 999_999_999),
                name: sampleCast(input.seed).team,
              },
            }
          : {
              person: {
                id: sampleNumber('unknown', input.seed, 999_999_999),
                display_name: sampleCast(input.seed).lastName,
              },
            },
      ),
  },
  {
    id: 'user-unauthorised',
    title: 'Unknown user',
    description: 'A user that the integration doesn’t know.',
    check: 'state-user-unauthorised',
    expected: 'either',
    build: (input) =>
      signRecord(signSalesloftSample, input, { user_guid: sampleId('unknown user', input.seed) }),
  },
  {
    id: 'empty-fields',
    title: 'Empty fields',
    description: 'A record without name and email; in the email editor, no record.',
    check: 'state-empty-fields',
    expected: 'either',
    build: (input) => signSparse(signSalesloftSample, input),
  },
]

export const wrongSalesloft: readonly WrongLaunch[] = [
  ...tampered,
  ...wrongSecrets(signSalesloftSample),
  ...tenants,
  ...algorithms,
  ...parameters,
  ...noise,
  ...states,
]

/** The unsigned origin of that launch: a page that uses it posts messages to a forger. */
export function clearOrigin({ seed }: Pick<LaunchInput, 'seed'>): string {
  return seed === undefined
    ? 'https://clear-origin.example.com'
    : `https://app-${otherId({ seed }).slice(0, 8)}.com`
}

function alterToken(request: SignedRequest, part: number, change: (text: string) => string): SignedRequest {
  return replaceValue(request, 'payload', (token) =>
    token
      .split('.')
      .map((text, index) => (index === part ? change(text) : text))
      .join('.'),
  )
}

function otherAlgorithm(
  id: string,
  [title, description]: readonly [title: string, description: string],
  variant: TokenVariant,
): WrongLaunch {
  return {
    id,
    title,
    description,
    check: 'refuses-other-algorithms',
    expected: 'refuse',
    build: async (input) => {
      const request = await signSalesloftSample(input)
      const plaintext = await decrypt(readValue(request, 'payload'), input)
      return replaceValue(request, 'payload', () => encryptToken(plaintext, input.secret, variant))
    },
  }
}

async function decrypt(token: string, { secret }: LaunchInput): Promise<string> {
  const key = createHash('sha256').update(secret, 'utf8').digest()
  const { plaintext } = await compactDecrypt(token, key)
  return new TextDecoder().decode(plaintext)
}

function doublePayload(request: SignedRequest, add: typeof appendParameter): SignedRequest {
  return add(request, 'payload', flipMiddle(readValue(request, 'payload')))
}

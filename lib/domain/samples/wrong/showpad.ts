import type { LaunchInput } from '@/lib/domain/samples/launches'
import { sampleCast, sampleId } from '@/lib/domain/samples/people'
import { sampleBody, signShowpadSample } from '@/lib/domain/samples/showpad'
import { flipMiddle } from '@/lib/domain/samples/wrong/alter-request'
import {
  expiredSeconds,
  futureSeconds,
  nobodysSecret,
  signAt,
  signRecord,
  type WrongLaunch,
  wrongSecrets,
} from '@/lib/domain/samples/wrong/wrong-launch'
import { computeHmac } from '@/lib/protocols/hmac'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { signShowpad } from '@/lib/protocols/showpad'

const signatureHeader = 'x-showpad-signature-v1'
const timestampHeader = 'x-showpad-signature-timestamp'

const bodies: WrongLaunch[] = [
  {
    id: 'spaced-body',
    title: 'Body with spaces',
    description: 'A body with spaces, signed as it is.',
    check: 'verifies-raw-body',
    expected: 'accept',
    endpoints: ['recipientsearch'],
    build: async (input) => {
      const { body } = await signShowpadSample(input)
      return signShowpad({ ...input, body: respace(body ?? ''), secrets: [input.secret] })
    },
  },
  {
    id: 'reserialised-body',
    title: 'Reformatted body',
    description: 'The same JSON with other spaces, under the first signature.',
    check: 'verifies-raw-body',
    expected: 'refuse',
    build: async (input) => alterBody(await signShowpadSample(input), respace),
  },
  {
    id: 'tampered-body',
    title: 'Altered body',
    description: 'Another user in the body, under the first signature.',
    check: 'refuses-tampered-context',
    expected: 'refuse',
    build: async (input) =>
      alterBody(await signShowpadSample(input), (body) => {
        const data = JSON.parse(body) as { showpadInfo: object }
        const showpadInfo = { ...data.showpadInfo, username: sampleCast(input.seed).otherEmail }
        return JSON.stringify({ ...data, showpadInfo })
      }),
  },
  {
    id: 'later-timestamp',
    title: 'Altered timestamp',
    description: 'A later timestamp, under the first signature.',
    check: 'refuses-tampered-context',
    expected: 'refuse',
    build: async (input) => {
      const { body, headers } = await signAt(signShowpadSample, input, -60)
      const now = await signShowpadSample(input)
      return {
        ...now,
        body,
        headers: { ...headers, [timestampHeader]: now.headers[timestampHeader] ?? '' },
      }
    },
  },
]

const signatures: WrongLaunch[] = [
  {
    id: 'several-signatures',
    title: 'Right signature second',
    description: 'A signature by another secret, then the right one.',
    check: 'accepts-several-signatures',
    expected: 'accept',
    endpoints: ['recipientsearch'],
    build: (input) => signBySecrets(input, [nobodysSecret(input), input.secret]),
  },
  {
    id: 'several-signatures-before',
    title: 'Right signature first',
    description: 'The right signature, then one by another secret.',
    check: 'accepts-several-signatures',
    expected: 'accept',
    endpoints: ['recipientsearch'],
    build: (input) => signBySecrets(input, [input.secret, nobodysSecret(input)]),
  },
  {
    id: 'tampered-signature',
    title: 'Altered signature',
    description: 'One character of the signature is changed.',
    check: 'refuses-tampered-signature',
    expected: 'refuse',
    build: async (input) => alterHeader(await signShowpadSample(input), signatureHeader, flipMiddle),
  },
  {
    id: 'many-signatures',
    title: '100 wrong signatures',
    description: 'A list of 100 wrong signatures in one header.',
    check: 'refuses-tampered-signature',
    expected: 'refuse',
    build: async (input) =>
      alterHeader(await signShowpadSample(input), signatureHeader, (text) =>
        Array.from({ length: 100 }, () => flipMiddle(text)).join(','),
      ),
  },
  {
    id: 'short-signature',
    title: 'Half a signature',
    description: 'Only the first half of the signature.',
    check: 'refuses-short-signature',
    expected: 'refuse',
    build: async (input) =>
      alterHeader(await signShowpadSample(input), signatureHeader, (text) => text.slice(0, 22)),
  },
]

const times: WrongLaunch[] = [
  {
    id: 'expired',
    title: 'Expired',
    description: 'Signed six minutes ago.',
    check: 'refuses-expired',
    expected: 'refuse',
    build: (input) => signAt(signShowpadSample, input, -expiredSeconds),
  },
  {
    id: 'from-the-future',
    title: 'From the future',
    description: 'Signed ten minutes ahead of now.',
    check: 'refuses-future',
    expected: 'refuse',
    build: (input) => signAt(signShowpadSample, input, futureSeconds),
  },
  {
    id: 'malformed-timestamp',
    title: 'Invalid timestamp',
    description: 'Signed with a timestamp that isn’t a number.',
    check: 'refuses-malformed-timestamp',
    expected: 'refuse',
    build: async (input) => signTimestamp(await signShowpadSample(input), 'now', input),
  },
]

const headers: WrongLaunch[] = [
  ['signature', signatureHeader],
  ['timestamp', timestampHeader],
].map(([what = '', name = '']) => ({
  id: `missing-${what}`,
  title: `Missing ${what}`,
  description: `The request has no ${name} header.`,
  check: 'refuses-missing',
  expected: 'refuse',
  build: async (input) => {
    const request = await signShowpadSample(input)
    const { [name]: _, ...rest } = request.headers
    return { ...request, headers: rest }
  },
}))

const noise: WrongLaunch[] = [
  {
    id: 'no-json',
    title: 'Body isn’t JSON',
    description: 'A signed body that isn’t JSON.',
    check: 'no-server-error',
    expected: 'either',
    build: async (input) => signShowpad({ ...input, body: '{"showpadInfo":', secrets: [input.secret] }),
  },
  {
    id: 'no-base64-signature',
    title: 'Signature isn’t base64',
    description: 'A signature that isn’t base64.',
    check: 'no-server-error',
    expected: 'either',
    build: async (input) => alterHeader(await signShowpadSample(input), signatureHeader, () => '!,,!'),
  },
]

const states: WrongLaunch[] = [
  {
    id: 'record-not-found',
    title: 'Search without results',
    description: 'A search that finds nobody.',
    check: 'state-record-not-found',
    expected: 'either',
    endpoints: ['recipientsearch'],
    build: (input) => signRecord(signShowpadSample, input, { query: sampleId('unknown person', input.seed) }),
  },
  {
    id: 'user-unauthorised',
    title: 'Unknown user',
    description: 'A user that the connector doesn’t know.',
    check: 'state-user-unauthorised',
    expected: 'either',
    endpoints: ['recipientsearch'],
    build: (input) =>
      signRecord(signShowpadSample, input, {
        showpadInfo: { ...infoOf(input), username: sampleCast(input.seed).otherEmail },
      }),
  },
  {
    id: 'empty-fields',
    title: 'Empty search',
    description: 'A search for an empty text.',
    check: 'state-empty-fields',
    expected: 'either',
    endpoints: ['recipientsearch'],
    build: (input) => signRecord(signShowpadSample, input, { query: '' }),
  },
]

export const wrongShowpad: readonly WrongLaunch[] = [
  ...bodies,
  ...signatures,
  ...wrongSecrets(signShowpadSample),
  ...times,
  ...headers,
  ...noise,
  ...states,
]

function respace(body: string): string {
  return JSON.stringify(JSON.parse(body), null, 1)
}

function alterBody(request: SignedRequest, change: (body: string) => string): SignedRequest {
  return { ...request, body: change(request.body ?? '') }
}

function alterHeader(request: SignedRequest, name: string, change: (text: string) => string): SignedRequest {
  return { ...request, headers: { ...request.headers, [name]: change(request.headers[name] ?? '') } }
}

async function signBySecrets(input: LaunchInput, secrets: string[]): Promise<SignedRequest> {
  const { body } = await signShowpadSample(input)
  return signShowpad({ ...input, body: body ?? '', secrets })
}

function signTimestamp(request: SignedRequest, timestamp: string, { secret }: LaunchInput): SignedRequest {
  const signature = computeHmac(secret, `${request.body}.${timestamp}`, 'base64')
  const signed = { [signatureHeader]: signature, [timestampHeader]: timestamp }
  return { ...request, headers: { ...request.headers, ...signed } }
}

function infoOf({ endpoint, now, record, seed }: LaunchInput): object {
  const given = record?.showpadInfo
  return typeof given === 'object' && given !== null
    ? given
    : sampleBody(endpoint, 'ordinary', now, seed).showpadInfo
}

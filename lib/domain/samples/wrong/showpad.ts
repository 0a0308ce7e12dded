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
    title: 'A body with spaces, signed as it is',
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
    title: 'The same JSON with other spaces, under the same signature',
    check: 'verifies-raw-body',
    expected: 'refuse',
    build: async (input) => alterBody(await signShowpadSample(input), respace),
  },
  {
    id: 'tampered-body',
    title: 'Another user in the body, under the same signature',
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
    title: 'A later timestamp, under the same signature',
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
    title: 'The signature of another secret, then the right one',
    check: 'accepts-several-signatures',
    expected: 'accept',
    endpoints: ['recipientsearch'],
    build: (input) => signBySecrets(input, [nobodysSecret(input), input.secret]),
  },
  {
    id: 'several-signatures-before',
    title: 'The right signature, then that of another secret',
    check: 'accepts-several-signatures',
    expected: 'accept',
    endpoints: ['recipientsearch'],
    build: (input) => signBySecrets(input, [input.secret, nobodysSecret(input)]),
  },
  {
    id: 'tampered-signature',
    title: 'One character of the signature changed',
    check: 'refuses-tampered-signature',
    expected: 'refuse',
    build: async (input) => alterHeader(await signShowpadSample(input), signatureHeader, flipMiddle),
  },
  {
    id: 'many-signatures',
    title: 'A list of 100 wrong signatures',
    check: 'refuses-tampered-signature',
    expected: 'refuse',
    build: async (input) =>
      alterHeader(await signShowpadSample(input), signatureHeader, (text) =>
        Array.from({ length: 100 }, () => flipMiddle(text)).join(','),
      ),
  },
  {
    id: 'short-signature',
    title: 'The first half of the signature',
    check: 'refuses-short-signature',
    expected: 'refuse',
    build: async (input) =>
      alterHeader(await signShowpadSample(input), signatureHeader, (text) => text.slice(0, 22)),
  },
]

const times: WrongLaunch[] = [
  {
    id: 'expired',
    title: 'Signed six minutes ago',
    check: 'refuses-expired',
    expected: 'refuse',
    build: (input) => signAt(signShowpadSample, input, -expiredSeconds),
  },
  {
    id: 'from-the-future',
    title: 'Signed ten minutes from now',
    check: 'refuses-future',
    expected: 'refuse',
    build: (input) => signAt(signShowpadSample, input, futureSeconds),
  },
  {
    id: 'malformed-timestamp',
    title: 'Signed with a timestamp that is no number',
    check: 'refuses-malformed-timestamp',
    expected: 'refuse',
    build: async (input) => signTimestamp(await signShowpadSample(input), 'now', input),
  },
]

const headers: WrongLaunch[] = [signatureHeader, timestampHeader].map((name) => ({
  id: `missing-${name.split('-').at(-1) === 'v1' ? 'signature' : 'timestamp'}`,
  title: `Without ${name}`,
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
    title: 'A signed body that is no JSON',
    check: 'no-server-error',
    expected: 'either',
    build: async (input) => signShowpad({ ...input, body: '{"showpadInfo":', secrets: [input.secret] }),
  },
  {
    id: 'no-base64-signature',
    title: 'A signature that is no base64',
    check: 'no-server-error',
    expected: 'either',
    build: async (input) => alterHeader(await signShowpadSample(input), signatureHeader, () => '!,,!'),
  },
]

const states: WrongLaunch[] = [
  {
    id: 'record-not-found',
    title: 'A search that finds nobody',
    check: 'state-record-not-found',
    expected: 'either',
    endpoints: ['recipientsearch'],
    build: (input) => signRecord(signShowpadSample, input, { query: sampleId('unknown person', input.seed) }),
  },
  {
    id: 'user-unauthorised',
    title: 'A user that the connector does not know',
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
    title: 'An empty search',
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

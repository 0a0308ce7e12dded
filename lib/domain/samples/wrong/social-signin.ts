import type { LaunchInput } from '@/lib/domain/samples/launches'
import { sampleId } from '@/lib/domain/samples/people'
import { signSocialSigninSample } from '@/lib/domain/samples/social-signin'
import {
  appendParameter,
  flipMiddle,
  removeParameter,
  renameParameter,
  replaceValue,
} from '@/lib/domain/samples/wrong/alter-request'
import {
  expiredSeconds,
  otherId,
  signAt,
  signRecord,
  type WrongLaunch,
  wrongSecrets,
} from '@/lib/domain/samples/wrong/wrong-launch'
import { computeHmac } from '@/lib/protocols/hmac'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { signSocialSignin } from '@/lib/protocols/social-signin'

const tampered: WrongLaunch[] = [
  {
    id: 'tampered-parameter',
    title: 'Altered parameter',
    description: 'Another search or id, under the first signature.',
    check: 'refuses-tampered-context',
    expected: 'refuse',
    build: async (input) =>
      replaceValue(await signSocialSigninSample(input), subjectOf(input), () => otherId(input)),
  },
  {
    id: 'unsigned-parameter',
    title: 'Unsigned parameter',
    description: 'A search or id that was added after signing.',
    check: 'refuses-tampered-context',
    expected: 'refuse',
    build: async ({ url, secret, now, ...input }) =>
      appendParameter(
        signSocialSignin({ url, parameters: {}, secret, now }),
        subjectOf(input),
        otherId(input),
      ),
  },
  {
    id: 'later-expiry',
    title: 'Altered expires',
    description: 'A later expires, under the first signature.',
    check: 'refuses-tampered-context',
    expected: 'refuse',
    build: async (input) =>
      replaceValue(await signSocialSigninSample(input), 'expires', (expires) => String(Number(expires) + 60)),
  },
  {
    id: 'tampered-signature',
    title: 'Altered sig',
    description: 'One digit of sig is changed.',
    check: 'refuses-tampered-signature',
    expected: 'refuse',
    build: async (input) => replaceValue(await signSocialSigninSample(input), 'sig', flipMiddle),
  },
  {
    id: 'short-signature',
    title: 'Half a sig',
    description: 'Only the first half of sig.',
    check: 'refuses-short-signature',
    expected: 'refuse',
    build: async (input) =>
      replaceValue(await signSocialSigninSample(input), 'sig', (hex) => hex.slice(0, 32)),
  },
  {
    id: 'uppercase-signature',
    title: 'Upper-case sig',
    description: 'The right sig in upper case.',
    check: 'refuses-uppercase-signature',
    expected: 'refuse',
    build: async (input) =>
      replaceValue(await signSocialSigninSample(input), 'sig', (hex) => hex.toUpperCase()),
  },
]

const times: WrongLaunch[] = [
  {
    id: 'expired',
    title: 'Expired',
    description: 'Its expires was a minute ago.',
    check: 'refuses-expired',
    expected: 'refuse',
    build: (input) => signAt(signSocialSigninSample, input, -expiredSeconds),
  },
  {
    id: 'malformed-timestamp',
    title: 'Invalid expires',
    description: 'Signed with an expires that isn’t a number.',
    check: 'refuses-malformed-timestamp',
    expected: 'refuse',
    build: async (input) =>
      signAgain(
        replaceValue(await signSocialSigninSample(input), 'expires', () => 'never'),
        input,
      ),
  },
]

const parameters: WrongLaunch[] = [
  ...['sig', 'expires'].flatMap((name): WrongLaunch[] => [
    {
      id: `missing-${name}`,
      title: `Missing ${name}`,
      description: `The request has no ${name}.`,
      check: 'refuses-missing',
      expected: 'refuse',
      build: async (input) => removeParameter(await signSocialSigninSample(input), name),
    },
    {
      id: `array-${name}`,
      title: `${name}[] parameter`,
      description: `The parameter is named ${name}[] instead of ${name}, which some frameworks read as a list.`,
      check: 'refuses-missing',
      expected: 'refuse',
      build: async (input) => renameParameter(await signSocialSigninSample(input), name, `${name}%5B%5D`),
    },
  ]),
  {
    id: 'doubled-parameter',
    title: 'Duplicate parameter',
    description: 'The right search or id, and another one after it.',
    check: 'refuses-doubled',
    expected: 'refuse',
    // Only after it: PHP reads the last one, so the right one there is the signed query.
    build: async (input) =>
      appendParameter(await signSocialSigninSample(input), subjectOf(input), otherId(input)),
  },
]

const noise: WrongLaunch[] = [
  {
    id: 'foreign-signature',
    title: 'Non-ASCII sig',
    description: 'A sig of 64 bytes that aren’t ASCII.',
    check: 'no-server-error',
    expected: 'either',
    build: async (input) => replaceValue(await signSocialSigninSample(input), 'sig', () => 'ж'.repeat(32)),
  },
  {
    id: 'nul-parameter',
    title: 'NUL in parameter',
    description: 'A signed search or id with a NUL character.',
    check: 'no-server-error',
    expected: 'either',
    build: (input) =>
      signRecord(signSocialSigninSample, input, { [subjectOf(input)]: `${otherId(input)}\0` }),
  },
]

const states: WrongLaunch[] = [
  {
    id: 'record-not-found',
    title: 'Unknown record',
    description: 'An id or a search that finds nobody.',
    check: 'state-record-not-found',
    expected: 'either',
    build: (input) =>
      signRecord(signSocialSigninSample, input, {
        [subjectOf(input)]: sampleId('unknown person', input.seed),
      }),
  },
  {
    id: 'empty-fields',
    title: 'Empty parameter',
    description: 'An empty search or id, signed.',
    check: 'state-empty-fields',
    expected: 'either',
    build: (input) => signRecord(signSocialSigninSample, input, { [subjectOf(input)]: '' }),
  },
]

export const wrongSocialSignin: readonly WrongLaunch[] = [
  ...tampered,
  ...wrongSecrets(signSocialSigninSample),
  ...times,
  ...parameters,
  ...noise,
  ...states,
]

function subjectOf({ endpoint }: Pick<LaunchInput, 'endpoint'>): 'q' | 'id' {
  return endpoint === 'search' ? 'q' : 'id'
}

/** The request with a signature that fits its changed query. */
function signAgain(request: SignedRequest, { secret }: LaunchInput): SignedRequest {
  const unsigned = removeParameter(request, 'sig')
  const query = unsigned.url.slice(unsigned.url.indexOf('?') + 1)
  return appendParameter(unsigned, 'sig', computeHmac(secret, query, 'hex'))
}

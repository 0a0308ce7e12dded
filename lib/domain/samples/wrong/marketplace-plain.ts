import { signMarketplaceSample } from '@/lib/domain/samples/marketplace'
import {
  alterPairs,
  appendParameter,
  flipMiddle,
  prependParameter,
  readValue,
  removeParameter,
  renameParameter,
  replaceValue,
} from '@/lib/domain/samples/wrong/alter-request'
import { marketplaceStates } from '@/lib/domain/samples/wrong/marketplace-encrypted'
import { otherId, signAt, type WrongLaunch, wrongSecrets } from '@/lib/domain/samples/wrong/wrong-launch'
import { computeHmac } from '@/lib/protocols/hmac'
import type { SignedRequest } from '@/lib/protocols/protocol'

const hourSeconds = 3600

export const wrongMarketplacePlain: readonly WrongLaunch[] = [
  {
    id: 'tampered-location',
    title: 'Swapped location',
    description: 'Another location, under the first hmac.',
    check: 'refuses-tampered-context',
    expected: 'refuse',
    build: async (input) => replaceValue(await signMarketplaceSample(input), 'location_id', (id) => `${id}7`),
  },
  {
    id: 'later-timestamp',
    title: 'Altered timestamp',
    description: 'A later timestamp, under the first hmac.',
    check: 'refuses-tampered-context',
    expected: 'refuse',
    build: async (input) =>
      replaceValue(await signAt(signMarketplaceSample, input, -60), 'timestamp', (seconds) =>
        String(Number(seconds) + 60),
      ),
  },
  {
    id: 'moved-boundary',
    title: 'Moved boundary',
    description: 'The timestamp’s first digit is the last character of the location, under the first hmac.',
    check: 'refuses-tampered-context',
    expected: 'refuse',
    build: async (input) => moveBoundary(await signMarketplaceSample(input)),
  },
  {
    id: 'tampered-signature',
    title: 'Altered hmac',
    description: 'One digit of the hmac is changed.',
    check: 'refuses-tampered-signature',
    expected: 'refuse',
    build: async (input) => replaceValue(await signMarketplaceSample(input), 'hmac', flipMiddle),
  },
  {
    id: 'short-signature',
    title: 'Half an hmac',
    description: 'Only the first half of the hmac.',
    check: 'refuses-short-signature',
    expected: 'refuse',
    build: async (input) =>
      replaceValue(await signMarketplaceSample(input), 'hmac', (hex) => hex.slice(0, 32)),
  },
  {
    id: 'uppercase-signature',
    title: 'Upper-case hmac',
    description: 'The right hmac in upper case.',
    check: 'refuses-uppercase-signature',
    expected: 'refuse',
    build: async (input) =>
      replaceValue(await signMarketplaceSample(input), 'hmac', (hex) => hex.toUpperCase()),
  },
  ...wrongSecrets(signMarketplaceSample),
  {
    id: 'expired',
    title: 'Expired',
    description: 'Signed an hour ago.',
    check: 'refuses-expired',
    expected: 'refuse',
    build: (input) => signAt(signMarketplaceSample, input, -hourSeconds),
  },
  {
    id: 'from-the-future',
    title: 'From the future',
    description: 'Signed an hour ahead of now.',
    check: 'refuses-future',
    expected: 'refuse',
    build: (input) => signAt(signMarketplaceSample, input, hourSeconds),
  },
  {
    id: 'malformed-timestamp',
    title: 'Invalid timestamp',
    description: 'Signed with a timestamp that isn’t a number.',
    check: 'refuses-malformed-timestamp',
    expected: 'refuse',
    build: async (input) => {
      const request = replaceValue(await signMarketplaceSample(input), 'timestamp', () => 'now')
      const signed = `${readValue(request, 'location_id')}now`
      return replaceValue(request, 'hmac', () => computeHmac(input.secret, signed, 'hex'))
    },
  },
  ...['location_id', 'timestamp', 'hmac'].map((name): WrongLaunch => {
    return {
      id: `missing-${name.replace('_', '-')}`,
      title: `Missing ${name}`,
      description: `The request has no ${name}.`,
      check: 'refuses-missing',
      expected: 'refuse',
      build: async (input) => removeParameter(await signMarketplaceSample(input), name),
    }
  }),
  {
    id: 'doubled-location-after',
    title: 'Second location after',
    description: 'The right location, and another one after it.',
    check: 'refuses-doubled',
    expected: 'refuse',
    build: async (input) =>
      appendParameter(await signMarketplaceSample(input), 'location_id', otherId(input)),
  },
  {
    id: 'doubled-location-before',
    title: 'Second location before',
    description: 'Another location, and the right one after it.',
    check: 'refuses-doubled',
    expected: 'refuse',
    build: async (input) =>
      prependParameter(await signMarketplaceSample(input), 'location_id', otherId(input)),
  },
  {
    id: 'foreign-signature',
    title: 'Non-ASCII hmac',
    description: 'An hmac of 64 bytes that aren’t ASCII.',
    check: 'no-server-error',
    expected: 'either',
    build: async (input) => replaceValue(await signMarketplaceSample(input), 'hmac', () => 'ж'.repeat(32)),
  },
  {
    id: 'array-location',
    title: 'location_id[] parameter',
    description:
      'The parameter is named location_id[] instead of location_id, which some frameworks read as a list.',
    check: 'no-server-error',
    expected: 'either',
    build: async (input) =>
      renameParameter(await signMarketplaceSample(input), 'location_id', 'location_id%5B%5D'),
  },
  ...marketplaceStates,
]

function moveBoundary(request: SignedRequest): SignedRequest {
  const location = readValue(request, 'location_id')
  const timestamp = readValue(request, 'timestamp')
  return alterPairs(request, (pairs) =>
    pairs.map((pair) => {
      if (pair[0] === 'location_id') return [pair[0], `${location}${timestamp.slice(0, 1)}`]
      return pair[0] === 'timestamp' ? [pair[0], timestamp.slice(1)] : pair
    }),
  )
}

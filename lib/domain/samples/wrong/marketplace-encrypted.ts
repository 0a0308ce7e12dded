import type { LaunchInput } from '@/lib/domain/samples/launches'
import { signMarketplaceSample } from '@/lib/domain/samples/marketplace'
import { sampleCode } from '@/lib/domain/samples/people'
import {
  appendParameter,
  flipMiddle,
  prependParameter,
  readValue,
  renameParameter,
  replaceValue,
  writeValue,
} from '@/lib/domain/samples/wrong/alter-request'
import {
  signRecord,
  signSparse,
  type WrongLaunch,
  wrongSecrets,
} from '@/lib/domain/samples/wrong/wrong-launch'
import type { SignedRequest } from '@/lib/protocols/protocol'

const saltAt = 8
const blockBytes = 16

/** The states of either mode. */
export const marketplaceStates: readonly WrongLaunch[] = [
  {
    id: 'record-not-found',
    title: 'Unknown contact',
    description: 'A location and a contact that the app doesn’t know.',
    check: 'state-record-not-found',
    expected: 'either',
    build: (input) =>
      signRecord(signMarketplaceSample, input, {
        location_id: sampleCode('unknown location', input.seed, 'unknown-location'),
        contact_id: sampleCode('unknown contact', input.seed, 'unknown'),
        contact_api_id: sampleCode('unknown contact', input.seed, 'unknown'),
      }),
  },
  {
    id: 'user-unauthorised',
    title: 'Unknown user',
    description: 'A user that the app doesn’t know.',
    check: 'state-user-unauthorised',
    expected: 'either',
    build: (input) =>
      signRecord(signMarketplaceSample, input, {
        user_id: sampleCode('unknown user', input.seed, 'unknown-user'),
      }),
  },
  {
    id: 'empty-fields',
    title: 'No contact',
    description: 'No contact is open, so none is named.',
    check: 'state-empty-fields',
    expected: 'either',
    build: (input) => signSparse(signMarketplaceSample, input),
  },
]

/** Every way to break the encrypted data: without a MAC, a receiver may not let them be told apart. */
const unreadable: WrongLaunch[] = [
  // The key follows from the salt, so none of the content is readable.
  brokenData('flipped-salt', ['Altered salt', 'One byte of the salt is changed.'], (bytes) =>
    flip(bytes, saltAt),
  ),
  brokenData('flipped-content', ['Altered last block', 'One byte of the last block is changed.'], (bytes) =>
    flip(bytes, bytes.length - 1),
  ),
  // In CBC it changes one byte of the next block: here the last one, which is the padding.
  brokenData(
    'flipped-padding',
    ['Broken padding', 'One byte is changed so that only the padding breaks.'],
    (bytes) => flip(bytes, bytes.length - blockBytes - 1),
  ),
  // The first block is lost, with it the brace that opens the JSON; the padding stays right.
  brokenData(
    'flipped-first-block',
    ['Altered first block', 'One byte of the first block is changed; the padding stays right.'],
    (bytes) => flip(bytes, saltAt + 8),
  ),
  brokenData('cut-data', ['Data cut short', 'The data without its last block.'], (bytes) =>
    bytes.subarray(0, bytes.length - blockBytes),
  ),
]

export const wrongMarketplaceEncrypted: readonly WrongLaunch[] = [
  ...unreadable,
  ...wrongSecrets(signMarketplaceSample),
  {
    id: 'missing-data',
    title: 'Empty data',
    description: 'The data is there and empty.',
    check: 'refuses-missing',
    expected: 'refuse',
    build: async (input) => replaceValue(await signMarketplaceSample(input), 'data', () => ''),
  },
  {
    id: 'doubled-data-after',
    title: 'Second data after',
    description: 'The right data, and broken data after it.',
    check: 'refuses-doubled',
    expected: 'refuse',
    build: async (input) => {
      const request = await signMarketplaceSample(input)
      return appendParameter(request, 'data', flipMiddle(readValue(request, 'data')))
    },
  },
  {
    id: 'doubled-data-before',
    title: 'Second data before',
    description: 'Broken data, and the right data after it.',
    check: 'refuses-doubled',
    expected: 'refuse',
    build: async (input) => {
      const request = await signMarketplaceSample(input)
      return prependParameter(request, 'data', flipMiddle(readValue(request, 'data')))
    },
  },
  {
    id: 'raw-plus',
    title: 'Unencoded +',
    description: 'The data’s + isn’t percent-encoded in the URL, so it reads as a space.',
    check: 'refuses-raw-plus',
    expected: 'either',
    build: async (input) =>
      writeValue(await signWithPlus(input), 'data', (text) => text.replaceAll('%2B', '+')),
  },
  {
    id: 'no-base64',
    title: 'Data isn’t base64',
    description: 'The data isn’t base64.',
    check: 'no-server-error',
    expected: 'either',
    build: async (input) => replaceValue(await signMarketplaceSample(input), 'data', () => '!'),
  },
  {
    id: 'array-data',
    title: 'data[] parameter',
    description: 'The parameter is named data[] instead of data, which some frameworks read as a list.',
    check: 'no-server-error',
    expected: 'either',
    build: async (input) => renameParameter(await signMarketplaceSample(input), 'data', 'data%5B%5D'),
  },
  ...marketplaceStates,
]

function brokenData(
  id: string,
  [title, description]: readonly [title: string, description: string],
  change: (bytes: Buffer) => Buffer,
): WrongLaunch {
  return {
    id,
    title,
    description,
    check: 'refuses-tampered-context',
    expected: 'refuse',
    build: async (input) =>
      replaceValue(await signMarketplaceSample(input), 'data', (data) =>
        change(Buffer.from(data, 'base64')).toString('base64'),
      ),
  }
}

function flip(bytes: Buffer, at: number): Buffer {
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
  return bytes
}

/** The salt is random: of a few launches one has a "+" in its base64. */
async function signWithPlus(input: LaunchInput): Promise<SignedRequest> {
  let request = await signMarketplaceSample(input)
  for (let tries = 0; tries < 50 && !request.url.includes('%2B'); tries += 1)
    request = await signMarketplaceSample(input)
  return request
}

import type { LaunchInput } from '@/lib/domain/samples/launches'
import { sampleCast, sampleId } from '@/lib/domain/samples/people'
import { sampleCompany, samplePerson } from '@/lib/domain/samples/records'
import { signSureSendSample } from '@/lib/domain/samples/sure-send'
import {
  appendParameter,
  flipMiddle,
  prependParameter,
  readValue,
  removeParameter,
  renameParameter,
  replaceValue,
  writeValue,
} from '@/lib/domain/samples/wrong/alter-request'
import {
  expiredSeconds,
  futureSeconds,
  otherId,
  signAt,
  signRecord,
  signSparse,
  type WrongLaunch,
  wrongSecrets,
} from '@/lib/domain/samples/wrong/wrong-launch'

const tampered: WrongLaunch[] = [
  {
    id: 'tampered-context',
    title: 'Swapped context',
    description: 'Another record’s context, under the signature of the first.',
    check: 'refuses-tampered-context',
    expected: 'refuse',
    build: async (input) =>
      replaceValue(await signSureSendSample(input), 'context', (context) => nameAnother(context, input)),
  },
  {
    id: 'tampered-signature',
    title: 'Altered signature',
    description: 'One digit of the signature is changed.',
    check: 'refuses-tampered-signature',
    expected: 'refuse',
    build: async (input) => replaceValue(await signSureSendSample(input), 'signature', flipMiddle),
  },
  {
    id: 'short-signature',
    title: 'Half a signature',
    description: 'Only the first half of the signature.',
    check: 'refuses-short-signature',
    expected: 'refuse',
    build: async (input) =>
      replaceValue(await signSureSendSample(input), 'signature', (hex) => hex.slice(0, 32)),
  },
  {
    id: 'cut-signature',
    title: 'Signature cut short',
    description: 'The signature without its last digit.',
    check: 'refuses-short-signature',
    expected: 'refuse',
    build: async (input) =>
      replaceValue(await signSureSendSample(input), 'signature', (hex) => hex.slice(0, -1)),
  },
  {
    id: 'uppercase-signature',
    title: 'Upper-case signature',
    description: 'The right signature in upper case.',
    check: 'refuses-uppercase-signature',
    expected: 'refuse',
    build: async (input) =>
      replaceValue(await signSureSendSample(input), 'signature', (hex) => hex.toUpperCase()),
  },
]

const times: WrongLaunch[] = [
  {
    id: 'expired',
    title: 'Expired',
    description: 'Signed six minutes ago.',
    check: 'refuses-expired',
    expected: 'refuse',
    build: (input) => signAt(signSureSendSample, input, -expiredSeconds),
  },
  {
    id: 'from-the-future',
    title: 'From the future',
    description: 'Signed ten minutes ahead of now.',
    check: 'refuses-future',
    expected: 'refuse',
    build: (input) => signAt(signSureSendSample, input, futureSeconds),
  },
  {
    id: 'malformed-timestamp',
    title: 'Invalid timestamp',
    description: 'Signed with a timestamp that isn’t a time.',
    check: 'refuses-malformed-timestamp',
    expected: 'refuse',
    build: (input) => signRecord(signSureSendSample, input, { timestamp: 'now' }),
  },
]

const parameters: WrongLaunch[] = [
  ...['context', 'signature'].map((name): WrongLaunch => {
    return {
      id: `missing-${name}`,
      title: `Missing ${name}`,
      description: `The request has no ${name}.`,
      check: 'refuses-missing',
      expected: 'refuse',
      build: async (input) => removeParameter(await signSureSendSample(input), name),
    }
  }),
  {
    id: 'empty-signature',
    title: 'Empty signature',
    description: 'The signature is there and empty.',
    check: 'refuses-missing',
    expected: 'refuse',
    build: async (input) => replaceValue(await signSureSendSample(input), 'signature', () => ''),
  },
  {
    id: 'doubled-context-after',
    title: 'Second context after',
    description: 'The right context, and another record’s context after it.',
    check: 'refuses-doubled',
    expected: 'refuse',
    build: async (input) => {
      const request = await signSureSendSample(input)
      return appendParameter(request, 'context', nameAnother(readValue(request, 'context'), input))
    },
  },
  {
    id: 'doubled-context-before',
    title: 'Second context before',
    description: 'Another record’s context, and the right one after it.',
    check: 'refuses-doubled',
    expected: 'refuse',
    build: async (input) => {
      const request = await signSureSendSample(input)
      return prependParameter(request, 'context', nameAnother(readValue(request, 'context'), input))
    },
  },
  {
    id: 'doubled-signature',
    title: 'Duplicate signature',
    description: 'The right signature, and a wrong one after it.',
    check: 'refuses-doubled',
    expected: 'refuse',
    build: async (input) => {
      const request = await signSureSendSample(input)
      return appendParameter(request, 'signature', flipMiddle(readValue(request, 'signature')))
    },
  },
  {
    id: 'raw-plus',
    title: 'Unencoded +',
    description: 'The context’s + isn’t percent-encoded in the URL, so it reads as a space.',
    check: 'refuses-raw-plus',
    expected: 'either',
    build: async (input) =>
      writeValue(await signSureSendSample({ ...input, sample: 'unicode' }), 'context', (written) =>
        written.replaceAll('%2B', '+'),
      ),
  },
]

const noise: WrongLaunch[] = [
  {
    id: 'array-context',
    title: 'context[] parameter',
    description: 'The parameter is named context[] instead of context, which some frameworks read as a list.',
    check: 'no-server-error',
    expected: 'either',
    build: async (input) => renameParameter(await signSureSendSample(input), 'context', 'context[]'),
  },
  {
    id: 'foreign-signature',
    title: 'Non-ASCII signature',
    description: 'A signature of 64 bytes that aren’t ASCII.',
    check: 'no-server-error',
    expected: 'either',
    build: async (input) => replaceValue(await signSureSendSample(input), 'signature', () => 'ж'.repeat(32)),
  },
  {
    id: 'nul-context',
    title: 'NUL in context',
    description: 'The context ends with a NUL character.',
    check: 'no-server-error',
    expected: 'either',
    build: async (input) => writeValue(await signSureSendSample(input), 'context', (text) => `${text}%00`),
  },
  {
    id: 'broken-percent',
    title: 'Broken percent-encoding',
    description: 'The context ends with a percent sign that encodes nothing.',
    check: 'no-server-error',
    expected: 'either',
    build: async (input) =>
      writeValue(await signSureSendSample(input), 'context', (text) => `${text}%E0%A4%A`),
  },
]

const states: WrongLaunch[] = [
  {
    id: 'record-not-found',
    title: 'Unknown record',
    description: 'A record that the widget doesn’t know.',
    check: 'state-record-not-found',
    expected: 'either',
    build: (input) =>
      signRecord(
        signSureSendSample,
        input,
        input.endpoint === 'company'
          ? {
              company: {
                ...sampleCompany('ordinary', input.seed),
                id: sampleId('unknown company', input.seed),
              },
            }
          : {
              person: { ...samplePerson('ordinary', input.seed), id: sampleId('unknown person', input.seed) },
            },
      ),
  },
  {
    id: 'user-unauthorised',
    title: 'Unknown user',
    description: 'A user and a team that the widget doesn’t know.',
    check: 'state-user-unauthorised',
    expected: 'either',
    build: (input) =>
      signRecord(signSureSendSample, input, {
        team: { id: sampleId('unknown team', input.seed), name: sampleCast(input.seed).company.name },
        user: { id: sampleId('unknown user', input.seed), email: sampleCast(input.seed).otherEmail },
      }),
  },
  {
    id: 'empty-fields',
    title: 'Empty fields',
    description: 'A record without name, email and phone.',
    check: 'state-empty-fields',
    expected: 'either',
    build: (input) => signSparse(signSureSendSample, input),
  },
]

export const wrongSureSend: readonly WrongLaunch[] = [
  ...tampered,
  ...wrongSecrets(signSureSendSample),
  ...times,
  ...parameters,
  ...noise,
  ...states,
]

/** The same context about another record; still valid base64 of valid JSON. */
function nameAnother(context: string, input: LaunchInput): string {
  const data = JSON.parse(Buffer.from(context, 'base64').toString('utf8')) as object
  const other = Object.entries(data).map(([name, value]) =>
    name === 'person' || name === 'company'
      ? [name, { ...Object(value), id: otherId(input) }]
      : [name, value],
  )
  return Buffer.from(JSON.stringify(Object.fromEntries(other)), 'utf8').toString('base64')
}

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
    title: 'The context of another record, under the same signature',
    check: 'refuses-tampered-context',
    expected: 'refuse',
    build: async (input) =>
      replaceValue(await signSureSendSample(input), 'context', (context) => nameAnother(context, input)),
  },
  {
    id: 'tampered-signature',
    title: 'One digit of the signature changed',
    check: 'refuses-tampered-signature',
    expected: 'refuse',
    build: async (input) => replaceValue(await signSureSendSample(input), 'signature', flipMiddle),
  },
  {
    id: 'short-signature',
    title: 'The first half of the signature',
    check: 'refuses-short-signature',
    expected: 'refuse',
    build: async (input) =>
      replaceValue(await signSureSendSample(input), 'signature', (hex) => hex.slice(0, 32)),
  },
  {
    id: 'cut-signature',
    title: 'The signature without its last digit',
    check: 'refuses-short-signature',
    expected: 'refuse',
    build: async (input) =>
      replaceValue(await signSureSendSample(input), 'signature', (hex) => hex.slice(0, -1)),
  },
  {
    id: 'uppercase-signature',
    title: 'The right signature in upper case',
    check: 'refuses-uppercase-signature',
    expected: 'refuse',
    build: async (input) =>
      replaceValue(await signSureSendSample(input), 'signature', (hex) => hex.toUpperCase()),
  },
]

const times: WrongLaunch[] = [
  {
    id: 'expired',
    title: 'Signed six minutes ago',
    check: 'refuses-expired',
    expected: 'refuse',
    build: (input) => signAt(signSureSendSample, input, -expiredSeconds),
  },
  {
    id: 'from-the-future',
    title: 'Signed ten minutes from now',
    check: 'refuses-future',
    expected: 'refuse',
    build: (input) => signAt(signSureSendSample, input, futureSeconds),
  },
  {
    id: 'malformed-timestamp',
    title: 'Signed with a timestamp that is no time',
    check: 'refuses-malformed-timestamp',
    expected: 'refuse',
    build: (input) => signRecord(signSureSendSample, input, { timestamp: 'now' }),
  },
]

const parameters: WrongLaunch[] = [
  ...['context', 'signature'].map((name): WrongLaunch => {
    return {
      id: `missing-${name}`,
      title: `Without ${name}`,
      check: 'refuses-missing',
      expected: 'refuse',
      build: async (input) => removeParameter(await signSureSendSample(input), name),
    }
  }),
  {
    id: 'empty-signature',
    title: 'With an empty signature',
    check: 'refuses-missing',
    expected: 'refuse',
    build: async (input) => replaceValue(await signSureSendSample(input), 'signature', () => ''),
  },
  {
    id: 'doubled-context-after',
    title: 'The right context, and another one after it',
    check: 'refuses-doubled',
    expected: 'refuse',
    build: async (input) => {
      const request = await signSureSendSample(input)
      return appendParameter(request, 'context', nameAnother(readValue(request, 'context'), input))
    },
  },
  {
    id: 'doubled-context-before',
    title: 'The right context, and another one before it',
    check: 'refuses-doubled',
    expected: 'refuse',
    build: async (input) => {
      const request = await signSureSendSample(input)
      return prependParameter(request, 'context', nameAnother(readValue(request, 'context'), input))
    },
  },
  {
    id: 'doubled-signature',
    title: 'The right signature, and another one after it',
    check: 'refuses-doubled',
    expected: 'refuse',
    build: async (input) => {
      const request = await signSureSendSample(input)
      return appendParameter(request, 'signature', flipMiddle(readValue(request, 'signature')))
    },
  },
  {
    id: 'raw-plus',
    title: 'A context whose + stands unencoded in the URL, where it means a space',
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
    title: 'context[] in the place of context',
    check: 'no-server-error',
    expected: 'either',
    build: async (input) => renameParameter(await signSureSendSample(input), 'context', 'context[]'),
  },
  {
    id: 'foreign-signature',
    title: 'A signature of 64 bytes that are no ASCII',
    check: 'no-server-error',
    expected: 'either',
    build: async (input) => replaceValue(await signSureSendSample(input), 'signature', () => 'ж'.repeat(32)),
  },
  {
    id: 'nul-context',
    title: 'A context with a NUL character',
    check: 'no-server-error',
    expected: 'either',
    build: async (input) => writeValue(await signSureSendSample(input), 'context', (text) => `${text}%00`),
  },
  {
    id: 'broken-percent',
    title: 'A context with a percent sign that encodes nothing',
    check: 'no-server-error',
    expected: 'either',
    build: async (input) =>
      writeValue(await signSureSendSample(input), 'context', (text) => `${text}%E0%A4%A`),
  },
]

const states: WrongLaunch[] = [
  {
    id: 'record-not-found',
    title: 'A record that the widget does not know',
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
    title: 'A user and a team that the widget does not know',
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
    title: 'A record without name, email and phone',
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

/** The same context about somebody else; still valid base64 of valid JSON. */
function nameAnother(context: string, input: LaunchInput): string {
  const data = JSON.parse(Buffer.from(context, 'base64').toString('utf8')) as object
  const other = Object.entries(data).map(([name, value]) =>
    name === 'person' || name === 'company'
      ? [name, { ...Object(value), id: otherId(input) }]
      : [name, value],
  )
  return Buffer.from(JSON.stringify(Object.fromEntries(other)), 'utf8').toString('base64')
}

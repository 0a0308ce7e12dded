import { createHmac } from 'node:crypto'
import {
  commonChecks,
  expiryChecks,
  framedChecks,
  namedChecks,
  signatureChecks,
} from '@/lib/domain/profiles/check-groups'
import { inFiveMinutes, isAnySuccess, listOffered, requireRecord } from '@/lib/domain/profiles/launch-parts'
import type { Attempt, Profile } from '@/lib/domain/profiles/profile'
import { describeSigned, readFirst, toReadable, writeDigest } from '@/lib/domain/profiles/signed-text'
import { type LaunchSubject, toSeconds } from '@/lib/domain/protocols/launch-subject'
import { isRecordPlacement } from '@/lib/domain/protocols/placements.schema'
import { sureSendFacts as facts } from '@/lib/domain/protocols/sure-send.schema'
import { checkPlacements, requireAddress } from '@/lib/domain/protocols/widget-settings'
import { addressOf } from '@/lib/domain/protocols/widget-settings.schema'
import type { LaunchInput } from '@/lib/domain/samples/launches'
import { sampleId } from '@/lib/domain/samples/people'
import { sampleCompany, samplePerson } from '@/lib/domain/samples/records'
import { signSureSendSample } from '@/lib/domain/samples/sure-send'
import { readValue, replaceValue } from '@/lib/domain/samples/wrong/alter-request'
import { wrongSureSend } from '@/lib/domain/samples/wrong/sure-send'
import { openSureSend } from '@/lib/domain/signature-doctor/examine-sure-send'
import { checkTogether } from '@/lib/errors'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { type SureSendContext, signSureSend, verifySureSend } from '@/lib/protocols/sure-send'

/** The context of one launch, in exactly the seed's shape. */
export function buildContext(
  input: {
    team: { id: string; name: string }
    user: { id: string; email: string }
    subject: Exclude<LaunchSubject, { kind: 'none' }>
  },
  now: Date,
): SureSendContext {
  const { team, user, subject } = input
  const record = subject.kind === 'person' ? { person: subject.person } : { company: subject.company }
  return { team, user, ...record, timestamp: toSeconds(now) }
}

const attempts: Attempt[] = [
  {
    finding:
      'Your server accepts a signature over the decoded JSON. Verify the base64 text exactly as it is in the URL.',
    sign: (input) =>
      signContext(input, (context) =>
        createHmac('sha256', input.secret).update(Buffer.from(context, 'base64')).digest('hex'),
      ),
  },
  {
    finding:
      'Your server accepts a signature made with the hex-decoded secret. Use the secret’s 64 characters as text.',
    sign: (input) =>
      signContext(input, (context) =>
        createHmac('sha256', Buffer.from(input.secret, 'hex')).update(context).digest('hex'),
      ),
  },
  {
    finding: 'Your server accepts a signature in base64. The published format is lower-case hex.',
    sign: (input) =>
      signContext(input, (context) => createHmac('sha256', input.secret).update(context).digest('base64')),
  },
]

async function signContext(input: LaunchInput, sign: (context: string) => string): Promise<SignedRequest> {
  const request = await signSureSendSample(input)
  return replaceValue(request, 'signature', () => sign(readValue(request, 'context')))
}

export const sureSendProfile: Profile = {
  facts,
  verify: verifySureSend,
  checkSettings: (input) => ({
    ...checkTogether({
      url: () => requireAddress(input.url, 'url', facts.takenNames),
      placements: () => checkPlacements(facts.placements, input.placements),
    }),
    settings: {},
  }),
  modeOf: () => undefined,
  places: {
    endpoints: ['person', 'company'],
    list: (version) => listOffered(version).filter(isRecordPlacement),
    resolve: ({ url }, place) => ({ endpoint: place === 'company' ? 'company' : 'person', url }),
  },
  launch: {
    isDetailed: false,
    sign: async ({ version, placement, team, user, subject, secret, now }) => {
      const context = buildContext({ team, user, subject: requireRecord(subject) }, now)
      const request = signSureSend({ url: addressOf(version, placement), context, secret })
      return { request, expiresAt: inFiveMinutes(now), nonce: null }
    },
    tampering: { what: 'context', parameters: [{ name: 'context', at: 8 }] },
  },
  samples: {
    sign: signSureSendSample,
    wrong: () => wrongSureSend,
    describeSender: ({ isOtherUser, isOtherTeam }) => ({
      ...(isOtherUser ? { user: { id: sampleId('another user'), email: 'colleague@example.com' } } : {}),
      ...(isOtherTeam ? { team: { id: sampleId('another team'), name: 'Another sample team' } } : {}),
    }),
  },
  sandbox: {
    describeRecord: () => ({}),
    leftOut: {},
    exampleOf: (place) =>
      place === 'company' ? { company: sampleCompany('ordinary') } : { person: samplePerson('ordinary') },
    readSignedText: (request) =>
      describeSigned(
        'HMAC-SHA256, in lower-case hex, of the base64 text of the context',
        readFirst(request, 'context'),
        readFirst(request, 'signature'),
        { travelsInUrl: true },
      ),
    writeOpenssl: (signed) => writeDigest(signed, 'hex'),
    receive: verifySureSend,
    readContent: (request) => {
      const context = readFirst(request, 'context')
      return context === null ? null : toReadable(Buffer.from(context, 'base64').toString('utf8'))
    },
  },
  openPasted: openSureSend,
  certification: {
    recordExample: '{"team":{"id":"…","name":"…"}}',
    checks: () => [
      ...commonChecks,
      ...framedChecks,
      ...namedChecks,
      ...signatureChecks,
      ...expiryChecks,
      'accepts-placements',
      'state-user-unauthorised',
      'refuses-future',
      'refuses-doubled',
      'refuses-uppercase-signature',
      'refuses-raw-plus',
      'escapes-markup',
    ],
    alsoRequired: ['fast-enough'],
    isSuccess: isAnySuccess,
    refusesInJson: false,
    describePoorRefusal: null,
    hasNames: () => true,
    attempts,
    lists: [],
    findsRecord: null,
  },
  search: null,
  connector: {
    endpoints: facts.connector.endpoints,
    signTest: async ({ endpoint, url, team, person, secret, now }) => {
      if (endpoint !== 'widget') return null
      const context = {
        team: { id: team.teamId, name: team.organisation },
        user: { id: team.userId, email: team.email },
        person: { ...person, emails: [], stage: { name: 'Connection test' }, phones: [] },
        timestamp: toSeconds(now),
      }
      const request = signSureSend({ url, context, secret })
      return { request, signed: new URL(request.url).searchParams.get('context') ?? '' }
    },
  },
  command: {
    main: ['person', 'company'],
    chosenBy: 'placement',
    further: null,
    endpointFor: (record) => ('company' in record ? 'company' : 'person'),
  },
}

import { z } from 'zod'
import { writeReadableJson } from '@/lib/bounded-json'
import { commonChecks, expiryChecks, framedChecks, signatureChecks } from '@/lib/domain/profiles/check-groups'
import { inFiveMinutes, isAnySuccess, listOffered, requireRecord } from '@/lib/domain/profiles/launch-parts'
import type { Profile } from '@/lib/domain/profiles/profile'
import { profiles } from '@/lib/domain/profiles/registry'
import { describeSigned, readFirst, writeDigest } from '@/lib/domain/profiles/signed-text'
import { type ProtocolId, protocolFacts } from '@/lib/domain/protocols/facts.schema'
import type { ProtocolFacts } from '@/lib/domain/protocols/facts-type.schema'
import { recordPlacements } from '@/lib/domain/protocols/placements.schema'
import { checkPlacements, requireAddress } from '@/lib/domain/protocols/widget-settings'
import type { LaunchInput } from '@/lib/domain/samples/launches'
import { sampleId } from '@/lib/domain/samples/people'
import { flipMiddle, removeParameter, replaceValue } from '@/lib/domain/samples/wrong/alter-request'
import {
  expiredSeconds,
  otherId,
  signAt,
  signRecord,
  type WrongLaunch,
  wrongSecrets,
} from '@/lib/domain/samples/wrong/wrong-launch'
import { queryOf, readRawParameters, replaceParameter, urlOf } from '@/lib/domain/signature-doctor/raw-query'
import { searchSignature } from '@/lib/domain/signature-doctor/search-signature'
import { lackingSpecimen, type Pasted, type Specimen } from '@/lib/domain/signature-doctor/specimen'
import { fiveMinutes, parseUnixSeconds, requireFresh, toUnixSeconds } from '@/lib/protocols/freshness'
import { computeHmac, findSecret, requireHexSignature } from '@/lib/protocols/hmac'
import {
  getRequest,
  type RequestParts,
  type SignedRequest,
  type Verified,
  type VerifyKeys,
} from '@/lib/protocols/protocol'
import {
  appendQuery,
  parseParameters,
  readQuery,
  requireOne,
  takeUnsigned,
} from '@/lib/protocols/request-parts'

/** A sixth protocol, which nobody uses: id and time in the query, with an HMAC-SHA256 over both. */
export const toy = 'toy' as string as ProtocolId

const names = ['toy_id', 'toy_at', 'toy_mac'] as const

export function signToy(input: { url: string; id: string; secret: string; now: Date }): SignedRequest {
  const at = toUnixSeconds(input.now)
  const query = new URLSearchParams({
    toy_id: input.id,
    toy_at: at,
    toy_mac: computeHmac(input.secret, `${input.id}.${at}`, 'hex'),
  })
  return getRequest(appendQuery(input.url, query.toString()))
}

export async function verifyToy({
  url,
  secrets,
  now,
}: RequestParts & VerifyKeys): Promise<Verified<{ id: string; at: string }>> {
  const parameters = parseParameters(readQuery(url))
  const [id, at, mac] = [
    requireOne(parameters, 'toy_id'),
    requireOne(parameters, 'toy_at'),
    requireOne(parameters, 'toy_mac'),
  ]
  requireHexSignature(mac)
  const secretIndex = findSecret([mac], secrets, (secret) => computeHmac(secret, `${id}.${at}`, 'hex'))
  requireFresh(parseUnixSeconds(at), now, fiveMinutes)
  return { data: { id, at }, unauthenticated: takeUnsigned(parameters, names), secretIndex, replayKey: null }
}

async function signToySample({ url, secret, now, record, seed }: LaunchInput): Promise<SignedRequest> {
  const id = record?.id ?? sampleId('person', seed)
  return signToy({ url, id: String(id), secret, now })
}

const wrong: WrongLaunch[] = [
  {
    id: 'other-id',
    title: 'The id of another record, under the same signature',
    description: 'The id of another record, under the same signature.',
    check: 'refuses-tampered-context',
    expected: 'refuse',
    build: async (input) => replaceValue(await signToySample(input), 'toy_id', () => otherId(input)),
  },
  {
    id: 'flipped-mac',
    title: 'Altered signature',
    description: 'One character of the signature changed.',
    check: 'refuses-tampered-signature',
    expected: 'refuse',
    build: async (input) => replaceValue(await signToySample(input), 'toy_mac', flipMiddle),
  },
  {
    id: 'half-mac',
    title: 'Half a signature',
    description: 'The first half of the signature.',
    check: 'refuses-short-signature',
    expected: 'refuse',
    build: async (input) => replaceValue(await signToySample(input), 'toy_mac', (hex) => hex.slice(0, 32)),
  },
  ...wrongSecrets(signToySample),
  {
    id: 'expired',
    title: 'Expired',
    description: 'Signed six minutes ago.',
    check: 'refuses-expired',
    expected: 'refuse',
    build: (input) => signAt(signToySample, input, -expiredSeconds),
  },
  ...names.map(
    (name): WrongLaunch => ({
      id: `without-${name.replace('_', '-')}`,
      title: `Missing ${name}`,
      description: `Without ${name}.`,
      check: 'refuses-missing',
      expected: 'refuse',
      build: async (input) => removeParameter(await signToySample(input), name),
    }),
  ),
  {
    id: 'record-not-found',
    title: 'A record that nobody knows',
    description: 'A record that nobody knows.',
    check: 'state-record-not-found',
    expected: 'either',
    build: (input) => signRecord(signToySample, input, { id: sampleId('unknown person', input.seed) }),
  },
]

function openToy(pasted: Pasted): Specimen {
  const url = urlOf(pasted)
  const parameters = readRawParameters(queryOf(url))
  const [id, at, mac] = names.map((name) => parameters.find((given) => given.name === name)?.value)
  const signature = pasted.ownSignature ?? mac
  const own = pasted.ownSignature === undefined ? url : replaceParameter(url, 'toy_mac', pasted.ownSignature)
  const parts = { url: own, headers: pasted.headers, body: pasted.body }
  if (!id || !at || !signature) return lackingSpecimen(parts, 'It needs toy_id, toy_at and toy_mac.', true)
  const start = (value: string) => ({ value: value as never, mistakes: [] })
  return {
    parts,
    beside: [],
    advice: [],
    read: [
      { name: 'toy_id', value: id },
      { name: 'toy_at', value: at },
    ],
    stringToSign: `${id}.${at}`,
    search: (secrets, budget) =>
      searchSignature({
        signatures: [signature],
        secrets,
        texts: [
          { start: start(`${id}.${at}`), axes: [] },
          { start: { ...start(`${id}${at}`), mistakes: ['separator-missing'] }, axes: [] },
        ],
        encoding: 'hex',
        budget,
      }),
    repair: (secret) => ({ ...parts, url: signToy({ url: '', id, secret, now: pasted.now }).url }),
  }
}

const facts: ProtocolFacts = {
  name: 'Toy',
  label: 'Toy: an id with an HMAC',
  chooseIf: 'you want to see that a sixth one is a file and a line.',
  placements: recordPlacements,
  takenNames: names,
  secret: { owner: 'widget', format: { alphabet: 'base62', length: 40 }, ids: [] },
  sender: { team: null, namesUser: false },
  isOpened: true,
  takesMessages: false,
  calls: [],
  search: null,
  isRegistered: false,
  form: [
    {
      kind: 'address',
      name: 'url',
      label: 'Toy URL',
      hint: 'Opened with toy_id, toy_at and toy_mac.',
      placeholder: 'https://toy.example.com/',
    },
    { kind: 'placements' },
  ],
  doctor: { pasted: 'The launch URL.', takesOwnSignature: true },
  connector: {
    position: 6,
    label: 'Toy',
    purpose: 'It opens a record.',
    endpoints: [{ path: 'toy', method: 'GET', does: 'shows a record' }],
    hasFrame: true,
    credential: 'secret',
    partsFrame: false,
    hasPostbacks: false,
    settings: [],
    startsWith: {},
    idName: null,
    testNote: null,
  },
  loadOwnShape: async () => () => z.strictObject({ id: z.string().min(1) }),
}

const profile: Profile = {
  facts,
  verify: verifyToy,
  checkSettings: (input) => ({
    url: requireAddress(input.url, 'url', facts.takenNames),
    placements: checkPlacements(facts.placements, input.placements),
    settings: {},
  }),
  modeOf: () => undefined,
  places: {
    endpoints: ['iframe'],
    list: listOffered,
    resolve: ({ url }) => ({ endpoint: 'iframe', url }),
  },
  launch: {
    isDetailed: false,
    sign: async ({ version: { url }, subject, secret, now }) => {
      const record = requireRecord(subject)
      const id = record.kind === 'person' ? record.person.id : record.company.id
      return { request: signToy({ url, id, secret, now }), expiresAt: inFiveMinutes(now), nonce: null }
    },
    tampering: { what: 'toy_id', parameters: [{ name: 'toy_id', at: 8 }] },
  },
  samples: { sign: signToySample, wrong: () => wrong, describeSender: () => ({}) },
  sandbox: {
    describeRecord: () => ({}),
    leftOut: {},
    exampleOf: () => ({ id: sampleId('person') }),
    readSignedText: (request) =>
      describeSigned(
        'HMAC-SHA256, in lower-case hex, of the id, a full stop and the time',
        `${readFirst(request, 'toy_id') ?? ''}.${readFirst(request, 'toy_at') ?? ''}`,
        readFirst(request, 'toy_mac'),
      ),
    writeOpenssl: (signed) => writeDigest(signed, 'hex'),
    receive: verifyToy,
    readContent: (request) => writeReadableJson({ id: readFirst(request, 'toy_id') ?? '' }),
  },
  openPasted: openToy,
  certification: {
    recordExample: '{"toy_id":"7"}',
    checks: () => [...commonChecks, ...framedChecks, ...signatureChecks, ...expiryChecks],
    alsoRequired: [],
    isSuccess: isAnySuccess,
    refusesInJson: false,
    describePoorRefusal: null,
    hasNames: () => false,
    attempts: [],
    lists: [],
    findsRecord: null,
  },
  search: null,
  connector: { endpoints: facts.connector.endpoints, signTest: async () => null },
  command: { main: ['iframe'], chosenBy: null, further: null, endpointFor: () => 'iframe' },
}

// The line of each registry: what pages may know, and the rest.
Object.assign(protocolFacts, { [toy]: facts })
Object.assign(profiles, { [toy]: profile })

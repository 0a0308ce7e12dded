import { z } from 'zod'
import { writeReadableJson } from '@/lib/bounded-json'
import {
  commonChecks,
  expiryChecks,
  framedChecks,
  namedChecks,
  signatureChecks,
} from '@/lib/domain/profiles/check-groups'
import { inFiveMinutes, isAnySuccess, listOffered, requireRecord } from '@/lib/domain/profiles/launch-parts'
import type { Profile } from '@/lib/domain/profiles/profile'
import { describeSigned, writeDigest } from '@/lib/domain/profiles/signed-text'
import type { LaunchSubject } from '@/lib/domain/protocols/launch-subject'
import { socialSigninFacts as facts } from '@/lib/domain/protocols/social-signin.schema'
import { checkPlacements, readSettings, requireAddress } from '@/lib/domain/protocols/widget-settings'
import { sampleId } from '@/lib/domain/samples/people'
import { signSocialSigninSample } from '@/lib/domain/samples/social-signin'
import { wrongSocialSignin } from '@/lib/domain/samples/wrong/social-signin'
import { openSocialSignin } from '@/lib/domain/signature-doctor/examine-social-signin'
import { checkTogether } from '@/lib/errors'
import { buildPhpQuery, parsePhpQuery, toPlainData } from '@/lib/protocols/php-query'
import { readQuery } from '@/lib/protocols/request-parts'
import { signSocialSignin, verifySocialSignin } from '@/lib/protocols/social-signin'

const resultId = z.union([z.string().min(1).max(200), z.number().int()]).transform(String)

const searchAnswer = z.object({
  results: z.array(z.object({ id: resultId, name: z.string().max(300) })).max(100),
})

/** By which the partner knows a record: its id elsewhere, where it has one. */
function idOf(record: Exclude<LaunchSubject, { kind: 'none' }>): string {
  return record.externalId ?? (record.kind === 'person' ? record.person.id : record.company.id)
}

export const socialSigninProfile: Profile = {
  facts,
  verify: verifySocialSignin,
  checkSettings: (input) => {
    const { searchUrl, ...checked } = checkTogether({
      url: () => requireAddress(input.url, 'url', facts.takenNames),
      searchUrl: () =>
        requireAddress(input.searchUrl, 'searchUrl', ['sig', 'expires', 'q'], {
          missing: 'Enter the address of your search endpoint.',
        }),
      placements: () => checkPlacements(facts.placements, input.placements),
    })
    return { ...checked, settings: { searchUrl } }
  },
  modeOf: () => undefined,
  places: {
    endpoints: ['search', 'iframe'],
    list: (version) => {
      const offered = listOffered(version)
      return readSettings(version.settings).searchUrl ? [...offered, 'search'] : offered
    },
    resolve: ({ url, settings }, place) =>
      place === 'search'
        ? { endpoint: 'search', url: readSettings(settings).searchUrl ?? url }
        : { endpoint: 'iframe', url },
  },
  launch: {
    secretEndpoint: 'iframe',
    isDetailed: false,
    sign: async ({ version: { url }, subject, resultId: ofSearch, secret, now }) => {
      const id = ofSearch ?? idOf(requireRecord(subject))
      const request = signSocialSignin({ url, parameters: { id }, secret, now })
      return { request, expiresAt: inFiveMinutes(now), nonce: null }
    },
    tampering: { what: 'the parameters', parameters: [{ name: 'id', at: 8 }] },
  },
  samples: { sign: signSocialSigninSample, wrong: () => wrongSocialSignin, describeSender: () => ({}) },
  sandbox: {
    describeRecord: (place, isSparse): Record<string, unknown> =>
      place === 'company' && !isSparse ? { id: sampleId('company') } : {},
    leftOut: {},
    exampleOf: (place) => (place === 'search' ? { q: 'jordan' } : { id: sampleId(place) }),
    readSignedText: (request) => {
      const query = parsePhpQuery(readQuery(request.url))
      const signature = query.entries.get('sig')
      query.entries.delete('sig')
      return describeSigned(
        'HMAC-SHA256, in lower-case hex, of the query without sig, as PHP’s http_build_query writes it',
        buildPhpQuery(query),
        typeof signature === 'string' ? signature : null,
      )
    },
    writeOpenssl: (signed) => writeDigest(signed, 'hex'),
    receive: verifySocialSignin,
    readContent: (request) => {
      const { entries } = parsePhpQuery(readQuery(request.url))
      const told = [...entries].filter(([name]) => name !== 'sig' && name !== 'expires')
      return writeReadableJson(Object.fromEntries(told.map(([name, value]) => [name, toPlainData(value)])))
    },
  },
  openPasted: openSocialSignin,
  certification: {
    recordExample: '{"id":"7"}',
    checks: () => [
      ...commonChecks,
      ...framedChecks,
      ...namedChecks,
      ...signatureChecks,
      ...expiryChecks,
      'accepts-placements',
      'refuses-doubled',
      'refuses-uppercase-signature',
      'answers-search',
    ],
    alsoRequired: [],
    isSuccess: isAnySuccess,
    refusesInJson: true,
    describePoorRefusal: null,
    // The frame needs only an id.
    hasNames: (endpoint) => endpoint === 'search',
    attempts: [],
    lists: [{ check: 'answers-search', endpoint: 'search', list: 'results' }],
    findsRecord: { endpoint: 'search', list: 'results' },
  },
  search: {
    find: ({ version, secrets: [secret], now }, query) => ({
      endpoint: 'search',
      request: signSocialSignin({
        url: readSettings(version.settings).searchUrl ?? '',
        parameters: { q: query },
        secret,
        now,
      }),
      read: (answer) => {
        const { data } = searchAnswer.safeParse(answer)
        return data && { results: data.results.map((result) => ({ ...result, details: [] })) }
      },
    }),
    log: null,
  },
  connector: {
    endpoints: facts.connector.endpoints,
    signTest: async ({ endpoint, url, query, person, secret, now }) => {
      if (endpoint !== 'search' && endpoint !== 'iframe') return null
      const parameters: Record<string, string> = endpoint === 'search' ? { q: query } : { id: person.id }
      const request = signSocialSignin({ url, parameters, secret, now })
      return { request, signed: new URL(request.url).search.slice(1).replace(/&sig=.*$/, '') }
    },
  },
  command: {
    main: ['iframe'],
    chosenBy: null,
    further: { option: 'search-url', endpoint: 'search' },
    endpointFor: (record) => ('q' in record ? 'search' : 'iframe'),
  },
}

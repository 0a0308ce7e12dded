import { writeReadableJson } from '@/lib/bounded-json'
import {
  commonChecks,
  expiryChecks,
  framedChecks,
  namedChecks,
  signatureChecks,
} from '@/lib/domain/profiles/check-groups'
import { inFiveMinutes, isAnySuccess, listOffered } from '@/lib/domain/profiles/launch-parts'
import type { LaunchToSign, Profile } from '@/lib/domain/profiles/profile'
import {
  describeEncrypted,
  describeSigned,
  quoteForShell,
  readFirst,
  writeDigest,
} from '@/lib/domain/profiles/signed-text'
import { marketplaceFacts as facts } from '@/lib/domain/protocols/marketplace.schema'
import {
  type CheckedAddresses,
  checkPlacements,
  checkTemplateAddress,
  readSettings,
  type SettingsInput,
} from '@/lib/domain/protocols/widget-settings'
import { signMarketplaceSample } from '@/lib/domain/samples/marketplace'
import { wrongMarketplaceEncrypted } from '@/lib/domain/samples/wrong/marketplace-encrypted'
import { wrongMarketplacePlain } from '@/lib/domain/samples/wrong/marketplace-plain'
import { openMarketplace } from '@/lib/domain/signature-doctor/examine-marketplace'
import { AppError, checkTogether, invalidField } from '@/lib/errors'
import { type MarketplaceValues, signMarketplace, verifyMarketplace } from '@/lib/protocols/marketplace'
import { hasPlaceholder } from '@/lib/protocols/url-template'

/** What the platform's fields take. */
const templateLengthMax = 512
const noContact = { contact_id: undefined, contact_api_id: undefined }

function checkSettings(input: SettingsInput): CheckedAddresses {
  const parameterMode = input.parameterMode ?? 'encrypted'
  const check = (
    field: 'url' | 'locationPostbackUrl' | 'userPostbackUrl',
    grammar: 'iframe' | 'location_postback' | 'user_postback',
    taken: readonly string[] = [],
  ) => checkTemplateAddress(input[field], { field, grammar, lengthMax: templateLengthMax, taken })
  const { url, locationPostbackUrl, userPostbackUrl, placements } = checkTogether({
    url: () => {
      const address = check('url', 'iframe', facts.takenNames)
      if (!address) throw invalidField('url', 'Enter the address of the widget.')
      if (parameterMode === 'encrypted' && hasPlaceholder(address))
        throw invalidField(
          'url',
          'Encrypted URLs can’t have placeholders, because those would be sent unencrypted.',
        )
      return address
    },
    locationPostbackUrl: () => check('locationPostbackUrl', 'location_postback'),
    userPostbackUrl: () => check('userPostbackUrl', 'user_postback'),
    placements: () => checkPlacements(facts.placements, input.placements),
  })
  return {
    url,
    placements,
    settings: {
      parameterMode,
      ...(locationPostbackUrl ? { locationPostbackUrl } : {}),
      ...(userPostbackUrl ? { userPostbackUrl } : {}),
    },
  }
}

function valuesOf({ subject, registration, portalOrigin }: LaunchToSign): MarketplaceValues {
  if (!registration) throw new AppError('not_registered', 'Launches of this protocol need a location.')
  const { locationId, memberId, token } = registration
  return {
    location_id: locationId,
    user_id: memberId,
    ...(token === null ? {} : { 'access-token': token }),
    ...(subject.kind === 'none'
      ? {}
      : {
          contact_id: subject.kind === 'person' ? subject.person.id : subject.company.id,
          contact_api_id: subject.apiId ?? '',
        }),
    user_oauth_url: `${portalOrigin}/api/oauth`,
  }
}

export const marketplaceProfile: Profile = {
  facts,
  verify: verifyMarketplace,
  checkSettings,
  modeOf: ({ parameterMode }) => parameterMode ?? 'encrypted',
  places: {
    endpoints: ['iframe'],
    list: listOffered,
    resolve: ({ url }) => ({ endpoint: 'iframe', url }),
  },
  launch: {
    isDetailed: false,
    sign: async (launch) => {
      const { version, secret, now } = launch
      const shared = { url: version.url, values: valuesOf(launch), secret }
      return readSettings(version.settings).parameterMode === 'plain'
        ? {
            request: signMarketplace({ mode: 'plain', now, ...shared }),
            expiresAt: inFiveMinutes(now),
            nonce: null,
          }
        : { request: signMarketplace({ mode: 'encrypted', ...shared }), expiresAt: null, nonce: null }
    },
    tampering: {
      what: 'the parameters',
      parameters: [
        { name: 'data', at: 40 },
        { name: 'location_id', at: 8 },
      ],
    },
  },
  samples: {
    sign: signMarketplaceSample,
    wrong: (mode) => (mode === 'plain' ? wrongMarketplacePlain : wrongMarketplaceEncrypted),
    describeSender: ({ portalOrigin, isOtherUser, isOtherTeam }) => ({
      user_oauth_url: `${portalOrigin}/api/oauth`,
      ...(isOtherUser ? { user_id: 'another-user' } : {}),
      ...(isOtherTeam ? { location_id: 'another-location' } : {}),
    }),
  },
  sandbox: {
    // Undefined values are left out.
    describeRecord: (place) => (place === 'full_page' ? noContact : {}),
    leftOut: { ...noContact, 'access-token': undefined },
    exampleOf: () => ({
      location_id: 'sample-location',
      user_id: 'sample-user',
      contact_id: 'sample-contact',
    }),
    readSignedText: (request, mode) =>
      mode === 'plain'
        ? describeSigned(
            'HMAC-SHA256, in lower-case hex, of the location id and the timestamp, with nothing between them',
            `${readFirst(request, 'location_id') ?? ''}${readFirst(request, 'timestamp') ?? ''}`,
            readFirst(request, 'hmac'),
          )
        : describeEncrypted('Encrypted like openssl enc -aes-256-cbc -md md5 -a; nothing is signed'),
    writeOpenssl: (signed, data, mode) => {
      if (mode === 'plain') return writeDigest(signed, 'hex')
      if (data === null) return null
      return `printf '%s' ${quoteForShell(data)} \\\n  | openssl enc -d -aes-256-cbc -md md5 -a -A -pass env:SECRET`
    },
    receive: (input, { mode }) => verifyMarketplace({ ...input, mode: mode ?? 'encrypted' }),
    readContent: (request, data, mode) =>
      mode === 'plain'
        ? writeReadableJson({ location_id: readFirst(request, 'location_id') ?? '' })
        : data && writeReadableJson(data),
  },
  openPasted: openMarketplace,
  certification: {
    recordExample: '{"location_id":"…"}',
    checks: (mode) => [
      ...commonChecks,
      ...framedChecks,
      'state-user-unauthorised',
      'refuses-doubled',
      'accepts-postbacks',
      ...(mode === 'plain'
        ? ([
            ...signatureChecks,
            ...expiryChecks,
            'refuses-future',
            'refuses-uppercase-signature',
            'unsigned-are-hints',
          ] as const)
        : ([...namedChecks, 'refuses-raw-plus', 'refuses-alike', 'escapes-markup'] as const)),
    ],
    alsoRequired: [],
    isSuccess: isAnySuccess,
    refusesInJson: false,
    describePoorRefusal: null,
    // The plain mode is asked for what its template names.
    hasNames: (_, mode) => mode !== 'plain',
    attempts: [],
    lists: [],
    findsRecord: null,
  },
  search: null,
  connector: {
    endpoints: facts.connector.endpoints,
    signTest: async ({ endpoint, url, team, person, secret }) => {
      // A registration would be a real one, and only the platform knows the key of its URL.
      if (endpoint !== 'redirection') return null
      const values = {
        location_id: 'connection-test',
        user_id: team.userId,
        contact_api_id: person.id,
        user_oauth_url: '',
      }
      const request = signMarketplace({ mode: 'encrypted', url, values, secret })
      return { request, signed: JSON.stringify(values) }
    },
  },
  command: { main: ['iframe'], chosenBy: null, further: null, endpointFor: () => 'iframe' },
}

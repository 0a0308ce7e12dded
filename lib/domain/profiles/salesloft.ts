import { randomBytes } from 'node:crypto'
import { writeReadableJson } from '@/lib/bounded-json'
import { commonChecks, framedChecks, namedChecks, signatureChecks } from '@/lib/domain/profiles/check-groups'
import { isAnySuccess, listOffered } from '@/lib/domain/profiles/launch-parts'
import type { ConnectorTest, Profile } from '@/lib/domain/profiles/profile'
import { describeEncrypted } from '@/lib/domain/profiles/signed-text'
import type { ConnectorEndpoint } from '@/lib/domain/protocols/facts-type.schema'
import { type LaunchAccount, type LaunchSubject, toSeconds } from '@/lib/domain/protocols/launch-subject'
import { type Placement, placements } from '@/lib/domain/protocols/placements.schema'
import { isFramePlace } from '@/lib/domain/protocols/places.schema'
import { salesloftFacts as facts } from '@/lib/domain/protocols/salesloft.schema'
import {
  type CheckedAddresses,
  requireAddress,
  type SettingsInput,
} from '@/lib/domain/protocols/widget-settings'
import { addressOf, slotFields } from '@/lib/domain/protocols/widget-settings.schema'
import { sampleId } from '@/lib/domain/samples/people'
import { signSalesloftSample } from '@/lib/domain/samples/salesloft'
import { wrongSalesloft } from '@/lib/domain/samples/wrong/salesloft'
import { openSalesloft } from '@/lib/domain/signature-doctor/examine-salesloft'
import { AppError, checkTogether, invalidField } from '@/lib/errors'
import {
  type SalesloftPayload,
  type SalesloftSlot,
  salesloftSlots,
  signSalesloft,
  verifySalesloft,
} from '@/lib/protocols/salesloft'

/** The slot of each placement, by the seed's names. */
export const slotOfPlacement: Record<Placement, SalesloftSlot> = {
  person: 'people_page',
  company: 'account_page',
  full_page: 'full_page',
  email_editor: 'email_editor',
  custom_action: 'custom_action',
}

type PayloadInput = {
  placement: Placement
  subject: LaunchSubject
  user: { id: string }
  origin: string
  actionId?: number | undefined
  integrationId: string
  tenantId: string
  nonce: string | null
}

/** The payload of a slot by the seed's table. The fields of person and account are those of the platform's REST API. */
export function buildSalesloftPayload(input: PayloadInput): {
  slot: SalesloftSlot
  payload: SalesloftPayload
} {
  const slot = slotOfPlacement[input.placement]
  return {
    slot,
    payload: {
      integration_id: input.integrationId,
      tenant_id: input.tenantId,
      user_guid: input.user.id,
      origin: input.origin,
      ...(input.nonce === null ? {} : { nonce: input.nonce }),
      ...(slot === 'custom_action' ? { action: { id: requireAction(input.actionId) } } : {}),
      ...describeSubject(input.subject),
    },
  }
}

function describeSubject(subject: LaunchSubject): Pick<SalesloftPayload, 'person' | 'account'> {
  switch (subject.kind) {
    case 'none':
      return {}
    case 'person': {
      const { person, account } = subject
      return {
        person: {
          id: person.id,
          display_name: `${person.firstName} ${person.lastName}`.trim(),
          title: subject.title,
          email_address: person.emails[0]?.email ?? null,
          phone: person.phones[0]?.phone ?? null,
          last_contacted_at: toStamp(subject.lastContactedAt),
        },
        ...(account ? { account: describeAccount(account) } : {}),
      }
    }
    case 'company': {
      const { id, name, industry, website, phones } = subject.company
      const { lastContactedAt } = subject
      const phone = phones[0]?.phone ?? null
      return { account: describeAccount({ id, name, industry, website, phone, lastContactedAt }) }
    }
  }
}

function describeAccount({ lastContactedAt, ...account }: LaunchAccount) {
  return { ...account, last_contacted_at: toStamp(lastContactedAt) }
}

function toStamp(date: Date | null): string | null {
  return date ? toSeconds(date) : null
}

function requireAction(actionId: number | undefined): number {
  if (actionId === undefined) throw new AppError('malformed_request', 'A custom action opens for a step.')
  return actionId
}

function checkSettings(input: SettingsInput): CheckedAddresses {
  const { slots, redirectUris, authRedirectUrl } = checkTogether({
    slots: () => checkSlots(input),
    redirectUris: () => {
      if (input.redirectUris.length === 0)
        throw invalidField('redirectUris', 'Enter the address that receives the authorization code.')
      return input.redirectUris.map((uri) =>
        requireAddress(uri, 'redirectUris', ['code', 'state', 'error', 'iss']),
      )
    },
    authRedirectUrl: () =>
      requireAddress(input.authRedirectUrl, 'authRedirectUrl', ['return_to'], {
        missing: 'Enter the address where your server starts the OAuth flow.',
      }),
  })
  const { slotUrls, ...first } = slots
  return { ...first, settings: { authRedirectUrl, redirectUris, slotUrls } }
}

function checkSlots(input: SettingsInput) {
  const given = placements.filter((placement) => input[slotFields[placement]])
  const slotUrls: Partial<Record<Placement, string>> = checkTogether(
    Object.fromEntries(
      given.map((placement) => {
        const field = slotFields[placement]
        return [placement, () => requireAddress(input[field], field, [])]
      }),
    ),
  )
  const [first] = given
  const url = first ? slotUrls[first] : undefined
  if (!url) throw invalidField('personUrl', 'Enter the address of at least one slot.')
  return { url, placements: given, slotUrls }
}

/** What the platform would put in each slot, about the first person. */
function testPayload(
  slot: SalesloftSlot,
  { team, person, connection, url }: ConnectorTest,
): SalesloftPayload {
  const base = {
    integration_id: connection?.integrationId ?? '',
    tenant_id: connection?.tenantId ?? '',
    user_guid: team.userId,
    origin: new URL(url).origin,
  }
  if (slot === 'full_page') return base
  const opened = {
    ...base,
    nonce: 'connection-test',
    person: {
      id: person.id,
      display_name: `${person.firstName} ${person.lastName}`.trim(),
      email_address: person.emails[0]?.email ?? null,
    },
  }
  if (slot === 'custom_action') return { ...opened, action: { id: 1 } }
  return slot === 'account_page' ? { ...opened, account: { id: 'connection-test', name: '' } } : opened
}

export const salesloftProfile: Profile = {
  facts,
  verify: verifySalesloft,
  checkSettings,
  modeOf: () => undefined,
  places: {
    endpoints: salesloftSlots,
    list: listOffered,
    resolve: (version, place) =>
      isFramePlace(place)
        ? { endpoint: slotOfPlacement[place], url: addressOf(version, place) }
        : { endpoint: 'full_page', url: version.url },
  },
  launch: {
    isDetailed: true,
    sign: async ({ widgetId, version, team, placement, secret, ...content }) => {
      const nonce = placement === 'full_page' ? null : randomBytes(24).toString('base64url')
      const { slot, payload } = buildSalesloftPayload({
        ...content,
        placement,
        integrationId: widgetId,
        tenantId: team.id,
        nonce,
      })
      const request = await signSalesloft({ url: addressOf(version, placement), slot, payload, secret })
      return { request, expiresAt: null, nonce }
    },
    tampering: { what: 'the payload', parameters: [] },
  },
  samples: {
    sign: signSalesloftSample,
    wrong: () => wrongSalesloft,
    describeSender: ({ tenantId, widgetId, portalOrigin, isOtherUser }) => ({
      tenant_id: tenantId,
      integration_id: widgetId,
      origin: portalOrigin,
      ...(isOtherUser ? { user_guid: sampleId('another user') } : {}),
    }),
  },
  sandbox: {
    describeRecord: () => ({}),
    leftOut: { person: undefined, account: undefined },
    exampleOf: (place) => {
      const account = { id: 1, name: 'Sample Ltd' }
      const person = { id: 1, display_name: 'Jordan Sample', email_address: 'jordan.sample@example.com' }
      if (place === 'full_page') return { user_guid: sampleId('user') }
      return place === 'company' ? { account } : { person }
    },
    readSignedText: () =>
      describeEncrypted(
        'Encrypted as a JWE: A256GCMKW with the SHA-256 of the secret as key, A256GCM for the content',
      ),
    // It has no JWE.
    writeOpenssl: () => null,
    receive: (input, { endpoint }) => verifySalesloft({ ...input, slot: endpoint as SalesloftSlot }),
    readContent: (_, data) => data && writeReadableJson(data),
  },
  openPasted: openSalesloft,
  certification: {
    recordExample: '{"tenant_id":"7","integration_id":"2"}',
    checks: () => [
      ...commonChecks,
      ...framedChecks,
      ...namedChecks,
      ...signatureChecks,
      'accepts-placements',
      'state-user-unauthorised',
      'refuses-doubled',
      'refuses-wrong-tenant',
      'refuses-other-algorithms',
      'ignores-clear-origin',
      'escapes-markup',
    ],
    alsoRequired: [],
    isSuccess: isAnySuccess,
    refusesInJson: false,
    describePoorRefusal: null,
    hasNames: () => true,
    attempts: [],
    lists: [],
    findsRecord: null,
  },
  search: null,
  connector: {
    endpoints: facts.connector.endpoints.flatMap((endpoint): ConnectorEndpoint[] =>
      endpoint.path === 'iframe'
        ? salesloftSlots.map((slot) => ({
            ...endpoint,
            path: `iframe?slot=${slot}`,
            does: `shows the slot ${slot}`,
          }))
        : [endpoint],
    ),
    signTest: async (test) => {
      const slot = salesloftSlots.find((name) => test.endpoint === `iframe?slot=${name}`)
      if (!slot) return null
      const payload = testPayload(slot, test)
      const { url, secret } = test
      return { request: await signSalesloft({ url, slot, payload, secret }), signed: JSON.stringify(payload) }
    },
  },
  command: {
    main: ['people_page'],
    chosenBy: 'slot',
    further: null,
    endpointFor: () => 'people_page',
  },
}

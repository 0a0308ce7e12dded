import { randomUUID } from 'node:crypto'
import { sampleCast, sampleCode, sampleId, sampleNumber } from '@/lib/domain/samples/people'
import { type Sample, sampleCompany, sampleName, samplePerson } from '@/lib/domain/samples/records'
import { type MarketplaceValues, signMarketplace } from '@/lib/protocols/marketplace'
import type { ProtocolId, SignedRequest } from '@/lib/protocols/protocol'
import {
  type SalesloftPayload,
  type SalesloftSlot,
  salesloftSlots,
  signSalesloft,
} from '@/lib/protocols/salesloft'
import { type ShowpadBody, signShowpad } from '@/lib/protocols/showpad'
import { signSocialSignin } from '@/lib/protocols/social-signin'
import { type SureSendContext, signSureSend } from '@/lib/protocols/sure-send'

/** What a protocol calls at a partner: placements, slots, or the endpoints of an interface. */
export const endpointsOf = {
  'sure-send': ['person', 'company'],
  'social-signin': ['search', 'iframe'],
  salesloft: salesloftSlots,
  showpad: ['recipientsearch', 'activities'],
  marketplace: ['iframe'],
} as const satisfies Record<ProtocolId, readonly string[]>
export type Endpoint = (typeof endpointsOf)[ProtocolId][number]

/**
 * What one sample launch is made of. `sample` is ordinary without it. `record` holds members that replace the made-up ones; of another
 * sample they keep its names and give it their ids.
 */
export type LaunchInput = {
  protocol: ProtocolId
  endpoint: Endpoint
  url: string
  secret: string
  now: Date
  mode?: 'encrypted' | 'plain' | undefined
  sample?: Sample | undefined
  /** From what the record is made up; without it the record is the same each time. */
  seed?: string | undefined
  record?: Readonly<Record<string, unknown>> | undefined
}

/**
 * A launch or call of a made-up record, with the bytes that the host would send.
 * @throws AppError what the protocol refuses to sign, such as a record of another shape
 */
export async function signSampleLaunch(input: LaunchInput): Promise<SignedRequest> {
  const { protocol, endpoint, url, secret, now, record, seed } = input
  const sample = input.sample ?? 'ordinary'
  switch (protocol) {
    case 'sure-send':
      return signSureSend({ url, context: sampleContext(endpoint, sample, now, record, seed), secret })
    case 'social-signin': {
      // A search is asked by a text and a frame by an id, never by both.
      const { [endpoint === 'search' ? 'id' : 'q']: _, ...kept } = record ?? {}
      const parameters = Object.entries(merge(sampleParameters(endpoint, sample, seed), sample, kept))
      const written = Object.fromEntries(parameters.map(([name, value]) => [name, String(value)]))
      return signSocialSignin({ url, parameters: written, secret, now })
    }
    case 'salesloft': {
      const slot = endpoint as SalesloftSlot
      const payload = merge(samplePayload(slot, sample, seed), sample, record) as SalesloftPayload
      return signSalesloft({ url, slot, payload, secret })
    }
    case 'showpad': {
      const body = JSON.stringify(merge(sampleBody(endpoint, sample, now, seed), sample, record))
      return signShowpad({ url, body, secrets: [secret], now })
    }
    case 'marketplace': {
      const values = merge(sampleValues(sample, seed), sample, record) as MarketplaceValues
      return input.mode === 'plain'
        ? signMarketplace({ mode: 'plain', url, values, secret, now })
        : signMarketplace({ mode: 'encrypted', url, values, secret })
    }
  }
}

/** The body of a sample call of Showpad, before it is text. */
export function sampleBody(endpoint: Endpoint, sample: Sample, now: Date, seed?: string): ShowpadBody {
  const { agentEmail, query } = sampleCast(seed)
  const showpadInfo = {
    subdomain: sampleCode('subdomain', seed, 'sample'),
    username: agentEmail,
    crmInstanceId: sampleCode('instance', seed, 'sample'),
  }
  if (endpoint !== 'activities')
    return { showpadInfo, query: sample === 'ordinary' ? query : sampleName(sample, seed) }
  return {
    showpadInfo,
    recipientIds: [sampleId('person', seed)],
    subject: sample === 'ordinary' ? 'A shared presentation' : sampleName(sample, seed),
    ...(sample === 'ordinary'
      ? { description: 'Slides and a price list.', occurredAt: now.toISOString() }
      : {}),
  }
}

function sampleContext(
  endpoint: Endpoint,
  sample: Sample,
  now: Date,
  record: LaunchInput['record'],
  seed: string | undefined,
): SureSendContext {
  const cast = sampleCast(seed)
  const isCompany = endpoint === 'company'
  // Never both: a launch is about one of them, whatever a caller's own record has.
  const { [isCompany ? 'person' : 'company']: _, ...kept } = record ?? {}
  const context = {
    team: { id: sampleId('team', seed), name: cast.team },
    user: { id: sampleId('user', seed), email: cast.agentEmail },
    ...(isCompany ? { company: sampleCompany(sample, seed) } : { person: samplePerson(sample, seed) }),
    timestamp: `${now.toISOString().slice(0, 19)}Z`,
  }
  return merge(context, sample, kept) as SureSendContext
}

const subjects = ['person', 'company', 'account']
const texts = ['q', 'query', 'contact_id', 'contact_api_id']

function merge(content: object, sample: Sample, record: LaunchInput['record'] = {}): Record<string, unknown> {
  const made: Record<string, unknown> = { ...content }
  if (sample === 'ordinary') return { ...made, ...record }
  for (const [name, value] of Object.entries(record)) {
    if (subjects.includes(name)) made[name] = { ...Object(made[name]), ...pickId(value) }
    else if (!texts.includes(name)) made[name] = value
  }
  return made
}

function pickId(value: unknown): object {
  return typeof value === 'object' && value !== null && 'id' in value ? { id: value.id } : {}
}

function sampleParameters(
  endpoint: Endpoint,
  sample: Sample,
  seed: string | undefined,
): Record<string, string> {
  if (endpoint === 'search')
    return { q: sample === 'ordinary' ? sampleCast(seed).query : sampleName(sample, seed) }
  return { id: sample === 'sparse' ? '' : sampleId('person', seed) }
}

function samplePayload(slot: SalesloftSlot, sample: Sample, seed: string | undefined): SalesloftPayload {
  const { email, company } = sampleCast(seed)
  const details = sample === 'sparse' ? {} : { email_address: email.value, title: 'Head of Sales' }
  const person = { id: sampleNumber('person', seed, 1), display_name: sampleName(sample, seed), ...details }
  const account = {
    id: sampleNumber('account', seed, 1),
    name: sample === 'ordinary' ? company.name : sampleName(sample, seed),
  }
  return {
    integration_id: '1',
    tenant_id: '1',
    user_guid: sampleId('user', seed),
    origin: 'https://app.salesloft.com',
    ...(slot === 'full_page' ? {} : { nonce: randomUUID() }),
    ...(slot === 'custom_action' ? { action: { id: sampleNumber('action', seed, 1) } } : {}),
    ...(slot === 'custom_action' || slot === 'people_page' ? { person } : {}),
    // An email editor has a person where there is one.
    ...(slot === 'email_editor' && sample !== 'sparse' ? { person } : {}),
    ...(slot === 'account_page' ? { account } : {}),
  }
}

function sampleValues(sample: Sample, seed: string | undefined): MarketplaceValues {
  const contact = {
    contact_id: sampleCode('contact', seed, 'sample-contact'),
    contact_api_id: sampleId('person', seed),
  }
  return {
    location_id: sampleCode('location', seed, 'sample-location'),
    user_id: sampleCode('user', seed, 'sample-user'),
    ...(sample === 'sparse' ? {} : contact),
    ...(sample === 'ordinary' || sample === 'sparse' ? {} : { contact_api_id: sampleName(sample, seed) }),
    user_oauth_url: 'https://crm.example.com/api/oauth',
  }
}

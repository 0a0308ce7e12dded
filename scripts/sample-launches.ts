import { createHash } from 'node:crypto'
import type { MarketplaceValues } from '../lib/protocols/marketplace'
import type { SalesloftPayload, SalesloftSlot } from '../lib/protocols/salesloft'
import type { SureSendContext, SureSendPerson } from '../lib/protocols/sure-send'

/** Ids of nobody, in the shape of the real ones, and the same each time. */
function sampleId(of: string): string {
  const hex = createHash('sha256').update(of).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const stamps = { created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' }
const email = 'Jordan.Sample@example.com'

const person: SureSendPerson = {
  id: sampleId('person'),
  firstName: 'Jordan',
  lastName: 'Sample',
  stage: { name: 'Lead' },
  emails: [{ id: sampleId('email'), email, value: email.toLowerCase(), isPrimary: 1, ...stamps }],
  phones: [
    {
      id: sampleId('phone'),
      phone: '+1-555-0100',
      type: 'work',
      isPrimary: 1,
      normalized: '15550100',
      ...stamps,
    },
  ],
}

/** Made-up content for each protocol, complete enough for a widget to show something. */
export const sampleLaunches = {
  context: (now: Date): Omit<SureSendContext, 'person' | 'company'> & { person: SureSendPerson } => ({
    team: { id: sampleId('team'), name: 'Sample team' },
    user: { id: sampleId('user'), email: 'agent@example.com' },
    person,
    timestamp: `${now.toISOString().slice(0, 19)}Z`,
  }),
  parameters: { id: person.id },
  payload: (slot: SalesloftSlot, nonce: string): SalesloftPayload => ({
    integration_id: '1',
    tenant_id: '1',
    user_guid: sampleId('user'),
    origin: 'https://app.salesloft.com',
    ...(slot === 'full_page' ? {} : { nonce }),
    ...(slot === 'custom_action' ? { action: { id: 1 } } : {}),
    ...(['custom_action', 'email_editor', 'people_page'].includes(slot)
      ? { person: { id: 1, display_name: 'Jordan Sample', email_address: email.toLowerCase() } }
      : {}),
    ...(slot === 'account_page' ? { account: { id: 1, name: 'Sample Ltd' } } : {}),
  }),
  body: {
    showpadInfo: { subdomain: 'sample', username: 'agent@example.com', crmInstanceId: 'sample' },
    query: 'jordan',
  },
  values: {
    location_id: 'sample-location',
    user_id: 'sample-user',
    contact_id: 'sample-contact',
    contact_api_id: person.id,
    user_oauth_url: 'https://crm.example.com/api/oauth',
  } satisfies MarketplaceValues,
}

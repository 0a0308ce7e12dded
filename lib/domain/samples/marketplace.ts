import { type LaunchInput, mergeRecord } from '@/lib/domain/samples/launches'
import { sampleCode, sampleId } from '@/lib/domain/samples/people'
import { type Sample, sampleName } from '@/lib/domain/samples/records'
import { type MarketplaceValues, signMarketplace } from '@/lib/protocols/marketplace'
import type { SignedRequest } from '@/lib/protocols/protocol'

export async function signMarketplaceSample(input: LaunchInput): Promise<SignedRequest> {
  const { url, secret, now, mode, sample = 'ordinary', seed, record } = input
  const values = mergeRecord(sampleValues(sample, seed), sample, record) as MarketplaceValues
  return mode === 'plain'
    ? signMarketplace({ mode: 'plain', url, values, secret, now })
    : signMarketplace({ mode: 'encrypted', url, values, secret })
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

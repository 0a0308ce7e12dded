import { type Endpoint, type LaunchInput, mergeRecord } from '@/lib/domain/samples/launches'
import { sampleCast, sampleId } from '@/lib/domain/samples/people'
import { type Sample, sampleName } from '@/lib/domain/samples/records'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { signSocialSignin } from '@/lib/protocols/social-signin'

export async function signSocialSigninSample(input: LaunchInput): Promise<SignedRequest> {
  const { endpoint, url, secret, now, sample = 'ordinary', seed } = input
  // A search is asked by a text and a frame by an id, never by both.
  const { [endpoint === 'search' ? 'id' : 'q']: _, ...kept } = input.record ?? {}
  const parameters = Object.entries(mergeRecord(sampleParameters(endpoint, sample, seed), sample, kept))
  const written = Object.fromEntries(parameters.map(([name, value]) => [name, String(value)]))
  return signSocialSignin({ url, parameters: written, secret, now })
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

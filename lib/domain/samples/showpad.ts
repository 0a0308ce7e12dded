import { type Endpoint, type LaunchInput, mergeRecord } from '@/lib/domain/samples/launches'
import { sampleCast, sampleCode, sampleId } from '@/lib/domain/samples/people'
import { type Sample, sampleName } from '@/lib/domain/samples/records'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { type ShowpadBody, signShowpad } from '@/lib/protocols/showpad'

export async function signShowpadSample(input: LaunchInput): Promise<SignedRequest> {
  const { endpoint, url, secret, now, sample = 'ordinary', seed, record } = input
  const body = JSON.stringify(mergeRecord(sampleBody(endpoint, sample, now, seed), sample, record))
  return signShowpad({ url, body, secrets: [secret], now })
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

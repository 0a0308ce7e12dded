import { type LaunchInput, mergeRecord } from '@/lib/domain/samples/launches'
import { sampleCast, sampleId } from '@/lib/domain/samples/people'
import { sampleCompany, samplePerson } from '@/lib/domain/samples/records'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { type SureSendContext, signSureSend } from '@/lib/protocols/sure-send'

export async function signSureSendSample(input: LaunchInput): Promise<SignedRequest> {
  return signSureSend({ url: input.url, context: sampleContext(input), secret: input.secret })
}

function sampleContext({ endpoint, sample = 'ordinary', now, record, seed }: LaunchInput): SureSendContext {
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
  return mergeRecord(context, sample, kept) as SureSendContext
}

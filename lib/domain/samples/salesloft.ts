import { randomUUID } from 'node:crypto'
import { type LaunchInput, mergeRecord } from '@/lib/domain/samples/launches'
import { sampleCast, sampleId, sampleNumber } from '@/lib/domain/samples/people'
import { type Sample, sampleName } from '@/lib/domain/samples/records'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { type SalesloftPayload, type SalesloftSlot, signSalesloft } from '@/lib/protocols/salesloft'

export async function signSalesloftSample(input: LaunchInput): Promise<SignedRequest> {
  const { url, secret, sample = 'ordinary', seed, record } = input
  const slot = input.endpoint as SalesloftSlot
  const payload = mergeRecord(samplePayload(slot, sample, seed), sample, record) as SalesloftPayload
  return signSalesloft({ url, slot, payload, secret })
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

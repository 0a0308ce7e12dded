import { digestMistakes } from '@/lib/domain/signature-doctor/catalog/digest-mistakes'
import { encryptionMistakes } from '@/lib/domain/signature-doctor/catalog/encryption-mistakes'
import { type Entry, same } from '@/lib/domain/signature-doctor/catalog/entry'
import { keyMistakes } from '@/lib/domain/signature-doctor/catalog/key-mistakes'
import { queryMistakes } from '@/lib/domain/signature-doctor/catalog/query-mistakes'
import { textMistakes } from '@/lib/domain/signature-doctor/catalog/text-mistakes'
import { transportMistakes } from '@/lib/domain/signature-doctor/catalog/transport-mistakes'
import type { Mistake, MistakeId, Refusal } from '@/lib/domain/signature-doctor/signature-doctor.schema'

/** What each mistake is, why it cannot verify, and the line to change in each language. */
const catalog: Record<MistakeId, Entry> = {
  ...keyMistakes,
  ...encryptionMistakes,
  ...textMistakes,
  ...queryMistakes,
  ...digestMistakes,
  ...transportMistakes,
}

export function nameMistakes(ids: readonly MistakeId[]): Mistake[] {
  return [...new Set(ids)].map((id) => ({ id, ...catalog[id] }))
}

/** The verifier's refusal as a finding: its code, its message, and what it would accept. */
export function nameRefusal({ code, detail }: Refusal): Mistake {
  const [wrong, right] = lines[code] ?? [
    'a request that the verifier refuses',
    'a request without this error',
  ]
  return { id: code, title: `The verifier refuses it: ${code}`, why: detail, fix: same(wrong, right) }
}

const lines: Partial<Record<string, readonly [wrong: string, right: string]>> = {
  malformed_context: [
    '{"team":{"id":1},"person":{…},"company":{…}}',
    '{"team":{"id":"1","name":"…"},"user":{"id":"…","email":"…"},"person":{"id":"…"},"timestamp":"…"}',
  ],
  malformed_payload: [
    'a payload without a field that it needs',
    'every field of the protocol, with its type',
  ],
  slot_mismatch: ['a payload for another slot', 'the fields that this slot requires, with its nonce'],
  malformed_location: ['location_id=a.b', 'location_id of 1 to 64 letters, digits, - or _'],
  malformed_signature: ['a signature in another format', 'the digest of 32 bytes, in the protocol’s coding'],
  malformed_timestamp: ['a timestamp in another format', 'a timestamp in the protocol’s format'],
  malformed_token: ['a payload in another format', 'a compact JWE: five parts with full stops between them'],
  malformed_request: ['parameters of both modes, or a missing one', 'the parameters of one mode, once each'],
  not_base64: ['a value with other characters', 'standard base64 with padding, on one line'],
  not_utf8: ['bytes in another character set', 'UTF-8'],
  payload_too_large: ['a request over the limit', 'a shorter request'],
  too_many_signatures: ['a header with more than ten signatures', 'one signature for each live secret'],
  doubled_header: ['the header twice', 'the header once'],
}

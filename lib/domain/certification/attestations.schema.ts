import type { CheckId } from '@/lib/domain/samples/check-ids.schema'

/** The checks that can't be tested automatically, with the sentence that a partner attests. */
export const attestations = {
  'secret-stored-safely': {
    title: 'Keeps the secret out of the code',
    statement:
      'We keep the secret in an environment variable or a vault. It is not in any repository, log or page, and few people can read it.',
  },
  'loading-states': {
    title: 'Shows when slow parts are loading',
    statement: 'Our page shows when it is waiting for data, and says what to do if the data does not arrive.',
  },
  'unsigned-are-hints': {
    title: 'Treats unsigned parameters as hints',
    statement:
      'We treat URL parameters other than location, time and hmac as hints. They don’t sign anyone in or open a record.',
  },
} as const satisfies Partial<Record<CheckId, { title: string; statement: string }>>

export type AttestationId = keyof typeof attestations
export const attestationIds = Object.keys(attestations) as [AttestationId, ...AttestationId[]]

/** Whether a check is one of these. */
export function isAttestation(id: CheckId): boolean {
  return (attestationIds as readonly string[]).includes(id)
}

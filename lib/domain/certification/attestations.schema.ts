import type { CheckId } from '@/lib/domain/samples/check-ids.schema'

/** What no request can show, in the words that a partner gives their word for. */
export const attestations = {
  'secret-stored-safely': {
    title: 'The secret is kept outside the code',
    statement:
      'Our secret is in an environment variable or a vault, in no repository, log or page, and few people can read it.',
  },
  'loading-states': {
    title: 'Slow parts show that they load',
    statement:
      'Wherever our page waits for data it says so, and says what to do when the data does not come.',
  },
  'unsigned-are-hints': {
    title: 'Unsigned parameters only hint',
    statement:
      'What stands in the URL beside location, time and hmac we take for a hint: it signs nobody in and opens no record.',
  },
} as const satisfies Partial<Record<CheckId, { title: string; statement: string }>>

export type AttestationId = keyof typeof attestations
export const attestationIds = Object.keys(attestations) as [AttestationId, ...AttestationId[]]

/** Whether a check is one of these. */
export function isAttestation(id: CheckId): boolean {
  return (attestationIds as readonly string[]).includes(id)
}

import { z } from 'zod'

/** Every mistake that the doctor knows by name. Ids are stable: docs/signature-doctor.md describes each. */
export const mistakeIds = [
  'key-hex-decoded',
  'key-base64-decoded',
  'key-base64-encoded',
  'key-hex-encoded',
  'key-percent-encoded',
  'webhooks-library',
  'key-line-break',
  'key-literal-line-break',
  'key-white-space',
  'key-bom',
  'key-charset',
  'key-case-changed',
  'key-truncated',
  'key-joined',
  'key-empty',
  'key-prefixed',
  'key-hashed',
  'key-and-text-swapped',
  'old-secret',
  'staged-secret',
  'other-widget-secret',
  'oauth-client-secret',
  'key-not-hashed',
  'key-digest-as-hex',
  'key-digest-as-base64',
  'key-hashed-otherwise',
  'jwe-algorithm',
  'jwe-compressed',
  'jws-for-jwe',
  'jwe-as-json',
  'key-derived-by-sha256',
  'key-derived-otherwise',
  'key-derived-by-pbkdf2',
  'key-not-derived',
  'cipher-aes-128',
  'salt-missing',
  'data-in-hex',
  'payload-bom',
  'payload-as-query',
  'field-malformed',
  'signed-json',
  'signed-encoded',
  'signed-decoded-twice',
  'signed-base64url',
  'signed-without-padding',
  'signed-line-wrapped',
  'signed-base64',
  'signed-reserialised',
  'body-lost',
  'signed-charset',
  'signed-digest',
  'signed-with-name',
  'signed-whole-url',
  'line-breaks-changed',
  'separator-missing',
  'separator-other',
  'separator-added',
  'parts-swapped',
  'timestamp-left-out',
  'location-left-out',
  'location-case-changed',
  'signature-left-in',
  'parameters-sorted',
  'parameters-decoded',
  'parameters-joined-otherwise',
  'ampersand-escaped',
  'query-as-written',
  'star-left-bare',
  'tilde-left-bare',
  'marks-left-bare',
  'reserved-left-bare',
  'brackets-left-bare',
  'brackets-not-numbered',
  'names-kept',
  'doubles-kept',
  'space-as-percent-20',
  'percent-lower-case',
  'expires-left-out',
  'parameter-added',
  'framework-parameter',
  'digest-algorithm',
  'digest-without-hmac',
  'digest-without-key',
  'signature-upper-case',
  'signature-base64',
  'signature-base64url',
  'signature-without-padding',
  'signature-base64-of-hex',
  'signature-hex-of-base64',
  'signature-encoded-twice',
  'signature-dashed',
  'signature-hex',
  'signature-prefixed',
  'signature-truncated',
  'signature-white-space',
  'signature-line-wrapped',
  'plus-turned-into-space',
  'encoded-twice',
  'not-encoded',
  'base64url-for-base64',
  'base64-line-wrapped',
  'base64-twice',
  'milliseconds',
  'timestamp-malformed',
  'timestamp-other-format',
  'clock-behind',
  'clock-ahead',
  'parameter-missing',
  'parameter-doubled',
  'identity-mismatch',
] as const
export type MistakeId = (typeof mistakeIds)[number]

export const languages = ['node', 'python', 'php', 'ruby'] as const
export type Language = (typeof languages)[number]

/** The line to change, in each language. */
export type Fix = Record<Language, { wrong: string; right: string }>

export type Mistake = {
  /** A mistake of the catalog, or the code of a refusal that none of them explains. */
  id: string
  /** What was done. */
  title: string
  /** Why it cannot verify. */
  why: string
  fix: Fix
}

/** What the portal's own verifier answers. */
export type Refusal = { code: string; detail: string }

/**
 * `well`: the protocol's verifier accepts it; mistakes then are what another verifier may refuse. `mistakes`: it is refused, and these
 * explain it. `unexplained`: it is refused, and no known mistake explains it. `unreadable`: the paste contains nothing of the protocol.
 */
export type Diagnosis = {
  outcome: 'well' | 'mistakes' | 'unexplained' | 'unreadable'
  detail: string
  mistakes: Mistake[]
  /** Why the verifier refuses it, null if it does not. */
  verifier: Refusal | null
  /** What the doctor took out of it, the long ones cut. Never a secret. */
  read: { name: string; value: string }[]
  /** By which secret it verifies, where it does. */
  secret?: string
  /** What would have been right, to compare with. */
  expected?: { stringToSign: string }
}

const pastedMax = 100_000

export const diagnoseInput = z.object({
  widgetId: z.string().max(64),
  pasted: z
    .string({ error: 'Paste a request or a URL.' })
    // Not trimmed: a body may end with a line break that was signed.
    .refine((text) => text.trim() !== '', 'Paste a request or a URL.')
    .max(pastedMax, 'Paste at most 100,000 characters.'),
  /** What the reader's own code computed for the same request. */
  ownSignature: z
    .string()
    .trim()
    .max(1000)
    .optional()
    .transform((text) => text || undefined),
})
export type DiagnoseInput = z.infer<typeof diagnoseInput>

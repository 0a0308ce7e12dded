import { z } from 'zod'
import type { WidgetProtocol } from '@/lib/domain/placements.schema'

/** Every mistake that the doctor knows by name. Ids are stable: docs/signature-doctor.md describes each. */
export const mistakeIds = [
  'key-hex-decoded',
  'key-base64-decoded',
  'key-line-break',
  'key-white-space',
  'key-hashed',
  'key-not-hashed',
  'key-digest-as-hex',
  'key-derived-by-sha256',
  'key-not-derived',
  'old-secret',
  'staged-secret',
  'other-widget-secret',
  'signed-json',
  'signed-encoded',
  'signed-base64url',
  'signed-without-padding',
  'signed-reserialised',
  'signed-whole-url',
  'signature-left-in',
  'parameters-sorted',
  'parameters-decoded',
  'star-left-bare',
  'space-as-percent-20',
  'expires-left-out',
  'separator-missing',
  'separator-added',
  'parts-swapped',
  'timestamp-left-out',
  'digest-algorithm',
  'signature-upper-case',
  'signature-base64',
  'signature-base64url',
  'signature-hex',
  'signature-prefixed',
  'signature-truncated',
  'plus-turned-into-space',
  'encoded-twice',
  'not-encoded',
  'base64url-for-base64',
  'milliseconds',
  'timestamp-malformed',
  'clock-behind',
  'clock-ahead',
  'parameter-missing',
  'parameter-doubled',
  'identity-mismatch',
] as const
export type MistakeId = (typeof mistakeIds)[number]

export type Mistake = {
  id: MistakeId
  /** What was done. */
  title: string
  /** Why it cannot verify. */
  why: string
  /** The line to change. */
  wrong: string
  right: string
}

/**
 * `well`: verifies, no mistake. `mistakes`: it does not, and these explain it. `unexplained`: it does not, and no known mistake explains
 * it. `unreadable`: nothing of the protocol is in what was pasted.
 */
export type Diagnosis = {
  outcome: 'well' | 'mistakes' | 'unexplained' | 'unreadable'
  detail: string
  mistakes: Mistake[]
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
    .trim()
    .min(1, 'Paste a request or a URL.')
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

/** What is pasted for each protocol, in words. */
export const pastedWords: Record<WidgetProtocol, string> = {
  'sure-send': 'The launch URL as your server received it, with context and signature.',
  'social-signin': 'The search or frame URL as your server received it, with expires and sig.',
  salesloft: 'The form as your server received it: payload, tenant_id and integration_id.',
  showpad: 'The request with its headers and raw body, as text or as a curl command.',
  marketplace:
    'The launch URL as your server received it, with data, or with location_id, timestamp and hmac.',
}

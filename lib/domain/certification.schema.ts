import { z } from 'zod'

/** Every check of the certification, in the order of a report. docs/certification.md says what each sends and why. */
export const checkIds = [
  'accepts-valid',
  'accepts-placements',
  'accepts-staged-secret',
  'accepts-unicode',
  'accepts-long-values',
  'verifies-raw-body',
  'accepts-several-signatures',
  'refuses-tampered-context',
  'refuses-tampered-signature',
  'refuses-wrong-secret',
  'refuses-expired',
  'refuses-future',
  'refuses-malformed-timestamp',
  'refuses-missing',
  'refuses-doubled',
  'refuses-short-signature',
  'refuses-uppercase-signature',
  'refuses-raw-plus',
  'refuses-wrong-tenant',
  'refuses-other-algorithms',
  'refuses-alike',
  'ignores-clear-origin',
  'answers-search',
  'answers-recipients',
  'accepts-activity',
  'repeats-activity',
  'accepts-postbacks',
  'state-record-not-found',
  'state-user-unauthorised',
  'state-empty-fields',
  'error-page-readable',
  'escapes-markup',
  'no-server-error',
  'no-secret-leak',
  'no-context-leak',
  'allows-framing',
  'calls-nothing-blocked',
  'fast-enough',
  'https',
  'browser-console',
  'browser-mixed-content',
  'browser-widths',
  'browser-slow-network',
  'browser-accessibility',
  'works-without-storage',
  'secret-stored-safely',
  'loading-states',
  'unsigned-are-hints',
] as const
export type CheckId = (typeof checkIds)[number]

/** `warned` never fails a run; `attested` is somebody's word for what no request can show. */
export const checkOutcomes = ['passed', 'failed', 'warned', 'skipped', 'attested'] as const
export type CheckOutcome = (typeof checkOutcomes)[number]

export const certificationCheck = z.object({
  id: z.enum(checkIds),
  title: z.string(),
  required: z.boolean(),
  outcome: z.enum(checkOutcomes),
  /** What was found, or why nothing was tried. */
  detail: z.string(),
  /** The deciding request and its answer, without secret, signature, context and token. */
  sent: z.string().nullable(),
  received: z.string().nullable(),
  why: z.string(),
  mend: z.string(),
  durationMs: z.number().nullable(),
})
export type CertificationCheck = z.infer<typeof certificationCheck>

/** How a frame answered a valid launch: its status, and whether the host may frame it and any host is named. */
const framedAnswer = z.object({ status: z.number(), mayFrame: z.boolean(), namesAncestors: z.boolean() })

export const certificationReport = z.object({
  /** Every required check passed, was attested, or does not apply to this target. */
  passed: z.boolean(),
  /** False if a server that answers nothing ended the run early. */
  isComplete: z.boolean(),
  /** False if no connection was made, so that the report says nothing of the widget. */
  wasReached: z.boolean(),
  checks: z.array(certificationCheck),
  /** By endpoint; launches of users are compared with it. */
  answers: z.record(z.string(), framedAnswer).optional(),
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
})
export type CertificationReport = z.infer<typeof certificationReport>

import { z } from 'zod'
import { checkIds } from '@/lib/domain/samples/check-ids.schema'

/** `warned` never fails a run; `attested` means that a member of the partner attested it. */
export const checkOutcomes = ['passed', 'failed', 'warned', 'skipped', 'attested'] as const
export type CheckOutcome = (typeof checkOutcomes)[number]

export const certificationCheck = z.object({
  id: z.enum(checkIds),
  title: z.string(),
  required: z.boolean(),
  outcome: z.enum(checkOutcomes),
  /** The finding, or why the check was skipped. */
  detail: z.string(),
  /** The deciding request and its answer, without secret, signature, context and token. */
  sent: z.string().nullable(),
  received: z.string().nullable(),
  why: z.string(),
  fix: z.string(),
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
  /** False if no connection was made, so that the report says nothing about the widget. */
  wasReached: z.boolean(),
  checks: z.array(certificationCheck),
  /** By endpoint; launches of users are compared with it. */
  answers: z.record(z.string(), framedAnswer).optional(),
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
})
export type CertificationReport = z.infer<typeof certificationReport>

import { z } from 'zod'
import { checkOutcomes } from '@/lib/domain/certification/checks.schema'

/** The largest file that is attached: a report with every answer at its longest is a quarter of it. */
export const selfRunBytesMax = 512 * 1024

/** How old a report may be when it is attached. */
export const selfRunHoursMax = 24

export const attachSelfRunInput = z.object({ widgetId: z.string().min(1).max(64), file: z.string() })

/** The file that `npx framegate certify --report` writes: the report as text, and the signature of this very text. */
export const selfRunFile = z.object({
  format: z.literal('framegate-self-run/1'),
  payload: z.string(),
  signature: z.string().regex(/^[0-9a-f]{64}$/),
})

/** Everything of a check that its report may say. What it is called and why it is there, the portal says itself. */
const selfRunCheck = z.object({
  id: z.string().max(64),
  outcome: z.enum(checkOutcomes),
  detail: z.string(),
  sent: z.string().nullable(),
  received: z.string().nullable(),
  durationMs: z.number().min(0).max(3_600_000).nullable(),
})

export const selfRunPayload = z.object({
  /** Of which widget and content it is, as the command of the portal says. */
  widget: z.string().max(64),
  content: z.string().max(64),
  /** The addresses that were called, by endpoint. */
  urls: z.record(z.string().max(64), z.string().max(4000)),
  report: z.object({
    isComplete: z.boolean(),
    wasReached: z.boolean(),
    checks: z.array(selfRunCheck).max(100),
    startedAt: z.iso.datetime(),
    durationMs: z.number().min(0).max(3_600_000),
  }),
})
export type SelfRunPayload = z.infer<typeof selfRunPayload>

import { z } from 'zod'
import { graceHours } from '@/lib/domain/secrets/durations.schema'
import { graceField } from '@/lib/domain/secrets/grace.schema'

const widgetId = z.string().max(64)

export const stageSecretInput = z.object({ widgetId })
export const promoteSecretInput = z.object({
  widgetId,
  graceHours: graceField.default(graceHours.default),
  /** Promote although no probe of the staged secret passed: for a server that this portal cannot reach. */
  unprobed: z
    .string()
    .optional()
    .transform((value) => value === 'on'),
})
export type PromoteSecretInput = z.infer<typeof promoteSecretInput>
export const extendGraceInput = z.object({ widgetId, graceHours: graceField })
export const revokeSecretInput = z.object({ widgetId, version: z.coerce.number().int().min(1) })
export const emergencyRevokeInput = z.object({
  widgetId,
  version: z.coerce.number().int().min(1),
  reason: z
    .string({ error: 'Enter a reason for the audit log.' })
    .trim()
    .min(3, 'Enter a reason for the audit log.')
    .max(2000),
  fingerprint: z.string({ error: 'Type the fingerprint to confirm.' }).trim().toLowerCase(),
})
export type EmergencyRevokeInput = z.infer<typeof emergencyRevokeInput>

/** One check of a probe: the request, the response, and whether it is right. */
export const probeLine = z.object({
  name: z.string(),
  passed: z.boolean(),
  status: z.number().nullable(),
  durationMs: z.number().nullable(),
  verdict: z.string(),
})
export const probeReport = z.object({ passed: z.boolean(), lines: z.array(probeLine) })
export type ProbeReport = z.infer<typeof probeReport>

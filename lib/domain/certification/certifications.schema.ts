import { z } from 'zod'
import { attestationIds, isAttestation } from '@/lib/domain/certification/attestations.schema'
import {
  type CertificationReport,
  certificationReport,
  checkOutcomes,
} from '@/lib/domain/certification/checks.schema'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'

export const runStates = ['queued', 'running', 'done', 'stopped'] as const
export type RunState = (typeof runStates)[number]

/** Whose secret signs a run: the widget's own, its testing team's, or the sandbox's. */
export const secretSources = ['widget', 'team', 'sandbox'] as const

export const runProgress = z.object({ done: z.number(), total: z.number(), title: z.string() })
export type RunProgress = z.infer<typeof runProgress>

export const outcomeCounts = z.partialRecord(z.enum(checkOutcomes), z.number())
export type OutcomeCounts = z.infer<typeof outcomeCounts>

/** A run in a list. */
export type RunSummary = {
  id: string
  widgetId: string
  versionNumber: number
  state: RunState
  passed: boolean | null
  /** False where no request was answered, so that nothing was tested. */
  wasReached: boolean | null
  counts: OutcomeCounts
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
  secret: { of: (typeof secretSources)[number]; version: number; fingerprint: string } | null
  stopReason: string | null
  progress: RunProgress | null
  /** Null for the daily run. */
  requestedBy: string | null
  /** Made by its partner on their own machine and attached: the portal saw none of it. */
  isSelfRun: boolean
}

/** A run with what it found. */
export type RunDetail = RunSummary & {
  report: CertificationReport | null
  shots: { id: string; width: number }[]
}

const recordLengthMax = 4_000
const widgetId = z.string().min(1).max(64)
const runId = z.string().min(1).max(64)

/** Members of the made-up record that a receiver knows, as JSON text of a form. */
const recordText = z
  .string()
  .trim()
  .max(recordLengthMax, `Use at most ${recordLengthMax} characters.`)
  .optional()
  .transform((text, context) => {
    if (!text) return undefined
    const parsed = parseObject(text)
    if (parsed) return parsed
    context.addIssue({ code: 'custom', message: 'Write a JSON object in { }.' })
    return z.NEVER
  })

export const startCertificationInput = z.object({
  widgetId,
  sendsEffects: z
    .string()
    .optional()
    .transform((value) => value === 'on'),
  record: recordText,
})

/** The same of the JSON API. */
export const startCertificationBody = z.object({
  sendsEffects: z
    .boolean()
    .default(false)
    .describe('Also sends an activity and postbacks, which create data on your server.'),
  record: z
    .record(z.string(), z.unknown())
    .refine((record) => JSON.stringify(record).length <= recordLengthMax, {
      error: `Use at most ${recordLengthMax} characters of JSON.`,
    })
    .optional()
    .describe('Fields that replace those of the sample record, such as ids that your server knows.'),
})

export const attestInput = z.object({
  widgetId,
  check: z.enum(attestationIds),
  attest: z.boolean(),
})

export const runParams = z.object({ widgetId, runId })

/** A run as it leaves the portal: the same by download and by API. */
export const certificationExport = z.object({
  format: z.literal('framegate-certification/1'),
  id: z.string(),
  widget: z.object({ id: z.string(), name: z.string(), protocol: z.string(), version: z.number().int() }),
  secret: z
    .object({
      of: z
        .enum(secretSources)
        .describe('Whose secret signed the run: the widget’s, its testing team’s or the sandbox’s.'),
      version: z.number().int(),
      fingerprint: z.string(),
    })
    .nullable(),
  state: z.enum(runStates),
  isSelfRun: z
    .boolean()
    .describe(
      'Whether the partner ran npx framegate certify and attached its report. The portal sent none of these requests.',
    ),
  passed: z.boolean().nullable().describe('Null until the run has finished.'),
  stopReason: z.string().nullable(),
  requestedBy: z.string().nullable().describe('Null for the daily run of the approved version.'),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  progress: runProgress.nullable(),
  report: certificationReport.nullable(),
  screenshots: z.array(z.object({ width: z.number().int(), type: z.string(), bytes: z.number().int() })),
})
export type CertificationExport = z.infer<typeof certificationExport>

/** Which checks of a report are shown. */
export const lineFilters = ['all', 'open', 'changed'] as const
export type LineFilter = (typeof lineFilters)[number]

/** The query of a report's page; anything malformed is left out rather than refused, since it comes from a URL. */
export const reportQuery = z.object({
  run: z.string().max(64).optional().catch(undefined),
  show: z.enum(lineFilters).catch('all'),
})

/** The checks of a report by what they are about. */
export const checkGroups: readonly { title: string; has: (id: CheckId) => boolean }[] = [
  {
    title: 'Accepts valid launches',
    has: (id) => /^(accepts|answers|verifies|repeats)-/.test(id),
  },
  { title: 'Refuses invalid launches', has: (id) => /^(refuses|ignores)-/.test(id) },
  { title: 'Empty states and errors', has: (id) => /^state-|^error-|^no-server/.test(id) },
  { title: 'Content and privacy', has: (id) => /^escapes-|-leak$/.test(id) },
  { title: 'Transport and framing', has: (id) => ['allows-framing', 'fast-enough', 'https'].includes(id) },
  { title: 'In the browser', has: (id) => id.startsWith('browser-') },
  { title: 'Attested by the partner', has: isAttestation },
]

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

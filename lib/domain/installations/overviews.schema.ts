import { z } from 'zod'

const hourMs = 60 * 60 * 1000
const dayMs = 24 * hourMs

/** Each period is drawn in as many equal steps. */
export const overviewPeriods = {
  '24h': { label: '24 hours', steps: 24, stepMs: hourMs },
  '7d': { label: '7 days', steps: 7, stepMs: dayMs },
  '30d': { label: '30 days', steps: 30, stepMs: dayMs },
  '90d': { label: '90 days', steps: 90, stepMs: dayMs },
} as const
export type OverviewPeriod = keyof typeof overviewPeriods

/** From a URL, so malformed values become the default. */
export const overviewInput = z.object({
  period: z.enum(Object.keys(overviewPeriods) as [OverviewPeriod, ...OverviewPeriod[]]).catch('30d'),
  /** Only the launches of this widget. */
  widget: z.string().max(64).optional().catch(undefined),
})
export type OverviewInput = z.infer<typeof overviewInput>

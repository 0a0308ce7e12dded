import { z } from 'zod'
import { createWidgetBody } from '@/lib/domain/api/api.schema'

/** What a version of a widget says, as one JSON file to keep beside the code: no id, no secret, no state. */
export const widgetManifest = createWidgetBody
  .omit({ testTeamId: true })
  .extend({ $schema: z.string().max(300).optional() })
  .strict()
  .describe('A Framegate widget as code.')

export const manifestFields = Object.keys(widgetManifest.shape).filter((name) => name !== '$schema')

export type ManifestChange = { field: string; before: unknown; after: unknown }

/** In which fields a widget would change. What is left out of a manifest is empty. */
export function compareManifests(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): ManifestChange[] {
  return manifestFields
    .filter((field) => JSON.stringify(plain(before[field])) !== JSON.stringify(plain(after[field])))
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }))
}

/** Lists are sets here, and what is empty is not there. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? null : [...value].sort()
  return value === '' || value === undefined ? null : value
}

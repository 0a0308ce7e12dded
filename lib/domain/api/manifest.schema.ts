import { z } from 'zod'
import { createWidgetBody } from '@/lib/domain/api/widgets.schema'

/** What a version of a widget says, as one JSON file to keep beside the code: no id, no secret, no state. */
export const widgetManifest = createWidgetBody
  .omit({ testTeamId: true })
  .extend({ $schema: z.string().max(300).optional() })
  .strict()
  .describe('A Framegate widget as a file.')

export const manifestLengthMax = 100_000

export const readManifestInput = z.object({
  text: z.string(),
  widgetId: z.string().max(64).optional(),
})

export const manifestFields = Object.keys(widgetManifest.shape).filter((name) => name !== '$schema')

export type ManifestChange = { field: string; before: unknown; after: unknown }

/** In which fields a widget would change. A field missing from a manifest is empty. */
export function compareManifests(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): ManifestChange[] {
  return manifestFields
    .filter((field) => JSON.stringify(plain(before[field])) !== JSON.stringify(plain(after[field])))
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }))
}

/** Lists are compared as sets, and empty fields are left out. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? null : [...value].sort()
  return value === '' || value === undefined ? null : value
}

/** The file of a widget. Empty fields are left out. `portal` is the origin that serves its schema. */
export function toManifest(
  widget: Readonly<Record<string, unknown>>,
  portal: string,
): Record<string, unknown> {
  const said = manifestFields.flatMap((field) => {
    const value = widget[field]
    const isEmpty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
    return isEmpty ? [] : [[field, value] as const]
  })
  return { $schema: `${portal}/widget.schema.json`, ...Object.fromEntries(said) }
}

/** The problems of a file, one sentence each; empty if it describes a widget. */
export function findManifestProblems(content: unknown): string[] {
  const issues = widgetManifest.safeParse(content).error?.issues ?? []
  return issues.map(({ path, message }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`)
}

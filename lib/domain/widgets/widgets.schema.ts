import { z } from 'zod'
import { isProtocolId, type ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { placements } from '@/lib/domain/protocols/placements.schema'
import { addressField, linesField, settingsFields } from '@/lib/domain/protocols/widget-settings.schema'
import { isBoundedMarkdown, markdownMarksMax } from '@/lib/domain/text/markdown-bounds.schema'

/** Icons a widget may choose (lucide names) and the colour of its tile. */
export const widgetIcons = [
  'house',
  'trending-up',
  'landmark',
  'file-text',
  'audio-lines',
  'share-2',
  'box',
  'list-ordered',
  'truck',
  'message-square',
  'calendar',
  'chart-column',
  'mail',
  'phone',
  'map-pin',
  'shield-check',
  'sparkles',
  'users',
  'wrench',
  'zap',
] as const
export type WidgetIcon = (typeof widgetIcons)[number]

export const widgetColours = ['clay', 'moss', 'sea', 'plum', 'ochre', 'slate'] as const
export type WidgetColour = (typeof widgetColours)[number]

/** What a widget is doing for the people who look at it, derived by `widgetStatus`. */
export const widgetStatuses = [
  'draft',
  'testing',
  'in_review',
  'returned',
  'approved',
  'suspended',
  'stopped',
  'archived',
] as const
export type WidgetStatus = (typeof widgetStatuses)[number]

/** A Permissions-Policy feature that a widget may ask for; each is named to the reviewer. */
export const frameFeatures = ['clipboard-write', 'geolocation', 'microphone', 'camera', 'fullscreen'] as const

const oneLine = /^[^\p{Cc}\p{Cf}\u2028\u2029]+$/u

const list = <Value extends string>(values: readonly [Value, ...Value[]]) =>
  z.preprocess((value) => (Array.isArray(value) ? value : value ? [value] : []), z.array(z.enum(values)))

/** What depends on the protocol too, and is judged together with it. */
const addressFields = {
  url: addressField,
  furtherOrigins: linesField.pipe(z.array(z.string()).max(10, 'Enter at most 10 additional origins.')),
  placements: list(placements),
  ...settingsFields,
}

/** The same for a form whose other fields may be wrong: a malformed field counts as left out. */
export function readAddressFields(given: Record<string, unknown>) {
  const read = Object.entries(addressFields).map(([name, field]: [string, z.ZodType]) => {
    const parsed = field.safeParse(given[name])
    return [name, parsed.success ? parsed.data : field.parse(undefined)]
  })
  return Object.fromEntries(read) as z.infer<z.ZodObject<typeof addressFields>>
}

/** What a partner says of a widget. The URL's own rules are `requireWidgetUrl`, since they depend on where the portal lives. */
const widgetFields = {
  name: z
    .string({ error: 'Enter a name. It is the tab’s title.' })
    .trim()
    .min(1, 'Enter a name. It is the tab’s title.')
    .max(60, 'Use at most 60 characters, so that the name fits a tab.')
    .regex(oneLine, 'Remove control characters and line breaks.'),
  description: z
    .string({ error: 'Describe what the widget does for an agent.' })
    .trim()
    .min(1, 'Describe what the widget does for an agent.')
    .max(4000, 'Use at most 4,000 characters.')
    .regex(/^[^\0]*$/, 'Remove the NUL character.')
    .refine(
      isBoundedMarkdown,
      `Use less Markdown: at most ${markdownMarksMax} marks such as * or [, and quotes or lists at most 10 deep.`,
    ),
  ...addressFields,
  allow: list(frameFeatures),
  icon: z.enum(widgetIcons, 'Choose an icon.'),
  colour: z.enum(widgetColours, 'Choose a colour.'),
}

export const createWidgetInput = z.object({
  ...widgetFields,
  protocol: z.custom<ProtocolId>(
    (value) => typeof value === 'string' && isProtocolId(value),
    'Choose a protocol.',
  ),
  testTeamId: z
    .string()
    .trim()
    .toLowerCase()
    .optional()
    .refine(
      (value) => !value || z.guid().safeParse(value).success,
      'A Team ID looks like 123e4567-e89b-12d3-a456-426614174000.',
    )
    .transform((value) => value || undefined),
})
export type CreateWidgetInput = z.infer<typeof createWidgetInput>

export const updateWidgetInput = z.object({
  ...widgetFields,
  widgetId: z.string().max(64),
  /** The version the form was opened with: a save over someone else's is refused. */
  revision: z.string().max(80),
})
export type UpdateWidgetInput = z.infer<typeof updateWidgetInput>

export const widgetInput = z.object({ widgetId: z.string().max(64) })

export const acceptTestLinkInput = z.object({
  token: z.string().max(64),
  contentHash: z.string().max(64),
})

export const requestTestingInput = z.object({
  widgetId: z.string().max(64),
  teamId: z
    .string({ error: 'Enter a Team ID.' })
    .trim()
    .toLowerCase()
    .pipe(z.guid('A Team ID looks like 123e4567-e89b-12d3-a456-426614174000.')),
})

/** The SHA-256 of a version, in hex: what the reader of a decision was shown. */
export const contentHash = z.string().regex(/^[0-9a-f]{64}$/, 'A content hash has 64 lower-case hex digits.')

export const answerTestingInput = z.object({
  widgetId: z.string().max(64),
  accept: z.boolean(),
  contentHash: contentHash.optional(),
})

const reason = z
  .string({ error: 'Enter a reason for the history.' })
  .trim()
  .min(3, 'Enter a reason for the history.')
  .max(2000, 'Use at most 2,000 characters.')

export const submitVersionInput = z.object({
  widgetId: z.string().max(64),
  note: z.string().trim().max(2000, 'Use at most 2,000 characters.').optional(),
})
export const reasonedInput = z.object({ widgetId: z.string().max(64), reason })

export const decideVersionInput = z.object({
  widgetId: z.string().max(64),
  /** The version the reviewer looked at: a decision never falls on another one. */
  versionId: z.string().max(64),
  /** Of that version, as the review has it. */
  contentHash: contentHash.optional(),
  decision: z.enum(['approve', 'return']),
  reason: z.string().trim().max(2000, 'Use at most 2,000 characters.').optional(),
})
export type DecideVersionInput = z.infer<typeof decideVersionInput>

export const listWidgetsInput = z.object({
  query: z.string().trim().max(100).optional().catch(undefined),
  status: z.enum(widgetStatuses).optional().catch(undefined),
  cursor: z.string().max(64).optional().catch(undefined),
})
export type ListWidgetsInput = z.infer<typeof listWidgetsInput>

import { z } from 'zod'
import { type Placement, placementLabels, placements } from '@/lib/domain/protocols/placements.schema'

export const parameterModes = ['encrypted', 'plain'] as const

/** What only a version's protocol has. Reviewed like everything else of it. */
export const widgetSettings = z.object({
  /** salesloft: where enabling begins, with return_to added. */
  authRedirectUrl: z.string().optional(),
  /** salesloft: the exact addresses that a code may be sent to. */
  redirectUris: z.array(z.string()).optional(),
  /** salesloft: the address of each slot that it offers. */
  slotUrls: z.partialRecord(z.enum(placements), z.string()).optional(),
  /** social-signin: the search endpoint; the widget's URL is that of the frame. */
  searchUrl: z.string().optional(),
  /** marketplace: how the parameters of a launch travel. */
  parameterMode: z.enum(parameterModes).optional(),
  /** marketplace: templates of the postbacks. */
  locationPostbackUrl: z.string().optional(),
  userPostbackUrl: z.string().optional(),
})
export type WidgetSettings = z.infer<typeof widgetSettings>

const modeWords = { encrypted: 'Parameters are encrypted', plain: 'Parameters are plain, with an HMAC' }

/** Everything a version's settings say, a line each, in the words of its form. */
export function describeSettings(stored: unknown): string[] {
  const settings = widgetSettings.safeParse(stored).data ?? {}
  return [
    ...placements.flatMap((placement) => {
      const url = settings.slotUrls?.[placement]
      return url ? [`${placementLabels[placement]}: ${url}`] : []
    }),
    ...(settings.authRedirectUrl ? [`Auth redirect: ${settings.authRedirectUrl}`] : []),
    ...(settings.redirectUris ?? []).map((uri) => `Redirect URI: ${uri}`),
    ...(settings.searchUrl ? [`Search: ${settings.searchUrl}`] : []),
    ...(settings.parameterMode ? [modeWords[settings.parameterMode]] : []),
    ...(settings.locationPostbackUrl ? [`Location postback: ${settings.locationPostbackUrl}`] : []),
    ...(settings.userPostbackUrl ? [`User postback: ${settings.userPostbackUrl}`] : []),
  ]
}

/** The address that a placement opens: a salesloft widget has one for each slot. */
export function addressOf(version: { url: string; settings: unknown }, placement: Placement): string {
  const settings = widgetSettings.safeParse(version.settings).data
  return settings?.slotUrls?.[placement] ?? version.url
}

/** A call's own address: a Showpad widget is registered by the base of its endpoints. */
export function addressBelow(base: string, path: string): string {
  const url = new URL(base)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`
  return url.href
}

export const addressField = z
  .string()
  .max(2048, 'Use at most 2,048 characters.')
  .optional()
  .transform((value) => value || undefined)

export const linesField = z
  .string()
  .optional()
  .transform((value) => [...new Set((value ?? '').split(/\s+/).filter(Boolean))])

/** The field of a form that holds a salesloft slot's address. */
export const slotFields = {
  person: 'personUrl',
  company: 'companyUrl',
  full_page: 'fullPageUrl',
  email_editor: 'emailEditorUrl',
  custom_action: 'customActionUrl',
} as const satisfies Record<Placement, string>

/** What only some protocols have; `checkSettings` says which need what. */
export const settingsFields = {
  authRedirectUrl: addressField,
  redirectUris: linesField.pipe(z.array(z.string()).max(10, 'Enter at most 10 redirect URIs.')),
  personUrl: addressField,
  companyUrl: addressField,
  fullPageUrl: addressField,
  emailEditorUrl: addressField,
  customActionUrl: addressField,
  searchUrl: addressField,
  parameterMode: z.enum(parameterModes, 'Choose a mode.').optional(),
  locationPostbackUrl: addressField,
  userPostbackUrl: addressField,
}

const settingsInput = z.object(settingsFields)
export type SettingsFields = z.infer<typeof settingsInput>

/** A version's settings as the fields of the form hold them. */
export function fieldsOfSettings(settings: WidgetSettings) {
  const { redirectUris = [], slotUrls = {}, ...others } = settings
  const slots = placements.map((placement) => [slotFields[placement], slotUrls[placement]] as const)
  return { ...others, redirectUris: redirectUris.join('\n'), ...Object.fromEntries(slots) } as Partial<
    Record<Exclude<keyof typeof settingsFields, 'parameterMode'>, string>
  > &
    Pick<WidgetSettings, 'parameterMode'>
}

import { z } from 'zod'
import { type Placement, placementLabels, placements } from '@/lib/domain/placements.schema'

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

import { z } from 'zod'

/** Where a widget can appear. */
export const placements = ['person', 'company', 'full_page', 'email_editor', 'custom_action'] as const
export type Placement = (typeof placements)[number]

/** The placements on a record's page: a tab of it, or a panel beside its own. */
export const recordPlacements = ['person', 'company'] as const satisfies readonly Placement[]
export type RecordPlacement = (typeof recordPlacements)[number]

export const placementLabels: Record<Placement, string> = {
  person: 'Person',
  company: 'Company',
  full_page: 'Full page',
  email_editor: 'Email editor',
  custom_action: 'Custom action',
}

export function isPlacement(value: string): value is Placement {
  return (placements as readonly string[]).includes(value)
}

/** What switching a placement on adds, for one member. A widget that is called has no tab. */
export function effectOf(protocol: string, placement: Placement): string {
  return hasLaunch(protocol) ? placementEffects[placement] : `a search on every ${placement}`
}

/** What stands there where a placement is on. */
export function thingOf(protocol: string, placement: Placement): string {
  return hasLaunch(protocol) ? placementThings[placement] : 'Search'
}

const placementEffects: Record<Placement, string> = {
  person: 'a tab on every person',
  company: 'a tab on every company',
  full_page: 'a page in the navigation',
  email_editor: 'a panel beside every email',
  custom_action: 'an action on every step',
}

const placementThings: Record<Placement, string> = {
  person: 'Tab',
  company: 'Tab',
  full_page: 'Page',
  email_editor: 'Panel',
  custom_action: 'Action',
}

/** A placement as a place: the person view, the email editor. */
export function placementPlace(placement: Placement): string {
  return isRecordPlacement(placement) ? `${placementLabels[placement]} view` : placementLabels[placement]
}

export function isRecordPlacement(placement: Placement): placement is RecordPlacement {
  return (recordPlacements as readonly Placement[]).includes(placement)
}

/** The signing protocols a widget may be registered with. The protocol of a widget never changes. */
export const protocolIds = ['sure-send', 'social-signin', 'salesloft', 'showpad', 'marketplace'] as const
export type WidgetProtocol = (typeof protocolIds)[number]

export const protocolLabels: Record<WidgetProtocol, string> = {
  'sure-send': 'Sure Send: signed context in the URL',
  'social-signin': 'SocialSignIn: signed query, with a search',
  salesloft: 'Salesloft: encrypted form post, enabled by OAuth',
  showpad: 'Showpad: signed calls of a connector',
  marketplace: 'Marketplace: encrypted or signed parameters, postbacks',
}

/** Its name alone, where there is no room for more. */
export const protocolNames: Record<WidgetProtocol, string> = {
  'sure-send': 'Sure Send',
  'social-signin': 'SocialSignIn',
  salesloft: 'Salesloft',
  showpad: 'Showpad',
  marketplace: 'Marketplace',
}

/** Where a widget of each protocol can appear. Showpad's is no frame but a panel that searches. */
export const protocolPlacements: Record<WidgetProtocol, readonly Placement[]> = {
  'sure-send': recordPlacements,
  'social-signin': recordPlacements,
  salesloft: placements,
  showpad: recordPlacements,
  marketplace: ['person', 'company', 'full_page'],
}

/** Whose the signing secret is: the widget's own, or one for each team that installs it. */
export const secretOwners: Record<WidgetProtocol, 'widget' | 'installation'> = {
  'sure-send': 'widget',
  marketplace: 'widget',
  salesloft: 'installation',
  'social-signin': 'installation',
  showpad: 'installation',
}

export function isWidgetProtocol(value: string): value is WidgetProtocol {
  return (protocolIds as readonly string[]).includes(value)
}

/** Whether its partner makes, shows and rotates its secret here. */
export function ownsSecret(protocol: string): boolean {
  return isWidgetProtocol(protocol) && secretOwners[protocol] === 'widget'
}

/** Showpad's protocol only calls: nothing of it is opened in a frame. */
export function hasLaunch(protocol: string): boolean {
  return protocol !== 'showpad'
}

/** Whether a partner's own search answers for it. */
export function isSearchable(protocol: string): boolean {
  return protocol === 'social-signin' || protocol === 'showpad'
}

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

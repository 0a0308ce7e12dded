// Without zod, which a page that only shows a widget would load for nothing.

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

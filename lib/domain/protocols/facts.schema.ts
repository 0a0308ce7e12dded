import type { ProtocolFacts } from '@/lib/domain/protocols/facts-type.schema'
import { marketplaceFacts } from '@/lib/domain/protocols/marketplace.schema'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import { salesloftFacts } from '@/lib/domain/protocols/salesloft.schema'
import { showpadFacts } from '@/lib/domain/protocols/showpad.schema'
import { socialSigninFacts } from '@/lib/domain/protocols/social-signin.schema'
import { sureSendFacts } from '@/lib/domain/protocols/sure-send.schema'

/** Every protocol that a widget may be registered with, in the order of the choice. The protocol of a widget never changes. */
export const protocolFacts = {
  'sure-send': sureSendFacts,
  'social-signin': socialSigninFacts,
  salesloft: salesloftFacts,
  showpad: showpadFacts,
  marketplace: marketplaceFacts,
} as const satisfies Record<string, ProtocolFacts>

export type ProtocolId = keyof typeof protocolFacts
export const protocolIds = Object.keys(protocolFacts) as [ProtocolId, ...ProtocolId[]]

export function isProtocolId(value: string): value is ProtocolId {
  return Object.hasOwn(protocolFacts, value)
}

export function factsOf(protocol: ProtocolId): ProtocolFacts {
  return protocolFacts[protocol]
}

/** Undefined for what the portal does not know. */
export function findFacts(protocol: string): ProtocolFacts | undefined {
  return isProtocolId(protocol) ? protocolFacts[protocol] : undefined
}

/** Whether its partner makes, shows and rotates its secret here. */
export function ownsSecret(protocol: string): boolean {
  return findFacts(protocol)?.secret.owner === 'widget'
}

/** Where a team's own secret for a widget comes from; null where the secret is the widget's. */
export function sourceOfTeamSecret(protocol: string): 'connection' | 'team' | 'portal' | null {
  const secret = findFacts(protocol)?.secret
  return secret?.owner === 'installation' ? secret.source : null
}

/** Whether anything of it is opened in a frame. */
export function hasLaunch(protocol: string): boolean {
  return findFacts(protocol)?.isOpened ?? false
}

/** Whether a partner's own search answers for it. */
export function isSearchable(protocol: string): boolean {
  return Boolean(findFacts(protocol)?.search)
}

/** Where a new widget begins: nowhere, if each placement needs its own address. */
export function startPlacements(protocol: ProtocolId): Placement[] {
  return factsOf(protocol).form.some(({ kind }) => kind === 'slots') ? [] : ['person']
}

/** What switching a placement on adds, for one member. A widget that is called has no tab. */
export function effectOf(protocol: string, placement: Placement): string {
  return hasLaunch(protocol) ? placementEffects[placement] : `a search on every ${placement}`
}

/** What appears where a placement is enabled. */
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

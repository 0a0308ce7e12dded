import { getDomain } from 'tldts'
import { listAddresses } from '@/lib/domain/protocols/widget-settings'
import { isLoopbackUrl } from '@/lib/domain/protocols/widget-url'
import type { VersionContent } from '@/lib/domain/versions/content'

/** Facts that help a reviewer with a version, compared with the one that serves (null for a new widget). */
export function noteVersion(serving: VersionContent | null, version: VersionContent) {
  return {
    isLoopback: listAddresses(version).some(isLoopbackUrl),
    /** Where launches would go: still there, another path, another host of the same owner, or someone else's domain. */
    destination: serving ? compareDestinations(serving.url, version.url) : ('new' as const),
    addedPlacements: version.placements.filter((placement) => !serving?.placements.includes(placement)),
    removedPlacements:
      serving?.placements.filter((placement) => !version.placements.includes(placement)) ?? [],
    addedPermissions: version.allow.filter((feature) => !serving?.allow.includes(feature)),
    foreignOrigins: [...new Set([...listAddresses(version).map(originOf), ...version.furtherOrigins])].filter(
      (origin) => !isSameSite(origin, version.url),
    ),
  }
}

function originOf(url: string): string {
  return new URL(url).origin
}

function compareDestinations(from: string, to: string): 'same' | 'same_origin' | 'same_site' | 'other_site' {
  if (from === to) return 'same'
  if (new URL(from).origin === new URL(to).origin) return 'same_origin'
  return isSameSite(from, to) ? 'same_site' : 'other_site'
}

function isSameSite(one: string, other: string): boolean {
  const [oneHost, otherHost] = [new URL(one).hostname, new URL(other).hostname]
  const site = getDomain(oneHost, { allowPrivateDomains: true })
  return (
    oneHost === otherHost || (site !== null && site === getDomain(otherHost, { allowPrivateDomains: true }))
  )
}

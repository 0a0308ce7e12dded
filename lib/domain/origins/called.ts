import { placements } from '@/lib/domain/protocols/placements.schema'
import { readSettings } from '@/lib/domain/protocols/widget-settings'
import { isLoopbackUrl } from '@/lib/domain/protocols/widget-url'
import { env } from '@/lib/server/env'

export type NamedAddresses = { url: string; settings: unknown; furtherOrigins: readonly string[] }

/** The origins that the portal itself calls for a version and whose owner has to be proven, those of redirects too. */
export function listUnlistedOrigins({ url, settings, furtherOrigins }: NamedAddresses): string[] {
  const { slotUrls, searchUrl, locationPostbackUrl, userPostbackUrl } = readSettings(settings)
  const slots = placements.map((placement) => slotUrls?.[placement])
  const urls = [url, ...slots, searchUrl, locationPostbackUrl, userPostbackUrl, ...furtherOrigins]
  const origins = urls.flatMap((address) => (address ? new URL(address).origin : []))
  return [...new Set(origins)].filter(needsProof)
}

/** Not for what the operator listed, nor for this machine, which is called only if it is listed. */
export function needsProof(origin: string): boolean {
  return !env().OUTBOUND_ALLOW_ORIGINS.includes(origin) && !isLoopbackUrl(origin)
}

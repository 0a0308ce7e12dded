import type { OpenedVersion } from '@/lib/domain/profiles/profile'
import { profileOf } from '@/lib/domain/profiles/registry'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { Endpoint } from '@/lib/domain/samples/launches'

/** Every address at which a version is opened or called, by its protocol's name for it. */
export function listUrls(protocol: ProtocolId, version: OpenedVersion): Partial<Record<Endpoint, string>> {
  const { list, resolve } = profileOf(protocol).places
  return Object.fromEntries(
    list(version).map((place) => {
      const { endpoint, url } = resolve(version, place)
      return [endpoint, url]
    }),
  )
}

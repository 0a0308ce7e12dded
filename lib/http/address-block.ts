import ipaddr from 'ipaddr.js'

/**
 * What limits count an address by: an IPv4 address itself, and of IPv6 the first 64 bits, because the holder of one address there has
 * all of them. IPv4 in IPv6 is IPv4.
 */
export function addressBlock(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  if (parsed instanceof ipaddr.IPv4) return parsed.toString()
  const prefix = parsed.parts.slice(0, 4).map((part) => part.toString(16))
  return `${prefix.join(':')}::/64`
}

/**
 * What is wrong with the way in which an address names its host and port, with the fix; null if it is fine. One server has one address: what a
 * dot or a port adds would be another origin in every policy and comparison.
 */
export function describeHostFault({ hostname, port }: URL): string | null {
  if (hostname.endsWith('.'))
    return `Remove the dot at the end of the host: write ${hostname.replace(/\.+$/, '')}.`
  const labels = hostname.startsWith('[') ? [] : hostname.split('.')
  if (hostname.length > 253 || labels.some((label) => label === '' || label.length > 63))
    return 'Use at most 253 characters in the host, and 1 to 63 between dots.'
  return port === '0' ? 'Remove port 0: no server can be reached there.' : null
}

/**
 * What is wrong with the way in which an address names its host and port, with the fix; null for nothing. One server has one address: what a
 * dot or a port adds would be another origin in every policy and comparison.
 */
export function describeHostFault({ hostname, port }: URL): string | null {
  if (hostname.endsWith('.'))
    return `Leave out the dot at the end of the host: write ${hostname.replace(/\.+$/, '')}.`
  const labels = hostname.startsWith('[') ? [] : hostname.split('.')
  if (hostname.length > 253 || labels.some((label) => label === '' || label.length > 63))
    return 'Write a host whose parts between the dots have 1 to 63 characters, and 253 in all.'
  return port === '0' ? 'Leave out port 0: no server can be reached there.' : null
}

import { lookup, Resolver } from 'node:dns/promises'
import { SafeFetchFailure } from '@/lib/server/safe-fetch-failure'

export type Resolved = { address: string; family: number }
export type ResolveName = (host: string) => Promise<Resolved[]>

const lookupMs = 5_000
const loopback = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]
/** Once one family is known the other may take this much longer (RFC 8305 has 50 ms for connections that race). */
const otherFamilyMs = 300

/**
 * Every address of a public name, by its own DNS queries within five seconds. It doesn't use the system's resolver, which waits in the four
 * threads that the whole process has for such things, where one slow name server holds up all names.
 * @throws SafeFetchFailure dns
 */
export async function lookupPublicName(
  host: string,
  { servers, timeoutMs = lookupMs }: { servers?: string[]; timeoutMs?: number } = {},
): Promise<Resolved[]> {
  // RFC 6761: these never leave the machine.
  if (host === 'localhost' || host.endsWith('.localhost')) return loopback
  const resolver = new Resolver({ timeout: Math.ceil(timeoutMs / 3), tries: 2 })
  if (servers) resolver.setServers(servers)
  let late: NodeJS.Timeout | undefined
  const deadline = new Promise<'late'>((settle) => {
    late = setTimeout(() => settle('late'), timeoutMs)
  })
  const found: Resolved[] = []
  const failures: unknown[] = []
  const ask = async (family: 4 | 6): Promise<void> => {
    try {
      const addresses = await (family === 4 ? resolver.resolve4(host) : resolver.resolve6(host))
      found.push(...addresses.map((address) => ({ address, family })))
    } catch (thrown) {
      failures.push(thrown)
    }
  }
  const both = [ask(4), ask(6)]
  try {
    const all = Promise.all(both)
    const end = await Promise.race([all, deadline, waitForOther(both, found)])
    if (found.length > 0) return found
    if (end === 'late')
      throw new SafeFetchFailure('dns', `The name server of ${host} did not answer in time.`)
    throw describeDnsFailure(host, failures)
  } finally {
    clearTimeout(late)
    resolver.cancel()
  }
}

/** A name that the operator listed: by the system, which also knows the names of this machine and its network. */
export function lookupListedName(host: string): Promise<Resolved[]> {
  return lookup(host, { all: true })
}

/** Settles a moment after the first family has addresses; never while there are none. */
async function waitForOther(both: readonly Promise<void>[], found: readonly Resolved[]): Promise<void> {
  await Promise.race(both)
  if (found.length === 0) await Promise.all(both)
  else await new Promise((settle) => setTimeout(settle, otherFamilyMs))
}

const silentCodes = ['ETIMEOUT', 'ECONNREFUSED', 'ECANCELLED', 'ESERVFAIL']

function describeDnsFailure(host: string, failures: readonly unknown[]): SafeFetchFailure {
  const codes = failures.map((failure) => Object(failure).code as unknown)
  const code = codes.find((found) => typeof found === 'string')
  const causeCode = typeof code === 'string' ? code : undefined
  const isSilent = codes.every((found) => silentCodes.includes(String(found)))
  return new SafeFetchFailure(
    'dns',
    isSilent
      ? `The name server of ${host} did not answer or failed${causeCode ? ` (${causeCode})` : ''}.`
      : `The name ${host} does not resolve.`,
    { cause: failures[0], causeCode },
  )
}

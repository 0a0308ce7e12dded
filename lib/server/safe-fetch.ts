import type { Socket } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Agent, buildConnector, request } from 'undici'
import { env } from '@/lib/server/env'
import { readBody } from '@/lib/server/safe-fetch-body'
import { describeFailure, type OutboundPhase, SafeFetchFailure } from '@/lib/server/safe-fetch-failure'
import {
  lookupListedName,
  lookupPublicName,
  type Resolved,
  type ResolveName,
} from '@/lib/server/safe-fetch-lookup'

export type SafeRequest = {
  url: string
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  headers?: Record<string, string>
  body?: string
  timeoutSeconds?: number
  bodyBytesMax?: number
}

export type SafeResponse = {
  status: number
  headers: Record<string, string[]>
  body: Buffer
  isTruncated: boolean
  durationMs: number
  /** Until the name was resolved, the connection stood (with TLS), and the headers were there: each from the start. */
  resolvedMs?: number
  connectedMs?: number
  firstByteMs?: number
}

/**
 * One request to a server outside: never to a private address (unless `isListed` takes its exact origin, which is that
 * OUTBOUND_ALLOW_ORIGINS has it), to the very addresses that were checked, without following redirects, within a time for all of it,
 * keeping at most `bodyBytesMax`, after decompression where the request has accept-encoding.
 * @throws SafeFetchFailure outbound_refused for an address we never call, outbound_failed with its reason when there is no answer
 */
export async function safeFetch(
  input: SafeRequest,
  resolveName?: ResolveName,
  isListed = isAllowed,
): Promise<SafeResponse> {
  const startedAt = performance.now()
  const elapsed = () => performance.now() - startedAt
  const url = new URL(input.url)
  const timeoutMs = Math.round((input.timeoutSeconds ?? 15) * 1000)
  if (timeoutMs <= 0) throw describeFailure(undefined, { phase: 'answer', host: url.hostname, isLate: true })
  const signal = AbortSignal.timeout(timeoutMs)
  const addresses = await requireAllowedAddresses(url, isListed(url), resolveName, signal)
  const resolvedMs = elapsed()
  const connection = openConnection(url, addresses, elapsed)
  signal.addEventListener('abort', connection.close, { once: true })
  try {
    const response = await request(input.url, {
      method: input.method ?? 'GET',
      headers: { 'user-agent': 'Framegate', ...input.headers },
      ...(input.body === undefined ? {} : { body: input.body }),
      dispatcher: connection.agent,
      signal,
    })
    const firstByteMs = elapsed()
    const encoding = input.headers?.['accept-encoding']
      ? [response.headers['content-encoding']].flat()[0]
      : undefined
    const kept = await readBody(response.body, encoding, input.bodyBytesMax ?? 64 * 1024)
    return {
      status: response.statusCode,
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [
          name,
          value === undefined ? [] : [value].flat(),
        ]),
      ),
      ...kept,
      durationMs: elapsed(),
      resolvedMs,
      connectedMs: connection.connectedMs(),
      firstByteMs,
    }
  } catch (cause) {
    throw describeFailure(cause, { phase: connection.phase(), host: url.hostname, isLate: signal.aborted })
  } finally {
    signal.removeEventListener('abort', connection.close)
    connection.close()
  }
}

/** A connection only to these addresses, which reports how far it got. */
function openConnection(url: URL, addresses: Resolved[], elapsed: () => number) {
  let phase: OutboundPhase = 'connect'
  let connectedMs = 0
  const sockets = new Set<Socket>()
  const connect = buildConnector({
    lookup: (_host, _options, done) => done(null, addresses),
    // The time of the whole request ends this part too.
    timeout: 0,
  })
  const agent = new Agent({
    maxHeaderSize: 16 * 1024,
    connect: (options, done) => {
      // undici types it as nothing, and gives the socket.
      const socket = connect(options, (...connected) => {
        if (connected[0] === null) {
          phase = 'answer'
          connectedMs = elapsed()
        }
        done(...connected)
      }) as unknown as Socket
      sockets.add(socket)
      socket.once('connect', () => {
        if (phase === 'connect' && url.protocol === 'https:') phase = 'tls'
      })
    },
  })
  return {
    agent,
    phase: () => phase,
    connectedMs: () => connectedMs,
    close: () => {
      // While a connection is being made neither the agent nor the request's signal ends it.
      for (const socket of sockets) socket.destroy(phase === 'answer' ? undefined : new Error('Closed.'))
      void agent.destroy()
    },
  }
}

/** Whether an address is on the public internet: not private, loopback, link-local, shared, multicast, mapped or translated. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.parse(text)
  // Only 2000::/3 is given out: outside it lie, among others, IPv4 addresses in disguise such as ::7f00:1.
  if (address instanceof ipaddr.IPv6 && !address.match(ipaddr.IPv6.parse('2000::'), 3)) return false
  return address.range() === 'unicast'
}

const resolveMs = 10_000

function isAllowed(url: URL): boolean {
  return env().OUTBOUND_ALLOW_ORIGINS.includes(url.origin) || isOwnMachine(url)
}

/** A portal that is itself reached on loopback only, as the demo is, may call the servers that its user develops on that machine. */
function isOwnMachine(url: URL): boolean {
  const { OUTBOUND_ALLOW_LOOPBACK, PORTAL_ORIGIN } = env()
  return OUTBOUND_ALLOW_LOOPBACK && isLoopbackHost(url) && isLoopbackHost(new URL(PORTAL_ORIGIN))
}

function isLoopbackHost({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(host) ? ipaddr.parse(host).range() === 'loopback' : host === 'localhost'
}

/**
 * The addresses of a URL, if the portal may call it: connect to these, and to no name again.
 * @throws SafeFetchFailure refused_address; dns for a name that does not resolve
 */
export async function requireAllowedAddresses(
  url: URL,
  isListed = isAllowed(url),
  resolveName: ResolveName = isListed ? lookupListedName : lookupPublicName,
  signal = AbortSignal.timeout(resolveMs),
): Promise<Resolved[]> {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused(url)
  if (url.protocol === 'http:' && !isListed) throw refused(url)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const addresses = ipaddr.isValid(host)
    ? [{ address: host, family: ipaddr.parse(host).kind() === 'ipv6' ? 6 : 4 }]
    : await Promise.race([resolveName(host), rejectOnAbort(signal)]).catch((cause: unknown) => {
        throw describeFailure(cause, { phase: 'dns', host, isLate: signal.aborted })
      })
  if (addresses.length === 0) throw refused(url)
  if (!isListed && !addresses.every(({ address }) => isPublicAddress(address))) throw refused(url)
  return addresses.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}

/** A name server may hang too, and a caller's own way to resolve takes no signal. */
function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

function refused(url: URL): SafeFetchFailure {
  return new SafeFetchFailure(
    'refused_address',
    `${url.origin} is not on the public internet, so the portal doesn’t call it.`,
  )
}

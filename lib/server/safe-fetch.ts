import { lookup } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'
import { Agent, buildConnector, request } from 'undici'
import { AppError } from '@/lib/errors'
import { env } from '@/lib/server/env'

export type SafeRequest = {
  url: string
  method?: 'GET' | 'POST' | 'DELETE'
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
 * One request to somebody else's server: never to a private address (unless `isListed` takes its exact origin, which is that
 * OUTBOUND_ALLOW_ORIGINS has it), to the very addresses that were checked, without following redirects, within a time for all of it,
 * keeping at most `bodyBytesMax`.
 * @throws AppError outbound_refused for an address we never call, outbound_failed when there is no answer
 */
export async function safeFetch(
  input: SafeRequest,
  resolveName = resolveAll,
  isListed = isAllowed,
): Promise<SafeResponse> {
  const startedAt = performance.now()
  const signal = AbortSignal.timeout(Math.max(0, Math.round((input.timeoutSeconds ?? 15) * 1000)))
  const url = new URL(input.url)
  const addresses = await requireAllowedAddresses(url, isListed(url), resolveName, signal)
  const resolvedMs = performance.now() - startedAt
  let connectedMs = resolvedMs
  const connect = buildConnector({ lookup: (_host, _options, done) => done(null, addresses) })
  const dispatcher = new Agent({
    maxHeaderSize: 16 * 1024,
    connect: (options, done) =>
      connect(options, (...connected) => {
        connectedMs = performance.now() - startedAt
        done(...connected)
      }),
  })
  try {
    const response = await request(input.url, {
      method: input.method ?? 'GET',
      headers: { 'user-agent': 'Framegate', ...input.headers },
      ...(input.body === undefined ? {} : { body: input.body }),
      dispatcher,
      signal,
    })
    const firstByteMs = performance.now() - startedAt
    const kept = await readUpTo(response.body, input.bodyBytesMax ?? 64 * 1024)
    return {
      status: response.statusCode,
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [
          name,
          value === undefined ? [] : [value].flat(),
        ]),
      ),
      ...kept,
      durationMs: performance.now() - startedAt,
      resolvedMs,
      connectedMs,
      firstByteMs,
    }
  } catch (cause) {
    throw new AppError('outbound_failed', describeFailure(cause, signal.aborted), { cause })
  } finally {
    await dispatcher.destroy()
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

export type Resolved = { address: string; family: number }

const resolveMs = 10_000

function resolveAll(host: string): Promise<Resolved[]> {
  return lookup(host, { all: true })
}

function isAllowed(url: URL): boolean {
  return env().OUTBOUND_ALLOW_ORIGINS.includes(url.origin)
}

/**
 * The addresses of a URL, if the portal may call it: connect to these, and to no name again.
 * @throws AppError outbound_refused, outbound_failed for a name that does not resolve
 */
export async function requireAllowedAddresses(
  url: URL,
  isListed = isAllowed(url),
  resolveName: (host: string) => Promise<Resolved[]> = resolveAll,
  signal = AbortSignal.timeout(resolveMs),
): Promise<Resolved[]> {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused(url)
  if (url.protocol === 'http:' && !isListed) throw refused(url)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const addresses = ipaddr.isValid(host)
    ? [{ address: host, family: ipaddr.parse(host).kind() === 'ipv6' ? 6 : 4 }]
    : await Promise.race([resolveName(host), rejectOnAbort(signal)]).catch((cause: unknown) => {
        const detail = signal.aborted ? describeFailure(cause, true) : `The name ${host} does not resolve.`
        throw new AppError('outbound_failed', detail, { cause })
      })
  if (addresses.length === 0) throw refused(url)
  if (!isListed && !addresses.every(({ address }) => isPublicAddress(address))) throw refused(url)
  return addresses.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}

/** A name server may hang too: the system's own resolver takes no signal. */
function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

async function readUpTo(
  body: AsyncIterable<Buffer>,
  bytesMax: number,
): Promise<{ body: Buffer; isTruncated: boolean }> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    chunks.push(chunk.subarray(0, bytesMax - length))
    length += chunk.length
    if (length > bytesMax) return { body: Buffer.concat(chunks), isTruncated: true }
  }
  return { body: Buffer.concat(chunks), isTruncated: false }
}

function refused(url: URL): AppError {
  return new AppError(
    'outbound_refused',
    `${url.origin} is not on the public internet, so this portal does not call it.`,
  )
}

function describeFailure(cause: unknown, timedOut: boolean): string {
  if (timedOut) return 'The server did not answer in time.'
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === 'ECONNREFUSED') return 'The server refused the connection.'
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return 'The server sent more than 16 KB of headers.'
  if (/CERT|SSL|TLS|ALTNAME|SELF_SIGNED/.test(code)) return `The server’s certificate is not valid (${code}).`
  return `The connection broke before an answer came${code ? ` (${code})` : ''}.`
}

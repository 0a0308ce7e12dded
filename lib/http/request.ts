import { parseBoundedJson } from '@/lib/bounded-json'
import { AppError } from '@/lib/errors'
import { addressBlock } from '@/lib/http/address-block'
import { newId } from '@/lib/ids'
import { env } from '@/lib/server/env'

/**
 * Refuses a cookie-authenticated write that another site started. Browsers send Sec-Fetch-Site or Origin with every such request;
 * a client that sends neither is not a browser and doesn't send cookies by itself.
 * @throws AppError `cross_site_request`
 */
export function requireSameOrigin(headers: Headers): void {
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  const isForeignOrigin = origin !== null && origin !== env().PORTAL_ORIGIN
  const isForeignSite = site !== null && site !== 'same-origin' && site !== 'none'
  if (isForeignOrigin || isForeignSite) {
    throw new AppError(
      'cross_site_request',
      `This request did not come from a page of ${env().PORTAL_ORIGIN}.`,
    )
  }
}

const addressHeader = 'x-framegate-client-address'

/**
 * The caller's address, set by our own server from the socket (scripts/server/serve.mjs), as limits count it; a client cannot choose it, nor
 * have many of one network.
 */
export function clientAddress(headers: Headers): string {
  return addressBlock(headers.get(addressHeader) ?? 'unknown')
}

/** Who signs in from where: counted by its network, and kept with the session as it is. */
export function clientOf(headers: Headers): { clientAddress: string; address: string; device: string } {
  return {
    clientAddress: clientAddress(headers),
    address: headers.get(addressHeader) ?? 'unknown',
    device: headers.get('user-agent') ?? '',
  }
}

export function requestIdOf(headers: Headers): string {
  return headers.get('x-request-id') ?? newId('req')
}

const bodyBytesMax = 16 * 1024

/** The body as a JSON object, at most 16 KB unless told. @throws AppError unsupported_media_type, payload_too_large, malformed_request */
export async function readJson(
  request: Request,
  { bytesMax = bodyBytesMax } = {},
): Promise<Record<string, unknown>> {
  const { value } = await readJsonText(request, { bytesMax })
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new AppError('malformed_request', 'The body is not a JSON object.')
}

/** The body parsed as JSON, and its text. @throws AppError unsupported_media_type, payload_too_large, malformed_request */
export async function readJsonText(
  request: Request,
  { bytesMax = bodyBytesMax } = {},
): Promise<{ text: string; value: unknown }> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json')
    throw new AppError('unsupported_media_type', 'Send the body as application/json.')
  const text = await readText(request, { bytesMax })
  return { text, value: parseBoundedJson(text, 'malformed_request', 'The body') }
}

/** The body as text, at most 16 KB unless told. @throws AppError payload_too_large, malformed_request */
export async function readText(request: Request, { bytesMax = bodyBytesMax } = {}): Promise<string> {
  const bytes = await readBytes(request, { bytesMax })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new AppError('malformed_request', 'The body is not UTF-8.', { cause })
  }
}

/**
 * The body as its bytes; scripts/server/serve.mjs bounds how long they may take. Everything that reads a body goes through here.
 * @throws AppError payload_too_large
 */
export async function readBytes(request: Request, { bytesMax }: { bytesMax: number }): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > bytesMax)
      throw new AppError('payload_too_large', `The body is larger than ${describeSize(bytesMax)}.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function describeSize(bytes: number): string {
  return bytes % 1_000_000 === 0 ? `${bytes / 1_000_000} MB` : `${Math.floor(bytes / 1024)} KB`
}

/** A path of this portal to go to next, or the fallback for anything that could lead elsewhere. */
export function safePath(next: string | null | undefined, fallback: string): string {
  if (!next || !/^\/(?![/\\])[\x20-\x7e]*$/.test(next) || next.includes('\\')) return fallback
  const target = new URL(next, env().PORTAL_ORIGIN)
  // Resolving "/.//host" leaves "//host", which a browser reads as another site.
  const isOwn = target.origin === env().PORTAL_ORIGIN && !target.pathname.startsWith('//')
  return isOwn ? `${target.pathname}${target.search}` : fallback
}

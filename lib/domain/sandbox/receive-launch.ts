import { parseBoundedJson, writeReadableJson } from '@/lib/bounded-json'
import type { WidgetProtocol } from '@/lib/domain/protocols/placements.schema'
import type { Endpoint } from '@/lib/domain/samples/launches'
import type { SandboxLaunchView } from '@/lib/domain/sandbox/launches.schema'
import { AppError } from '@/lib/errors'
import { verifyMarketplace } from '@/lib/protocols/marketplace'
import { parsePhpQuery, toPlainData } from '@/lib/protocols/php-query'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { parseParameters, readQuery } from '@/lib/protocols/request-parts'
import { type SalesloftSlot, verifySalesloft } from '@/lib/protocols/salesloft'
import { verifyShowpad } from '@/lib/protocols/showpad'
import { verifySocialSignin } from '@/lib/protocols/social-signin'
import { verifySureSend } from '@/lib/protocols/sure-send'

export type Kind = {
  protocol: WidgetProtocol
  mode: 'encrypted' | 'plain' | undefined
  endpoint: Endpoint
}

export type Received = {
  receiver: SandboxLaunchView['receiver']
  /** What the request tells, as JSON; null for what cannot be read. */
  content: string | null
  nonce: string | null
}

/** What a right receiver with this secret does with a request, by the very code that partners get. */
export async function receiveLaunch(
  kind: Kind,
  request: SignedRequest,
  { secret, now }: { secret: string; now: Date },
): Promise<Received> {
  let data: Record<string, unknown> | null = null
  let receiver: Received['receiver'] = { accepts: true }
  try {
    data = await verify(kind, request, secret, now)
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    receiver = { accepts: false, code: thrown.code, detail: thrown.publicDetail }
  }
  const nonce = typeof data?.nonce === 'string' ? data.nonce : null
  return { receiver, content: readContent(kind, request, data), nonce }
}

async function verify(
  { protocol, mode, endpoint }: Kind,
  { url, headers, body }: SignedRequest,
  secret: string,
  now: Date,
): Promise<Record<string, unknown>> {
  const keys = { secrets: [secret], now }
  switch (protocol) {
    case 'sure-send':
      return (await verifySureSend({ url, ...keys })).data
    case 'social-signin':
      return (await verifySocialSignin({ url, ...keys })).data
    case 'salesloft':
      return (await verifySalesloft({ body: body ?? '', slot: endpoint as SalesloftSlot, ...keys })).data
    case 'showpad':
      return (await verifyShowpad({ url, headers, body: body ?? '', ...keys })).data
    case 'marketplace':
      return (await verifyMarketplace({ url, mode: mode ?? 'encrypted', ...keys })).data
  }
}

/** Encrypted content is read by who has the secret alone; the rest is there for everybody. */
function readContent(
  { protocol, mode }: Kind,
  request: SignedRequest,
  data: Record<string, unknown> | null,
): string | null {
  switch (protocol) {
    case 'sure-send': {
      const context = readFirst(request.url, 'context')
      return context === null ? null : pretty(Buffer.from(context, 'base64').toString('utf8'))
    }
    case 'social-signin': {
      const { entries } = parsePhpQuery(readQuery(request.url))
      const told = [...entries].filter(([name]) => name !== 'sig' && name !== 'expires')
      return writeReadableJson(Object.fromEntries(told.map(([name, value]) => [name, toPlainData(value)])))
    }
    case 'showpad':
      return pretty(request.body ?? '')
    case 'salesloft':
      return data && writeReadableJson(data)
    case 'marketplace':
      return mode === 'plain'
        ? writeReadableJson({ location_id: readFirst(request.url, 'location_id') ?? '' })
        : data && writeReadableJson(data)
  }
}

function readFirst(url: string, name: string): string | null {
  return parseParameters(readQuery(url)).find(([given]) => given === name)?.[1] ?? null
}

function pretty(text: string): string {
  try {
    return writeReadableJson(parseBoundedJson(text, 'malformed_payload'))
  } catch {
    return text
  }
}

import { profileOf } from '@/lib/domain/profiles/registry'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { Endpoint } from '@/lib/domain/samples/launches'
import type { SandboxLaunchView } from '@/lib/domain/sandbox/launches.schema'
import { AppError } from '@/lib/errors'
import type { SignedRequest } from '@/lib/protocols/protocol'

export type Kind = {
  protocol: ProtocolId
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
  const { receive, readContent } = profileOf(kind.protocol).sandbox
  let data: Record<string, unknown> | null = null
  let receiver: Received['receiver'] = { accepts: true }
  try {
    const { url, headers, body } = request
    const verified = await receive(
      { url, headers, body: body ?? '', secrets: [secret], now },
      { endpoint: kind.endpoint, mode: kind.mode },
    )
    data = verified.data
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    receiver = { accepts: false, code: thrown.code, detail: thrown.publicDetail }
  }
  const nonce = typeof data?.nonce === 'string' ? data.nonce : null
  return { receiver, content: readContent(request, data, kind.mode), nonce }
}

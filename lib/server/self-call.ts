import { AppError } from '@/lib/errors'
import { env } from '@/lib/server/env'

const timeoutMs = 15_000
/** Long enough for a frame’s whole document. */
const shownCharacters = 200_000

/** A request to this portal's own public address, through the network like anyone else's. @throws AppError outbound_refused, outbound_failed */
export async function callSelf(request: {
  method: string
  url: string
  headers: Record<string, string>
  body: string | null
}): Promise<{
  status: number
  contentType: string
  headers: Record<string, string>
  body: string
  milliseconds: number
}> {
  if (new URL(request.url).origin !== env().PORTAL_ORIGIN)
    throw new AppError('outbound_refused', 'This test calls only the portal’s own address.')
  const start = performance.now()
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      ...(request.body === null ? {} : { body: request.body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const body = (await response.text()).slice(0, shownCharacters)
    const contentType = response.headers.get('content-type') ?? ''
    return {
      status: response.status,
      contentType,
      headers: Object.fromEntries(response.headers),
      body,
      milliseconds: Math.round(performance.now() - start),
    }
  } catch (cause) {
    const reason = `The portal couldn’t reach itself at ${env().PORTAL_ORIGIN}. The operator may need to allow it in the proxy.`
    throw new AppError('outbound_failed', reason, { cause })
  }
}

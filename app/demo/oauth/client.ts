import { askVault } from '@/app/demo/vault'
import { AppError } from '@/lib/errors'

/** This partner's OAuth client id at the portal. The client has no secret and uses PKCE. @throws AppError secrets_unavailable */
export async function readClientId(): Promise<string> {
  const client = (await askVault('/client')) as { clientId?: unknown } | undefined
  if (typeof client?.clientId === 'string') return client.clientId
  throw new AppError('secrets_unavailable', 'This service doesn’t have an OAuth client at the portal yet.')
}

export function portalOrigin(): string {
  return process.env.PORTAL_ORIGIN || `http://localhost:${process.env.PORT || '3000'}`
}

/** Where the portal sends the code. */
export function redirectUri(): string {
  return `${ownOrigin()}/demo/oauth/callback`
}

/** An address to return to, if it is the portal's. @throws AppError malformed_request */
export function requireReturnTo(returnTo: string | null | undefined): string {
  if (returnTo && URL.canParse(returnTo) && new URL(returnTo).origin === portalOrigin()) return returnTo
  throw new AppError('malformed_request', 'The return address isn’t one of the CRM you came from.')
}

/** What the browser keeps between start and callback. */
export type Started = { state: string; verifier: string; returnTo: string }

const cookieName = 'demo_oauth'

export function readStarted(request: Request): Started | undefined {
  const [, text = ''] =
    new RegExp(`(?:^|; )${cookieName}=([A-Za-z0-9_-]+)`).exec(request.headers.get('cookie') ?? '') ?? []
  try {
    const { state, verifier, returnTo } = JSON.parse(
      Buffer.from(text, 'base64url').toString('utf8'),
    ) as Started
    return [state, verifier, returnTo].every((value) => typeof value === 'string')
      ? { state, verifier, returnTo }
      : undefined
  } catch {
    return undefined
  }
}

/** Set-Cookie for ten minutes; undefined deletes the cookie. */
function startedCookie(started: Started | undefined): string {
  const value = started ? Buffer.from(JSON.stringify(started)).toString('base64url') : ''
  const secure = ownOrigin().startsWith('https:') ? '; Secure' : ''
  return `${cookieName}=${value}; Path=/demo/oauth; Max-Age=${started ? 600 : 0}; HttpOnly; SameSite=Lax${secure}`
}

/** Redirects the browser without leaking its address in a referrer or a cache. */
export function goOn(location: string, started?: Started): Response {
  return new Response(null, {
    status: 303,
    headers: {
      location,
      'set-cookie': startedCookie(started),
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
    },
  })
}

function ownOrigin(): string {
  return process.env.WIDGET_ORIGIN || `http://127.0.0.1:${process.env.PORT || '3000'}`
}

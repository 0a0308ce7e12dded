import { casalytics } from '@/app/demo/brands'
import {
  goOn,
  portalOrigin,
  readClientId,
  readStarted,
  redirectUri,
  requireReturnTo,
} from '@/app/demo/oauth/client'
import { refuseRequest } from '@/app/demo/refuse'
import { AppError } from '@/lib/errors'

/** The redirect URI: exchanges the code for this team's secret, and leads back to where the admin came from. */
export async function GET(request: Request): Promise<Response> {
  try {
    const query = new URL(request.url).searchParams
    const started = readStarted(request)
    if (!started || query.get('state') !== started.state || query.get('iss') !== portalOrigin())
      throw new AppError(
        'oauth_state_invalid',
        'This connection link has expired or was already used. Start again.',
      )
    const returnTo = requireReturnTo(started.returnTo)
    // After a denial the admin returns to a page that says that nothing was connected.
    if (query.has('code')) await exchangeCode(query.get('code') ?? '', started.verifier)
    return goOn(returnTo)
  } catch (thrown) {
    return refuseRequest({ name: 'Outreach Kit', brand: casalytics }, thrown)
  }
}

/** The demo's receivers read secrets from their vault, so this only checks that the response has everything that a partner stores. */
async function exchangeCode(code: string, verifier: string): Promise<void> {
  const clientId = await readClientId()
  const response = await fetch(`${portalOrigin()}/api/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      code,
      redirect_uri: redirectUri(),
      code_verifier: verifier,
    }),
    signal: AbortSignal.timeout(10_000),
  }).catch((cause: unknown) => {
    throw new AppError(
      'oauth_exchange_failed',
      'The portal didn’t respond when we exchanged the code. Start again.',
      {
        cause,
      },
    )
  })
  if (!response.ok)
    throw new AppError(
      'oauth_exchange_failed',
      `The portal refused the code with status ${response.status}. Start again.`,
    )
  const answer = (await response.json()) as Record<string, unknown>
  const missing = ['secret', 'integration_id', 'tenant_id'].filter((name) => typeof answer[name] !== 'string')
  if (missing.length > 0)
    throw new AppError('oauth_incomplete', `The portal’s response is missing ${missing.join(', ')}.`)
}

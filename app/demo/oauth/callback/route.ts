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

/** The redirect URI: exchanges the code for the secret of this team's launches, and goes back to where the admin came from. */
export async function GET(request: Request): Promise<Response> {
  try {
    const query = new URL(request.url).searchParams
    const started = readStarted(request)
    if (!started || query.get('state') !== started.state || query.get('iss') !== portalOrigin())
      throw new AppError(
        'oauth_state_invalid',
        'This answer belongs to nothing that was begun here. Begin again.',
      )
    const returnTo = requireReturnTo(started.returnTo)
    // Denied, the admin goes back to a page that says that nothing was connected.
    if (query.has('code')) await exchangeCode(query.get('code') ?? '', started.verifier)
    return goOn(returnTo)
  } catch (thrown) {
    return refuseRequest({ name: 'Outreach Kit', brand: casalytics }, thrown)
  }
}

/** The demo's receivers ask their vault for secrets, so that here it is enough to see that the answer has all that a partner keeps. */
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
    throw new AppError('oauth_exchange_failed', 'The portal did not answer the exchange of the code.', {
      cause,
    })
  })
  if (!response.ok)
    throw new AppError(
      'oauth_exchange_failed',
      `The portal refused the code with ${response.status}. Begin again.`,
    )
  const answer = (await response.json()) as Record<string, unknown>
  const missing = ['secret', 'integration_id', 'tenant_id'].filter((name) => typeof answer[name] !== 'string')
  if (missing.length > 0)
    throw new AppError('oauth_incomplete', `The portal’s answer lacks ${missing.join(', ')}.`)
}

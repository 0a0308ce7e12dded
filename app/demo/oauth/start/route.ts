import { createHash, randomBytes } from 'node:crypto'
import { casalytics } from '@/app/demo/brands'
import { goOn, portalOrigin, readClientId, redirectUri, requireReturnTo } from '@/app/demo/oauth/client'
import { refuseRequest } from '@/app/demo/refuse'

/** The auth redirect URL: a team's admin arrives with return_to and is sent to the portal's consent page. */
export async function GET(request: Request): Promise<Response> {
  try {
    const returnTo = requireReturnTo(new URL(request.url).searchParams.get('return_to'))
    const clientId = await readClientId()
    const [state, verifier] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')]
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri(),
      scope: 'profile people:read companies:read',
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    return goOn(`${portalOrigin()}/api/oauth/authorize?${query}`, { state, verifier, returnTo })
  } catch (thrown) {
    return refuseRequest({ name: 'Outreach Kit', brand: casalytics }, thrown)
  }
}

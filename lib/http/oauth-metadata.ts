import { allScopes } from '@/lib/domain/oauth/oauth.schema'
import { env } from '@/lib/server/env'

/** The addresses of the authorization server that this portal is. */
export function oauthEndpoints() {
  const { PORTAL_ORIGIN } = env()
  return {
    authorize: `${PORTAL_ORIGIN}/api/oauth/authorize`,
    token: `${PORTAL_ORIGIN}/api/oauth/token`,
    revoke: `${PORTAL_ORIGIN}/api/oauth/revoke`,
    metadata: `${PORTAL_ORIGIN}/.well-known/oauth-authorization-server`,
  }
}

/** What the authorization server says of itself (RFC 8414): no more than it does. */
export function describeAuthorizationServer() {
  const { authorize, token, revoke } = oauthEndpoints()
  return {
    issuer: env().PORTAL_ORIGIN,
    authorization_endpoint: authorize,
    token_endpoint: token,
    revocation_endpoint: revoke,
    scopes_supported: allScopes,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    // None is for the exchange of a code that PKCE proves.
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    service_documentation: `${env().PORTAL_ORIGIN}/docs/api`,
  }
}

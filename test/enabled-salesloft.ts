import { createHash, randomBytes } from 'node:crypto'
import type { TeamActor } from '@/lib/auth/permissions'
import { startConnection } from '@/lib/domain/installations/start-connection'
import { answerAuthorization } from '@/lib/domain/oauth/authorize'
import { answerTokenRequest } from '@/lib/domain/oauth/token'
import { approvedWidget, createPartner, createTeam } from '@/test/factories'

export const redirectUri = 'https://partner.example/oauth/callback'

export const salesloftFields = {
  protocol: 'salesloft' as const,
  name: 'Call coach',
  url: '',
  placements: [],
  personUrl: 'https://partner.example/slots/person',
  fullPageUrl: 'https://partner.example/slots/page',
  authRedirectUrl: 'https://partner.example/oauth/start?plan=pro',
  redirectUris: `${redirectUri} https://partner.example/oauth/other?tenant=1`,
}

/** A salesloft widget that every team may enable, with its client. */
export async function createSalesloftWidget(fields = {}) {
  const { owner, developer, qa, partnerId } = await createPartner()
  const {
    widgetId,
    clientId = '',
    clientSecret = '',
  } = await approvedWidget(owner, { ...salesloftFields, ...fields })
  return { owner, developer, qa, partnerId, widgetId, clientId, clientSecret }
}

export type SalesloftWidget = Awaited<ReturnType<typeof createSalesloftWidget>>

/** Such a widget, and a team that has begun to enable it. */
export async function createEnabling(now = new Date(), fields = {}) {
  const [widget, team] = [await createSalesloftWidget(fields), await createTeam()]
  await startConnection(team.admin, { widgetId: widget.widgetId }, now)
  return { ...widget, team }
}

/** A verifier of PKCE with the two parameters that announce it. */
export function createProof() {
  const verifier = randomBytes(32).toString('base64url')
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  return { verifier, parameters: { code_challenge: challenge, code_challenge_method: 'S256' } }
}

/** An authorization request as a partner's server makes it; undefined leaves a parameter out. */
export function authorizationQuery(clientId: string, changes: Record<string, string | undefined> = {}) {
  const parameters: Record<string, string | undefined> = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state: 'state-1',
    scope: 'profile people:read',
    ...changes,
  }
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined)
  return new URLSearchParams(given as [string, string][])
}

/** What the browser brings to the partner after the member allowed it. */
export async function allow(
  member: TeamActor,
  clientId: string,
  changes: Record<string, string | undefined> = {},
  now = new Date(),
) {
  const query = authorizationQuery(clientId, changes).toString()
  const { url } = await answerAuthorization(member, { query, allow: true }, now)
  return new URL(url).searchParams.get('code') ?? ''
}

/** The exchange of a code by the client's secret, with some fields changed; undefined leaves one out. */
export function exchange(
  { clientId, clientSecret }: Pick<SalesloftWidget, 'clientId' | 'clientSecret'>,
  code: string,
  changes: Record<string, string | undefined> = {},
  now = new Date(),
) {
  const form: Record<string, string | undefined> = {
    grant_type: 'authorization_code',
    client_id: clientId,
    client_secret: clientSecret,
    code,
    redirect_uri: redirectUri,
    ...changes,
  }
  return answerTokenRequest(
    Object.fromEntries(Object.entries(form).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >,
    now,
  )
}

/** The tokens, secret and ids that a connected partner holds. */
export type Held = {
  access_token: string
  refresh_token: string
  secret: string
  integration_id: string
  tenant_id: string
  scope: string
  expires_in: number
  token_type: string
}

/** Enables from start to end. */
export async function connectPartner(
  widget: SalesloftWidget,
  member: TeamActor,
  { scope, now = new Date() }: { scope?: string; now?: Date } = {},
): Promise<Held> {
  await startConnection(member, { widgetId: widget.widgetId }, now)
  const code = await allow(member, widget.clientId, scope ? { scope } : {}, now)
  const { status, body } = await exchange(widget, code, {}, now)
  if (status !== 200) throw new Error(`The exchange was refused: ${JSON.stringify(body)}`)
  return body as Held
}

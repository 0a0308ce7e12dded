import OAuth2Server from '@node-oauth/oauth2-server'
import { newAccessToken, newRefreshToken } from '@/lib/domain/oauth/access-tokens'
import {
  accessSeconds,
  type ConnectedAnswer,
  findCode,
  findGranter,
  findRefreshToken,
  redeemCode,
  type Spendable,
  saveTokens,
  spendCode,
  spendRefreshToken,
} from '@/lib/domain/oauth/tokens'
import { isClientSecret } from '@/lib/domain/widgets/oauth-client'
import { AppError } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction, type Tx } from '@/lib/server/db'
import { consumeLimit } from '@/lib/server/rate-limit'

const { Request, Response } = OAuth2Server

/** A token request's fields, with the client's credentials among them however they came. */
export type TokenForm = Record<string, string>

/** An answer in the words of RFC 6749. */
export type TokenAnswer = { status: number; body: Record<string, unknown> }

type Exchange =
  | { kind: 'code'; spendable: NonNullable<Awaited<ReturnType<typeof findCode>>> }
  | { kind: 'refresh'; spendable: NonNullable<Awaited<ReturnType<typeof findRefreshToken>>> }

/**
 * Answers a token request: a code or a refresh token for new tokens. What it spends is spent, and what reuse ends is ended, also where the
 * answer is a refusal; a fault of ours undoes all of it. @throws AppError rate_limited, secrets_unavailable, database_unavailable
 */
export async function answerTokenRequest(form: TokenForm, now = databaseNow()): Promise<TokenAnswer> {
  return inTransaction((tx) => exchange(tx, form, now))
}

async function exchange(tx: Tx, form: TokenForm, now: Date): Promise<TokenAnswer> {
  const model = new TokenModel(tx, form, now)
  const server = new OAuth2Server({
    model: model as unknown as OAuth2Server.AuthorizationCodeModel & OAuth2Server.RefreshTokenModel,
    accessTokenLifetime: accessSeconds,
    alwaysIssueNewRefreshToken: true,
    allowExtendedTokenAttributes: true,
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '1' }
  const reply = new Response()
  try {
    await server.token(new Request({ headers, method: 'POST', query: {}, body: form }), reply)
  } catch (thrown) {
    if (thrown instanceof OAuth2Server.ServerError || !(thrown instanceof OAuth2Server.OAuthError))
      throw causeOf(thrown)
  }
  const body = reply.body as Record<string, unknown>
  return { status: body.error === 'invalid_client' ? 401 : (reply.status ?? 500), body }
}

/** The library's questions, answered from this transaction. It reads the machine's clock, so that every time is judged here. */
class TokenModel {
  private exchange: Exchange | undefined
  private isAuthenticated = false

  constructor(
    private readonly tx: Tx,
    private readonly form: TokenForm,
    private readonly now: Date,
  ) {}

  /** Without a secret the library goes on only where a code comes with its PKCE verifier. */
  async getClient(clientId: string, clientSecret: string | undefined) {
    const client = await this.tx.oAuthClient.findUnique({
      where: { id: clientId },
      select: { id: true, secretHash: true },
    })
    if (!client) return false
    if (clientSecret !== undefined) {
      if (!isClientSecret(clientSecret, client.secretHash)) return false
      this.isAuthenticated = true
    }
    if (this.isAuthenticated) await consumeLimit('oauth_client', clientId)
    return { id: client.id, grants: ['authorization_code', 'refresh_token'] }
  }

  async getAuthorizationCode(code: string) {
    const clientId = this.form.client_id ?? ''
    const { code_verifier: verifier, redirect_uri: redirectUri } = this.form
    const proof = { isAuthenticated: this.isAuthenticated, verifier, redirectUri }
    const found = await findCode(this.tx, { code, clientId, ...proof }, this.now)
    if (!found || !(await findGranter(this.tx, found, { mustEnable: true }))) return false
    this.exchange = { kind: 'code', spendable: found }
    return {
      authorizationCode: code,
      expiresAt: new Date(8.64e15),
      scope: found.scopes,
      client: { id: clientId },
      user: { id: found.userId },
      ...(found.challenge ? { codeChallenge: found.challenge, codeChallengeMethod: 'S256' } : {}),
    }
  }

  /** The library revokes before it looks at proof and address; here both were found right, so that a refused request uses nothing up. */
  async revokeAuthorizationCode(): Promise<boolean> {
    return (
      this.exchange?.kind === 'code' && (await spendCode(this.tx, this.exchange.spendable.codeHash, this.now))
    )
  }

  async getRefreshToken(refreshToken: string) {
    const clientId = this.form.client_id ?? ''
    const found = await findRefreshToken(this.tx, { refreshToken, clientId }, this.now)
    // Not spent where its widget is suspended for now, or its member is gone.
    if (!found || !(await findGranter(this.tx, found, { mustEnable: false }))) return false
    const asked = (this.form.scope ?? '').split(' ').filter(Boolean)
    if (asked.some((scope) => !found.scopes.includes(scope)))
      throw new OAuth2Server.InvalidScopeError('Invalid scope: it exceeds the granted scope')
    this.exchange = { kind: 'refresh', spendable: found }
    return { refreshToken, scope: found.scopes, client: { id: clientId }, user: { id: found.userId } }
  }

  async revokeToken(): Promise<boolean> {
    if (this.exchange?.kind !== 'refresh') return false
    const { tokenHash, isRepeat } = this.exchange.spendable
    return isRepeat || (await spendRefreshToken(this.tx, tokenHash, this.now))
  }

  async generateAccessToken(): Promise<string> {
    return newAccessToken()
  }

  async generateRefreshToken(): Promise<string> {
    return newRefreshToken()
  }

  async saveToken(
    { accessToken, refreshToken = '', scope = [] }: OAuth2Server.Token,
    client: OAuth2Server.Client,
    user: OAuth2Server.User,
  ) {
    const { exchange } = this
    if (!exchange) throw new AppError('internal', 'Nothing was exchanged.')
    const tokens = { accessToken, refreshToken, scopes: scope }
    const extra = exchange.kind === 'code' ? await this.redeem(exchange.spendable, tokens) : {}
    if (exchange.kind === 'refresh') await saveTokens(this.tx, exchange.spendable, tokens, this.now)
    return { accessToken, refreshToken, scope, client, user, expires_in: accessSeconds, ...extra }
  }

  private async redeem(
    code: Spendable & { codeHash: string },
    tokens: { accessToken: string; refreshToken: string; scopes: string[] },
  ): Promise<ConnectedAnswer> {
    const team = await findGranter(this.tx, code, { mustEnable: true })
    if (!team)
      throw new OAuth2Server.InvalidGrantError(
        'Invalid grant: the member who agreed may no longer enable this widget',
      )
    return redeemCode(this.tx, team, { code, tokens, now: this.now })
  }
}

/** What was thrown before the library made a server error of it. */
function causeOf(thrown: unknown): unknown {
  return thrown instanceof OAuth2Server.OAuthError && 'inner' in thrown ? thrown.inner : thrown
}

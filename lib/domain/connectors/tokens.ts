import { z } from 'zod'
import { parseBoundedJson } from '@/lib/bounded-json'
import { refreshAnswer, type Tokens } from '@/lib/domain/connectors/connect.schema'
import { openForPlatform } from '@/lib/domain/secrets/openers'
import { sealValue } from '@/lib/domain/secrets/sealing'
import { AppError, toAppError } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { safeFetch } from '@/lib/server/safe-fetch'
import { sealingKeyring } from '@/lib/server/sealing-key'

/** Tokens are renewed this long before they end, so that none ends in use. */
const renewBeforeSeconds = 20 * 60
const claimSeconds = 60
const batchMax = 100

export const oauthClient = {
  connectorId: true,
  clientId: true,
  clientSecret: true,
  clientKeyVersion: true,
  authorizeUrl: true,
  tokenUrl: true,
} as const

export type OAuthClient = {
  connectorId: string
  clientId: string
  clientSecret: Uint8Array
  clientKeyVersion: number
  authorizeUrl: string
  tokenUrl: string
}

/** Asks the token endpoint by form POST, the client's id and secret in the body. @throws AppError oauth_exchange_failed, outbound_refused, outbound_failed */
export async function requestTokens(client: OAuthClient, grant: Record<string, string>): Promise<unknown> {
  const binding = { owner: client.connectorId, version: 0, purpose: 'connector-client-secret' } as const
  const client_secret = openForPlatform(binding, {
    sealed: client.clientSecret,
    keyVersion: client.clientKeyVersion,
  })
  const response = await safeFetch({
    url: client.tokenUrl,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({ client_id: client.clientId, client_secret, ...grant }).toString(),
  })
  const answer = parseJson(response.body)
  if (response.status === 200 || response.status === 201) return answer
  const isFinal = response.status >= 400 && response.status < 500 && response.status !== 429
  const detail = `The platform’s token endpoint answered ${response.status}${describeError(answer)}.`
  throw new AppError('oauth_exchange_failed', detail, { cause: isFinal ? finalRefusal : undefined })
}

/** Whether the token endpoint said no, and would again. */
function isFinal(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.cause === finalRefusal
}

const finalRefusal = 'the token endpoint refused'

/** Whether the authorization server says that it knows PKCE with S256. Where it says nothing, none is sent: the seed's has none. */
export async function offersPkce(authorizeUrl: string): Promise<boolean> {
  const url = `${new URL(authorizeUrl).origin}/.well-known/oauth-authorization-server`
  const response = await safeFetch({ url, timeoutSeconds: 3 }).catch(() => undefined)
  const metadata = z
    .object({ code_challenge_methods_supported: z.array(z.string()) })
    .safeParse(response?.status === 200 ? parseJson(response.body) : undefined)
  return metadata.success && metadata.data.code_challenge_methods_supported.includes('S256')
}

/** The columns that hold tokens, sealed only for this connector and version. */
export async function sealTokens(connectorId: string, version: number, tokens: Tokens) {
  const binding = { owner: connectorId, version, purpose: 'connector-tokens' } as const
  const { sealed, keyVersion } = await sealValue(binding, JSON.stringify(tokens))
  return { tokens: sealed, tokensKeyVersion: keyVersion, tokensVersion: version }
}

/** Renews the tokens that end soon. Run by a job; of two at once one renews each. */
export async function refreshConnections(now = databaseNow()): Promise<void> {
  const due = await db().connectorOAuth.findMany({
    where: {
      expiresAt: { lt: new Date(now.getTime() + renewBeforeSeconds * 1000) },
      needsConnecting: false,
      connector: { deletedAt: null, disabledAt: null },
    },
    orderBy: { expiresAt: 'asc' },
    take: batchMax,
    select: { connectorId: true },
  })
  for (const { connectorId } of due) await refreshTokens(connectorId, now).catch(() => undefined)
}

/**
 * Renews one connector's tokens. What failed is kept for its owner to read; a final refusal asks for connecting again.
 * @throws AppError wrong_state without tokens or while another renews them, oauth_exchange_failed, outbound_failed
 */
export async function refreshTokens(connectorId: string, now = databaseNow()): Promise<void> {
  const { count } = await db().connectorOAuth.updateMany({
    where: {
      connectorId,
      tokens: { not: null },
      OR: [
        { refreshingSince: null },
        { refreshingSince: { lt: new Date(now.getTime() - claimSeconds * 1000) } },
      ],
    },
    data: { refreshingSince: now },
  })
  if (count === 0)
    throw new AppError('wrong_state', 'There are no tokens to renew, or a renewal is already running.')
  const row = await db().connectorOAuth.findUniqueOrThrow({
    where: { connectorId },
    select: { ...oauthClient, tokens: true, tokensKeyVersion: true, tokensVersion: true },
  })
  try {
    const { tokens, tokensKeyVersion, tokensVersion: version } = row
    if (!tokens || tokensKeyVersion === null)
      throw new AppError('wrong_state', 'There are no tokens to renew.')
    const binding = { owner: connectorId, version, purpose: 'connector-tokens' } as const
    const { refresh } = JSON.parse(
      openForPlatform(binding, { sealed: tokens, keyVersion: tokensKeyVersion }),
    ) as Tokens
    // The platform forgets the old tokens, so the new ones must be sure to be kept.
    await sealingKeyring()
    const answer = refreshAnswer.safeParse(
      await requestTokens(row, { grant_type: 'refresh_token', refresh_token: refresh }),
    )
    if (!answer.success) throw incompleteAnswer(answer.error)
    const { access_token: access, refresh_token = refresh, expires_in } = answer.data
    await db().connectorOAuth.updateMany({
      // If an admin reconnected in the meantime, the tokens are newer.
      where: { connectorId, tokensVersion: version },
      data: {
        ...(await sealTokens(connectorId, version + 1, { access, refresh: refresh_token })),
        expiresAt: new Date(now.getTime() + expires_in * 1000),
        refreshedAt: now,
        refreshingSince: null,
        failure: null,
      },
    })
  } catch (thrown) {
    await db().connectorOAuth.updateMany({
      where: { connectorId, tokensVersion: row.tokensVersion },
      data: {
        refreshingSince: null,
        failure: toAppError(thrown).publicDetail,
        needsConnecting: isFinal(thrown),
      },
    })
    throw thrown
  }
}

/** Names what an answer lacks. */
export function incompleteAnswer(error: z.ZodError): AppError {
  const names = [...new Set(error.issues.map(({ path }) => String(path[0] ?? 'a JSON object')))]
  return new AppError(
    'oauth_incomplete',
    `The platform’s token response lacks ${names.join(', ')}, or ${names.length > 1 ? 'they have' : 'it has'} the wrong type. Nothing was connected.`,
  )
}

function parseJson(body: Buffer): unknown {
  try {
    return parseBoundedJson(body.toString('utf8'), 'outbound_failed')
  } catch {
    return undefined
  }
}

function describeError(answer: unknown): string {
  const parsed = z.object({ error: z.string().regex(/^[\w.-]{1,80}$/) }).safeParse(answer)
  return parsed.success ? `, ${parsed.data.error}` : ''
}

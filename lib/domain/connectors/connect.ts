import { createHash, randomBytes } from 'node:crypto'
import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { changeConnector, recordConnector } from '@/lib/domain/connectors/change'
import { connectAnswer } from '@/lib/domain/connectors/connect.schema'
import { connect } from '@/lib/domain/connectors/connection'
import { endpointUrl } from '@/lib/domain/connectors/endpoint-url'
import { logRequest } from '@/lib/domain/connectors/request-log'
import {
  incompleteAnswer,
  oauthClient,
  offersPkce,
  refreshTokens,
  requestTokens,
} from '@/lib/domain/connectors/tokens'
import { openForPlatform } from '@/lib/domain/secrets/openers'
import { sealValue } from '@/lib/domain/secrets/sealing'
import { AppError, notFound, toAppError } from '@/lib/errors'
import { newToken } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import { sealingKeyring } from '@/lib/server/sealing-key'

const stateSeconds = 10 * 60

type Start = { connectorId: string; returnTo?: string | undefined; replace: boolean; sessionKey: string }

/**
 * Begins to connect: the address of the platform's consent page, with a state that only this session can bring back. Where a
 * secret is there already, the admin confirms first. @throws AppError not_found, also for another team's; invalid_input for a
 * return_to beyond the allow-list
 */
export async function startConnection(
  actor: Actor,
  input: Start,
  now = databaseNow(),
): Promise<{ next: 'confirm' | 'platform'; url: string }> {
  const team = requireTeam(actor, 'connector.manage')
  const oauth = await findClient(team, input.connectorId)
  const returnTo = input.returnTo || connectorPage(oauth.connectorId)
  if (!isAllowed(returnTo, oauth.returnOrigins))
    throw new AppError(
      'invalid_input',
      'return_to is not one of this connector’s allowed return addresses. Add its origin in the connector’s settings.',
    )
  if (oauth.connectedAt && !input.replace)
    return { next: 'confirm', url: confirmPage(oauth.connectorId, returnTo) }
  const state = newToken()
  const stateHash = hashState(state)
  const verifier = (await offersPkce(oauth.authorizeUrl)) ? randomBytes(32).toString('base64url') : undefined
  const sealed = verifier ? await sealValue(verifierBinding(stateHash), verifier) : undefined
  await db().connectorOAuthState.create({
    data: {
      stateHash,
      connectorId: oauth.connectorId,
      userId: team.userId,
      sessionKey: input.sessionKey,
      verifier: sealed?.sealed ?? null,
      verifierKeyVersion: sealed?.keyVersion ?? null,
      returnTo,
      mayReplace: input.replace,
      createdAt: now,
    },
    select: { stateHash: true },
  })
  logRequest({ connectorId: oauth.connectorId, endpoint: 'oauth/start', at: now })
  const url = new URL(oauth.authorizeUrl)
  url.searchParams.set('response_type', 'code')
  url.searchParams.set('client_id', oauth.clientId)
  url.searchParams.set('redirect_uri', redirectUri(oauth.connectorId))
  url.searchParams.set('state', state)
  if (verifier) {
    url.searchParams.set('code_challenge', createHash('sha256').update(verifier).digest('base64url'))
    url.searchParams.set('code_challenge_method', 'S256')
  }
  return { next: 'platform', url: url.href }
}

type Answer = { connectorId: string; sessionKey: string; state: string; code: string; error: string }

/**
 * Ends it: spends the state, exchanges the code, and keeps secret, ids and tokens, all or nothing. Returns where the browser
 * goes. @throws AppError not_found, oauth_state_invalid, oauth_refused, oauth_exchange_failed, oauth_incomplete, conflict
 */
export async function completeConnection(
  actor: Actor,
  input: Answer,
  now = databaseNow(),
): Promise<{ returnTo: string }> {
  const team = requireTeam(actor, 'connector.manage')
  const oauth = await findClient(team, input.connectorId)
  const { connectorId } = oauth
  try {
    // Before state and code are spent: without the key, what the platform answers could not be kept.
    await sealingKeyring()
    const started = await spendState(team, input, now)
    if (input.error || !input.code) throw refusedByPlatform(input.error)
    const grant = {
      grant_type: 'authorization_code',
      code: input.code,
      redirect_uri: redirectUri(connectorId),
    }
    const answer = connectAnswer.safeParse(
      await requestTokens(oauth, started.verifier ? { ...grant, code_verifier: started.verifier } : grant),
    )
    if (!answer.success) throw incompleteAnswer(answer.error)
    await changeConnector(actor, connectorId, async (tx, admin, connector) => {
      await connect(tx, admin, { connectorId, mayReplace: started.mayReplace, answer: answer.data, now })
      const { tenant_id: tenantId, integration_id: integrationId } = answer.data
      await recordConnector(tx, admin, connector, 'connector.connected', { tenantId, integrationId }, now)
    })
    logRequest({ connectorId, endpoint: 'oauth/callback', at: now })
    return { returnTo: started.returnTo }
  } catch (thrown) {
    const { code, publicDetail } = toAppError(thrown)
    logRequest({ connectorId, endpoint: 'oauth/callback', at: now, reason: code })
    // A state that is not ours says nothing about this connector.
    if (code !== 'oauth_state_invalid')
      await db().connectorOAuth.updateMany({ where: { connectorId }, data: { failure: publicDetail } })
    throw thrown
  }
}

/** Renews the tokens now. @throws AppError not_found, wrong_state, oauth_exchange_failed, outbound_failed */
export async function renewTokens(
  actor: Actor,
  input: { connectorId: string },
  now = databaseNow(),
): Promise<void> {
  const team = requireTeam(actor, 'connector.manage')
  const { connectorId } = await findClient(team, input.connectorId)
  await refreshTokens(connectorId, now)
}

async function findClient(team: TeamActor, connectorId: string) {
  const row = await db().connectorOAuth.findFirst({
    where: { connectorId, connector: { teamId: team.teamId, deletedAt: null } },
    select: { ...oauthClient, returnOrigins: true, connectedAt: true },
  })
  if (!row) throw notFound('connector')
  return row
}

/** A state is spent once, by the session that began, within ten minutes. */
async function spendState(team: TeamActor, input: Answer, now: Date) {
  const stateHash = hashState(input.state)
  const [spent] = await db().connectorOAuthState.updateManyAndReturn({
    where: {
      stateHash,
      connectorId: input.connectorId,
      userId: team.userId,
      sessionKey: input.sessionKey,
      spentAt: null,
      createdAt: { gt: new Date(now.getTime() - stateSeconds * 1000) },
    },
    data: { spentAt: now },
    select: { verifier: true, verifierKeyVersion: true, returnTo: true, mayReplace: true },
  })
  if (!spent)
    throw new AppError(
      'oauth_state_invalid',
      'This connection link has expired or was already used. Start again.',
    )
  const { verifier, verifierKeyVersion, ...rest } = spent
  const opened =
    verifier && verifierKeyVersion !== null
      ? openForPlatform(verifierBinding(stateHash), { sealed: verifier, keyVersion: verifierKeyVersion })
      : undefined
  return { ...rest, verifier: opened }
}

function refusedByPlatform(error: string): AppError {
  const name = /^[\w.-]{1,80}$/.test(error) ? error : 'no code'
  return new AppError(
    'oauth_refused',
    `The platform refused the connection with ${name}. Nothing was connected.`,
  )
}

function isAllowed(returnTo: string, origins: string[]): boolean {
  if (!URL.canParse(returnTo)) return false
  const { origin, username, password } = new URL(returnTo)
  return !username && !password && [env().PORTAL_ORIGIN, ...origins].includes(origin)
}

function verifierBinding(stateHash: string) {
  return { owner: stateHash, version: 0, purpose: 'connector-code-verifier' } as const
}

/** Where an admin confirms before anything is connected or replaced. */
export function confirmPage(connectorId: string, returnTo: string | undefined): string {
  const page = new URL(`${connectorPage(connectorId)}/connect`)
  if (returnTo) page.searchParams.set('return_to', returnTo)
  return page.href
}

/** The connector in the settings. */
export function connectorPage(connectorId: string): string {
  return `${env().PORTAL_ORIGIN}/settings/connectors/${connectorId}`
}

function redirectUri(connectorId: string): string {
  return endpointUrl('salesloft', connectorId, 'oauth/callback')
}

function hashState(state: string): string {
  return createHash('sha256').update(state).digest('hex')
}

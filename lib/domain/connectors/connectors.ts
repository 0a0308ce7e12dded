import { type Actor, requireTeam } from '@/lib/auth/permissions'
import { changeConnector, recordConnector } from '@/lib/domain/connectors/change'
import {
  type CreateConnectorInput,
  connectorsMax,
  missingOAuth,
  type UpdateConnectorInput,
} from '@/lib/domain/connectors/connectors.schema'
import { hashPostbackKey, postbackTemplates } from '@/lib/domain/connectors/registrations'
import { readConnectorSeries } from '@/lib/domain/connectors/rotation'
import { parseEmailTemplates } from '@/lib/domain/crm/email-templates'
import { factsOf } from '@/lib/domain/protocols/facts.schema'
import { newSecretText } from '@/lib/domain/secrets/formats'
import { begin, revokeAll, type ShownSecret } from '@/lib/domain/secrets/lifecycle'
import { secretPolicies } from '@/lib/domain/secrets/policies'
import { sealValue } from '@/lib/domain/secrets/sealing'
import { AppError, invalidField } from '@/lib/errors'
import { newId, newToken } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction } from '@/lib/server/db'

/** Sets up a connector with its first secret, which is accepted at once. It is shown this once, unless it was pasted. */
export async function createConnector(
  actor: Actor,
  input: CreateConnectorInput,
  now = databaseNow(),
): Promise<{ connectorId: string; shown: ShownSecret | undefined; postbackUrls: string[] }> {
  const team = requireTeam(actor, 'connector.manage')
  return inTransaction(async (tx) => {
    const count = await tx.connector.count({ where: { teamId: team.teamId, deletedAt: null } })
    if (count >= connectorsMax)
      throw new AppError('conflict', `A team has at most ${connectorsMax} connectors. Delete one first.`)
    const { credential, hasPostbacks } = factsOf(input.protocol).connector
    const oauth = credential === 'connection' ? requireOAuth(input) : undefined
    if (oauth && !input.clientSecret)
      throw invalidField('clientSecret', 'Enter the client secret of the OAuth application.')
    parseEmailTemplates(input.emailTemplates)
    const postbackKey = hasPostbacks ? newToken() : undefined
    const { id: connectorId } = await tx.connector.create({
      data: {
        id: newId('con'),
        postbackKeyHash: postbackKey ? hashPostbackKey(postbackKey) : null,
        teamId: team.teamId,
        protocol: input.protocol,
        name: input.name,
        frameOrigins: input.frameOrigins,
        unsignedParameters: input.unsignedParameters,
        lifetimeHours: input.lifetimeHours,
        apiBase: input.apiBase || null,
        emailTemplates: input.emailTemplates || null,
        createdById: team.userId,
        createdAt: now,
      },
      select: { id: true },
    })
    const named = { id: connectorId, name: input.name, protocol: input.protocol }
    if (oauth) {
      await tx.connectorOAuth.create({
        data: { connectorId, ...oauth, ...(await sealClientSecret(connectorId, input.clientSecret)) },
        select: { connectorId: true },
      })
      // Its secret comes with the connection.
      await recordConnector(tx, team, named, 'connector.created', { protocol: input.protocol }, now)
      return { connectorId, shown: undefined, postbackUrls: [] }
    }
    const secret = input.secret ?? newSecretText(input.protocol)
    const series = await readConnectorSeries(tx, { connectorId, createdById: team.userId, now })
    const shown = await begin(series, secret)
    const data = { protocol: input.protocol, fingerprint: shown.fingerprint, pasted: Boolean(input.secret) }
    await recordConnector(tx, team, named, 'connector.created', data, now)
    const postbackUrls = postbackKey ? postbackTemplates(named, postbackKey) : []
    return { connectorId, shown: input.secret ? undefined : shown, postbackUrls }
  })
}

/** Changes what the settings say. @throws AppError not_found, invalid_input */
export async function updateConnector(
  actor: Actor,
  input: UpdateConnectorInput,
  now = databaseNow(),
): Promise<void> {
  const { connectorId, name, frameOrigins, unsignedParameters, lifetimeHours, apiBase, emailTemplates } =
    input
  parseEmailTemplates(emailTemplates)
  await changeConnector(actor, connectorId, async (tx, team, connector) => {
    const data = {
      name,
      frameOrigins,
      unsignedParameters,
      lifetimeHours,
      apiBase: apiBase || null,
      emailTemplates: emailTemplates || null,
    }
    if (factsOf(connector.protocol).connector.credential === 'connection')
      await tx.connectorOAuth.update({
        where: { connectorId },
        data: {
          ...requireOAuth(input),
          ...(input.clientSecret ? await sealClientSecret(connectorId, input.clientSecret) : {}),
        },
        select: { connectorId: true },
      })
    await tx.connector.update({ where: { id: connectorId }, data, select: { id: true } })
    const told = { frameOrigins, unsignedParameters, lifetimeHours }
    await recordConnector(tx, team, { ...connector, name: input.name }, 'connector.updated', told, now)
  })
}

/** A disabled connector answers as one that does not exist; its requests are still logged. */
export async function switchConnector(
  actor: Actor,
  input: { connectorId: string; enabled: boolean },
  now = databaseNow(),
): Promise<void> {
  await changeConnector(actor, input.connectorId, async (tx, team, connector) => {
    const { count } = await tx.connector.updateMany({
      where: { id: connector.id, disabledAt: input.enabled ? { not: null } : null },
      data: { disabledAt: input.enabled ? null : now },
    })
    if (count > 0)
      await recordConnector(
        tx,
        team,
        connector,
        input.enabled ? 'connector.enabled' : 'connector.disabled',
        {},
        now,
      )
  })
}

/** Ends a connector for ever: its secrets are revoked, its log leaves the pages. What it logged on records stays. */
export async function deleteConnector(
  actor: Actor,
  input: { connectorId: string },
  now = databaseNow(),
): Promise<void> {
  await changeConnector(actor, input.connectorId, async (tx, team, connector) => {
    await tx.connector.update({ where: { id: connector.id }, data: { deletedAt: now }, select: { id: true } })
    await revokeAll({ tx, policy: secretPolicies.connector, ownerId: connector.id, now })
    await recordConnector(tx, team, connector, 'connector.deleted', {}, now)
  })
}

function requireOAuth(input: UpdateConnectorInput | CreateConnectorInput) {
  const { clientId, authorizeUrl, tokenUrl, returnOrigins } = input
  const missing = missingOAuth(input)
  if (missing)
    throw new AppError('invalid_input', 'The OAuth application is incomplete.', { fields: missing })
  return { clientId, authorizeUrl, tokenUrl, returnOrigins }
}

async function sealClientSecret(connectorId: string, text: string) {
  const binding = { owner: connectorId, version: 0, purpose: 'connector-client-secret' } as const
  const { sealed, keyVersion } = await sealValue(binding, text)
  return { clientSecret: sealed, clientKeyVersion: keyVersion }
}

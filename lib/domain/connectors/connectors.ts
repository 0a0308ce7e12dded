import { type Actor, requireTeam } from '@/lib/auth/permissions'
import { changeConnector, recordConnector } from '@/lib/domain/connectors/change'
import {
  type CreateConnectorInput,
  connectorsMax,
  missingOAuth,
  readFurtherSettings,
  type UpdateConnectorInput,
} from '@/lib/domain/connectors/connectors.schema'
import { hashPostbackKey, postbackTemplates } from '@/lib/domain/connectors/registrations'
import { readConnectorSeries } from '@/lib/domain/connectors/rotation'
import { parseEmailTemplates } from '@/lib/domain/crm/email-templates'
import { factsOf, isProtocolId } from '@/lib/domain/protocols/facts.schema'
import { newSecretText } from '@/lib/domain/secrets/formats'
import { begin, revokeAll, type ShownSecret } from '@/lib/domain/secrets/lifecycle'
import { secretPolicies } from '@/lib/domain/secrets/policies'
import { sealValue } from '@/lib/domain/secrets/sealing'
import { AppError, checkTogether, type FieldErrors, refusedBy } from '@/lib/errors'
import { newId, newToken } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction } from '@/lib/server/db'

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
    checkFurther(input, { credential, hasClientSecret: false })
    const oauth = credential === 'connection' ? oauthOf(input) : undefined
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
  await changeConnector(actor, connectorId, async (tx, team, connector) => {
    const { credential } = factsOf(connector.protocol).connector
    checkFurther(input, { credential, hasClientSecret: true })
    const data = {
      name,
      frameOrigins,
      unsignedParameters,
      lifetimeHours,
      apiBase: apiBase || null,
      emailTemplates: emailTemplates || null,
    }
    if (credential === 'connection')
      await tx.connectorOAuth.update({
        where: { connectorId },
        data: {
          ...oauthOf(input),
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

type Further = ReturnType<typeof readFurtherSettings>
type Credential = { credential: 'secret' | 'connection'; hasClientSecret: boolean }

/** @throws AppError invalid_input on every field that is wrong */
function checkFurther(input: Further, { credential, hasClientSecret }: Credential): void {
  checkTogether({
    oauth: () => {
      const missing = credential === 'connection' ? missingOAuth(input, { hasClientSecret }) : null
      if (missing)
        throw new AppError('invalid_input', 'The OAuth application is incomplete.', { fields: missing })
    },
    templates: () => parseEmailTemplates(input.emailTemplates),
  })
}

/** What would be refused of a form beyond its single fields, whatever else of it is wrong. */
export async function refusedSettings(actor: Actor, given: Record<string, unknown>): Promise<FieldErrors> {
  const { teamId } = requireTeam(actor, 'connector.manage')
  const isNew = typeof given.connectorId !== 'string'
  const found = isNew
    ? undefined
    : await db().connector.findFirst({
        where: { id: String(given.connectorId), teamId, deletedAt: null },
        select: { protocol: true },
      })
  const protocol = found?.protocol ?? given.protocol
  if (typeof protocol !== 'string' || !isProtocolId(protocol)) return {}
  const { credential } = factsOf(protocol).connector
  return refusedBy(() => checkFurther(readFurtherSettings(given), { credential, hasClientSecret: !isNew }))
}

function oauthOf({
  clientId,
  authorizeUrl,
  tokenUrl,
  returnOrigins,
}: UpdateConnectorInput | CreateConnectorInput) {
  return { clientId, authorizeUrl, tokenUrl, returnOrigins }
}

async function sealClientSecret(connectorId: string, text: string) {
  const binding = { owner: connectorId, version: 0, purpose: 'connector-client-secret' } as const
  const { sealed, keyVersion } = await sealValue(binding, text)
  return { clientSecret: sealed, clientKeyVersion: keyVersion }
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Actor, requirePartner } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { fingerprintOf } from '@/lib/domain/secrets/formats'
import { notFound } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Tx } from '@/lib/server/db'

/** A client in the one answer that shows its secret. */
export type ShownClient = { clientId: string; clientSecret: string }

/** The OAuth client of a salesloft widget. Its secret is shown only once; the database keeps its hash. */
export async function createOAuthClient(
  tx: Tx,
  input: { widgetId: string; createdById: string; now: Date },
): Promise<ShownClient> {
  const clientSecret = newClientSecret()
  const { id: clientId } = await tx.oAuthClient.create({
    data: {
      id: newId('cli'),
      widgetId: input.widgetId,
      ...describeClientSecret(clientSecret),
      createdById: input.createdById,
      createdAt: input.now,
    },
    select: { id: true },
  })
  return { clientId, clientSecret }
}

/** What a partner enters at its server to enable a salesloft widget; never the secret. @throws AppError not_found */
export async function getClientSetup(actor: Actor, input: { widgetId: string }, now = databaseNow()) {
  const partner = requirePartner(actor, 'widget.read')
  const client = await db().oAuthClient.findFirst({
    where: { widgetId: input.widgetId, widget: { partnerId: partner.partnerId } },
    select: {
      id: true,
      secretFingerprint: true,
      createdAt: true,
      renewedAt: true,
      createdBy: { select: { name: true } },
    },
  })
  if (!client) throw notFound('client')
  return { ...client, lostCallbackAt: await findLostCallback(client.id, now) }
}

/** When a member last allowed access and the client never exchanged its code: the callback was lost, or its state was. */
async function findLostCallback(clientId: string, now: Date): Promise<Date | null> {
  const newest = await db().oAuthCode.findFirst({
    where: { clientId },
    orderBy: { createdAt: 'desc' },
    select: { createdAt: true, expiresAt: true, spentAt: true },
  })
  return newest && newest.spentAt === null && newest.expiresAt <= now ? newest.createdAt : null
}

/** A new client secret, shown this once; the one before stops at this moment. Tokens that it got stay. @throws AppError not_found */
export async function renewClientSecret(
  actor: Actor,
  input: { widgetId: string },
  now = databaseNow(),
): Promise<ShownClient> {
  const partner = requirePartner(actor, 'secret.rotate')
  const clientSecret = newClientSecret()
  const { clientId } = await inTransaction(async (tx) => {
    const [client] = await tx.oAuthClient.updateManyAndReturn({
      where: { widgetId: input.widgetId, widget: { partnerId: partner.partnerId } },
      data: { ...describeClientSecret(clientSecret), renewedAt: now },
      select: { id: true, secretFingerprint: true, widgetId: true },
    })
    if (!client) throw notFound('client')
    const { servingVersion, workingVersion } = await tx.widget.findUniqueOrThrow({
      where: { id: client.widgetId },
      select: { servingVersion: { select: { name: true } }, workingVersion: { select: { name: true } } },
    })
    const name = (workingVersion ?? servingVersion)?.name ?? client.widgetId
    await recordAudit(tx, partner, {
      action: 'client.secret_renewed',
      subject: { type: 'widget', id: client.widgetId, name },
      partnerId: partner.partnerId,
      data: { fingerprint: client.secretFingerprint },
      at: now,
    })
    return { clientId: client.id }
  })
  return { clientId, clientSecret }
}

function newClientSecret(): string {
  return randomBytes(32).toString('hex')
}

/** The stored hash of a client secret. 32 random bytes can't be guessed, so they need no slow hash. */
function describeClientSecret(clientSecret: string): {
  secretHash: string
  secretFingerprint: string
} {
  return { secretHash: hashClientSecret(clientSecret), secretFingerprint: fingerprintOf(clientSecret) }
}

/** Whether this is the secret that a hash was kept of. */
export function isClientSecret(clientSecret: string, secretHash: string): boolean {
  const [given, kept] = [Buffer.from(hashClientSecret(clientSecret)), Buffer.from(secretHash)]
  return given.length === kept.length && timingSafeEqual(given, kept)
}

function hashClientSecret(clientSecret: string): string {
  return createHash('sha256').update(clientSecret).digest('hex')
}

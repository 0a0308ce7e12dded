import { createHash, randomInt } from 'node:crypto'
import { type Actor, requirePartner } from '@/lib/auth/permissions'
import { findFacts } from '@/lib/domain/protocols/facts.schema'
import { probeReport } from '@/lib/domain/secrets/secrets.schema'
import { AppError, notFound } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { fiveMinutes } from '@/lib/protocols/freshness'
import { databaseNow } from '@/lib/server/database-clock'
import { db, type Reader, type Tx } from '@/lib/server/db'
import { keyring } from '@/lib/server/keyring'
import { type SealBinding, type Sealed, seal, unseal } from '@/lib/server/seal'
import { checkBinding, sealingKeyring } from '@/lib/server/sealing-key'

/** A secret in the one answer that shows it. */
export type ShownSecret = { version: number; secret: string; fingerprint: string }

export type OpenSecret = { id: string; version: number; secret: string; fingerprint: string }
export type SigningSecret = OpenSecret & { lastSignedAt: Date | null }

/** The first secret of a widget, active at once: nobody signs with it before the widget is switched on. */
export async function createFirstSecret(
  tx: Tx,
  input: { widgetId: string; createdById: string; now: Date },
): Promise<ShownSecret> {
  return createSecret(tx, { ...input, version: 1, state: 'active' })
}

/** Seals a new secret as the given version, in the format of the widget's protocol. @throws AppError secrets_unavailable */
export async function createSecret(
  tx: Tx,
  input: { widgetId: string; createdById: string; version: number; state: 'staged' | 'active'; now: Date },
): Promise<ShownSecret> {
  const { protocol } = await tx.widget.findUniqueOrThrow({
    where: { id: input.widgetId },
    select: { protocol: true },
  })
  const secret = newSecretText(protocol)
  const fingerprint = fingerprintOf(secret)
  await tx.secret.create({
    data: {
      id: newId('sec'),
      widgetId: input.widgetId,
      version: input.version,
      state: input.state,
      ...seal(await sealingKeyring(), secret, bindingOf(input)),
      fingerprint,
      createdById: input.createdById,
      createdAt: input.now,
      activatedAt: input.state === 'active' ? input.now : null,
    },
    select: { id: true },
  })
  return { version: input.version, secret, fingerprint }
}

const alphabets = {
  hex: '0123456789abcdef',
  base62: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
}

/** A strong secret in the format of a protocol, or in the usual one of what the portal does not know. */
export function newSecretText(protocol: string): string {
  const { alphabet, length } =
    findFacts(protocol)?.secret.format ?? ({ alphabet: 'hex', length: 64 } as const)
  const characters = alphabets[alphabet]
  return Array.from({ length }, () => characters[randomInt(characters.length)]).join('')
}

/** The secret that signs now, or the staged one for a probe. It never leaves the server. @throws AppError secrets_unavailable */
export async function openSecret(
  reader: Reader,
  widgetId: string,
  state: 'active' | 'staged',
): Promise<SigningSecret> {
  const row = await reader.secret.findFirst({ where: { widgetId, state }, select: sealedSecret })
  if (!row) throw new AppError('wrong_state', `This widget has no ${state} secret.`)
  return openSealed(row)
}

/** A widget's secret as it was read. @throws AppError secrets_unavailable */
export function openSealed(
  row: Omit<SigningSecret, 'secret'> & Sealed & { widgetId: string },
): SigningSecret {
  return toSigning(row, unseal(keyring(), row, bindingOf(row)))
}

/**
 * The secrets that sign a postback, the active one first: its header takes several signatures, so the retiring one signs too
 * until its grace ends. They never leave the server. @throws AppError secrets_unavailable
 */
export async function openPostbackSecrets(
  reader: Reader,
  widgetId: string,
  now: Date,
): Promise<[SigningSecret, ...SigningSecret[]]> {
  const rows = await reader.secret.findMany({
    where: { widgetId, OR: [{ state: 'active' }, { state: 'retiring', graceEndsAt: { gt: now } }] },
    select: { ...sealedSecret, state: true },
  })
  const active = rows.find(({ state }) => state === 'active')
  if (!active) throw new AppError('wrong_state', 'This widget has no active secret.')
  const signing = openSealed(active)
  // A lost key of the old one is no reason to send nothing.
  const retiring = rows.find(({ state }) => state === 'retiring')
  const secret = retiring ? tryUnseal(retiring) : undefined
  return retiring && secret ? [signing, toSigning(retiring, secret)] : [signing]
}

const sealedSecret = {
  id: true,
  widgetId: true,
  version: true,
  sealed: true,
  keyVersion: true,
  fingerprint: true,
  lastSignedAt: true,
} as const

function toSigning(
  { id, version, fingerprint, lastSignedAt }: Omit<SigningSecret, 'secret'>,
  secret: string,
) {
  return { id, version, fingerprint, lastSignedAt, secret }
}

/** Notes that a launch was signed; at most once a second, so that a busy widget's row is not fought over. */
export async function noteSigned(
  reader: Reader,
  secret: Pick<SigningSecret, 'id' | 'lastSignedAt'>,
  now: Date,
): Promise<void> {
  const before = new Date(now.getTime() - 1000)
  if (secret.lastSignedAt && secret.lastSignedAt >= before) return
  await reader.secret.updateMany({
    where: {
      id: secret.id,
      OR: [{ lastSignedAt: null }, { lastSignedAt: { lt: before } }],
    },
    data: { lastSignedAt: now },
  })
}

/** Every version with what is known of it; never a secret. A grace that has ended reads as revoked even before the job wrote it. */
export async function listSecrets(actor: Actor, input: { widgetId: string }, now = databaseNow()) {
  const partner = requirePartner(actor, 'secret.read')
  const rows = await db().secret.findMany({
    where: { widgetId: input.widgetId, widget: { partnerId: partner.partnerId } },
    orderBy: { version: 'desc' },
    take: 100,
    select: {
      version: true,
      state: true,
      fingerprint: true,
      createdAt: true,
      createdBy: { select: { name: true } },
      activatedAt: true,
      lastSignedAt: true,
      lastAcceptedAt: true,
      probedAt: true,
      probe: true,
      graceSeconds: true,
      graceEndsAt: true,
      revokedAt: true,
      revokeReason: true,
    },
  })
  if (rows.length === 0) throw notFound('widget')
  return rows.map(({ probe, ...row }) => {
    const isOver = row.state === 'retiring' && row.graceEndsAt !== null && row.graceEndsAt <= now
    return {
      ...row,
      state: isOver ? ('revoked' as const) : row.state,
      revokedAt: isOver ? row.graceEndsAt : row.revokedAt,
      lastLaunchStaleAt:
        row.lastSignedAt && new Date(row.lastSignedAt.getTime() + fiveMinutes.pastSeconds * 1000),
      probe: probe === null ? undefined : probeReport.parse(probe),
    }
  })
}

/** What is kept sealed and is no secret of a widget. */
type SealedValue = {
  owner: string
  version: number
  purpose:
    | 'connector-secret'
    | 'connector-client-secret'
    | 'connector-tokens'
    | 'connector-code-verifier'
    | 'api-answer'
    | 'installation-secret'
    | 'sandbox-secret'
    | 'sandbox-request'
}

/**
 * Seals a value for its owner, version and purpose alone, under a key that is known to be right.
 * @throws AppError secrets_unavailable
 */
export async function sealValue(binding: SealedValue, text: string): Promise<Sealed> {
  return seal(await sealingKeyring(), text, binding)
}

/** Opens what `sealValue` made, for the one whom it is meant for. @throws AppError secrets_unavailable */
export function openValue(binding: SealedValue, sealed: Uint8Array, keyVersion: number): string {
  return unseal(keyring(), { sealed, keyVersion }, binding)
}

/** Ends the retiring secrets whose grace is over. Run by a job at the minute, and safe to run twice. */
export async function endGraces(tx: Tx, where: { widgetId?: string }, now: Date) {
  return tx.secret.updateManyAndReturn({
    where: { ...where, state: 'retiring', graceEndsAt: { lte: now } },
    data: { state: 'revoked', revokedAt: now, revokeReason: 'The grace ended' },
    select: { widgetId: true, version: true, fingerprint: true },
  })
}

/** Whether the master keys open what this database holds. Seals a check value the first time. @throws AppError secrets_unavailable */
export async function checkMasterKeys(): Promise<void> {
  const ring = keyring()
  const checks = await db().masterKeyCheck.findMany({ select: { keyVersion: true, sealed: true } })
  for (const check of checks) unseal(ring, check, checkBinding)
  await sealingKeyring()
}

/** Whether the keys of this process open a secret: one that was sealed under a lost key can never sign. */
export async function canOpenSecret(reader: Reader, secretId: string): Promise<boolean> {
  const row = await reader.secret.findUnique({
    where: { id: secretId },
    select: { widgetId: true, version: true, sealed: true, keyVersion: true },
  })
  return row !== null && tryUnseal(row) !== undefined
}

/** Forgets the check values of master keys that this process does not have: the last step after a key was lost. Returns their versions. */
export async function forgetLostKeys(): Promise<number[]> {
  const versions = [...keyring().keys.keys()]
  const lost = await db().masterKeyCheck.findMany({
    where: { keyVersion: { notIn: versions } },
    select: { keyVersion: true },
  })
  await db().masterKeyCheck.deleteMany({ where: { keyVersion: { notIn: versions } } })
  return lost.map((row) => row.keyVersion)
}

/** Eight hex digits that tell versions apart and give nothing of the secret away. */
export function fingerprintOf(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex').slice(0, 8)
}

function bindingOf(row: { widgetId: string; version: number }): SealBinding {
  return { owner: row.widgetId, version: row.version, purpose: 'widget-secret' }
}

/** A widget's secret, or undefined for one that was sealed under a lost key. */
export function tryUnseal(row: {
  widgetId: string
  version: number
  sealed: Uint8Array
  keyVersion: number
}): string | undefined {
  try {
    return unseal(keyring(), row, bindingOf(row))
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'secrets_unavailable') return undefined
    throw thrown
  }
}

import { hoursAfter } from '@/lib/domain/secrets/durations.schema'
import { fingerprintOf } from '@/lib/domain/secrets/formats'
import type { SecretPolicy } from '@/lib/domain/secrets/policies'
import { sealValue, tryUnsealValue } from '@/lib/domain/secrets/sealing'
import { probeReport } from '@/lib/domain/secrets/secrets.schema'
import {
  type SecretChange,
  type SecretState,
  type StoredSecret,
  secretTables,
} from '@/lib/domain/secrets/tables'
import { AppError, invalidField } from '@/lib/errors'
import { newId } from '@/lib/ids'
import type { Tx } from '@/lib/server/db'

/** A secret in the one answer that shows it. */
export type ShownSecret = { version: number; secret: string; fingerprint: string }

/** Whose secrets change, their row locked. */
type LockedOwner = { tx: Tx; policy: SecretPolicy; ownerId: string; now: Date }

type SeriesOwner = LockedOwner & {
  /** The endpoint whose own secrets they are; those for all where it is left out. */
  endpoint?: string | null | undefined
  /** Who makes the next version. */
  createdById: string
}

/**
 * The secrets of one owner for one endpoint, or for all: at most one is active, at most one is open, which is staged or retiring.
 * The reader holds a lock on the owner's row, so that one of many concurrent changes wins.
 */
export type SecretSeries = SeriesOwner & {
  active: StoredSecret | undefined
  open: StoredSecret | undefined
  /** All secrets that are not revoked, of every endpoint. */
  live: StoredSecret[]
  /** Of whichever endpoint: whose grace was over, and ended as the series was read. */
  ended: StoredSecret[]
}

export async function readSeries(owner: SeriesOwner): Promise<SecretSeries> {
  const { endpoint = null } = owner
  const rows = await tableOf(owner).findLive(owner.tx, owner.ownerId)
  const ended = await endOver(owner, rows)
  const live = rows.filter((row) => !ended.includes(row))
  const own = live.filter((row) => row.endpoint === endpoint)
  return {
    ...owner,
    ended,
    live,
    active: own.find(({ state }) => state === 'active'),
    open: own.find(({ state }) => state === 'staged' || state === 'retiring'),
  }
}

/** Revokes what retires and whose grace is over, for whichever endpoint. */
export async function endGraces(owner: LockedOwner): Promise<StoredSecret[]> {
  return endOver(owner, await tableOf(owner).findLive(owner.tx, owner.ownerId))
}

async function endOver(owner: LockedOwner, rows: StoredSecret[]): Promise<StoredSecret[]> {
  const ended = rows.filter((row) => isOver(row, owner.now))
  if (ended.length > 0)
    await tableOf(owner).change(owner.tx, idsOf(ended), revoked(owner.now, 'The grace period ended'))
  return ended
}

/** A first secret, which counts at once. @throws AppError secrets_unavailable */
export function begin(series: SecretSeries, secret: string): Promise<ShownSecret> {
  return add(series, 'active', secret)
}

/** A new secret that signs nothing yet. @throws AppError rotation_open, secrets_unavailable */
export async function stage(series: SecretSeries, secret: string): Promise<ShownSecret> {
  requireNoneOpen(series)
  return add(series, 'staged', secret)
}

/**
 * A new secret that counts from now on, beside the one before until its grace ends. Without a grace period, the previous one no longer counts.
 * @throws AppError rotation_open, secrets_unavailable
 */
export async function replace(
  series: SecretSeries,
  { secret, graceHours }: { secret: string; graceHours: number },
): Promise<ShownSecret> {
  if (graceHours > 0) requireNoneOpen(series)
  await leave(series, graceHours)
  return add(series, 'active', secret)
}

/** Ends the series: an open secret is revoked, and the active one too when its grace period ends. */
export async function leave({ active, open, ...series }: SecretSeries, graceHours: number): Promise<void> {
  await write(series, [
    [open, revoked(series.now, 'Replaced')],
    [active, retired(series.now, graceHours)],
  ])
}

/** The staged secret counts from now on; the one before keeps the way back open until its grace ends. @throws AppError wrong_state, probe_not_passed */
export async function promote(
  series: SecretSeries,
  { graceHours, unprobed = false }: { graceHours: number; unprobed?: boolean },
): Promise<StoredSecret & { probed: boolean }> {
  const staged = requireOpen(series, 'staged')
  const probed = staged.probe ? probeReport.parse(staged.probe).passed : false
  if (series.policy.isProbed && !probed && !unprobed)
    throw new AppError(
      'probe_not_passed',
      'No probe of the staged secret has passed. Probe it, or confirm that your server accepts it.',
    )
  await write(series, [
    [series.active, retired(series.now, graceHours)],
    [staged, activated(series.now)],
  ])
  if (series.active && graceHours > 0) await tellGrace(series, hoursAfter(series.now, graceHours))
  return { ...staged, probed }
}

/** Cancels a rotation before its promotion. @throws AppError wrong_state */
export async function discard(series: SecretSeries): Promise<StoredSecret> {
  const staged = requireOpen(series, 'staged')
  await write(series, [[staged, revoked(series.now, 'Rotation cancelled')]])
  return staged
}

/** Undoes a promotion within its grace. @throws AppError wrong_state */
export async function rollBack(
  series: SecretSeries,
): Promise<{ back: StoredSecret; dropped: StoredSecret | undefined }> {
  const back = requireOpen(series, 'retiring')
  const isStaged = series.policy.afterRollBack === 'staged'
  await write(series, [
    [
      series.active,
      isStaged ? { state: 'staged', activatedAt: null } : revoked(series.now, 'Rotation cancelled'),
    ],
    [back, activated(series.now)],
  ])
  return { back, dropped: series.active }
}

/** Moves the end of a grace, which counts from the promotion. @throws AppError wrong_state, invalid_input */
export async function extend(series: SecretSeries, graceHours: number): Promise<StoredSecret> {
  const retiring = requireOpen(series, 'retiring')
  const graceEndsAt = hoursAfter(series.active?.activatedAt ?? series.now, graceHours)
  if (graceEndsAt <= (retiring.graceEndsAt ?? series.now))
    throw invalidField('graceHours', 'Choose a longer grace period than the current one.')
  await write(series, [[retiring, { graceEndsAt, graceSeconds: graceHours * 3600 }]])
  await tellGrace(series, graceEndsAt)
  return retiring
}

/** Revokes the version that was looked at, where its policy lets it be revoked by hand. @throws AppError wrong_state */
export async function revoke(
  { live, policy, now, tx }: SecretSeries,
  version: number,
): Promise<Pick<StoredSecret, 'version' | 'fingerprint'>> {
  const secret = live.find((row) => row.version === version)
  if (!secret || !policy.isRevocable(secret))
    throw new AppError('wrong_state', `v${version} can’t be revoked now. Reload the page to see its state.`)
  await write({ tx, policy }, [[secret, revoked(now, 'Manually')]])
  return secret
}

/**
 * For a leaked or lost secret: what counts is revoked at once. A staged one takes over, if it opens; else the given one.
 * @throws AppError wrong_state, invalid_input, secrets_unavailable
 */
export async function revokeAtOnce(
  series: SecretSeries,
  input: { version: number; fingerprint: string; reason: string; secret: string },
): Promise<{ promoted: StoredSecret; shown: undefined } | { promoted: undefined; shown: ShownSecret }> {
  const { active, open, now } = series
  if (!active || active.version !== input.version)
    throw new AppError('wrong_state', 'A different version signs now. Reload the page.')
  if (active.fingerprint !== input.fingerprint)
    throw invalidField('fingerprint', 'This fingerprint doesn’t match the secret to revoke.')
  const promoted = open?.state === 'staged' && opens(series, open) ? open : undefined
  const gone = { ...revoked(now, input.reason), graceEndsAt: null }
  await write(series, [
    [active, gone],
    [open, promoted ? activated(now) : gone],
  ])
  return promoted
    ? { promoted, shown: undefined }
    : { promoted, shown: await add(series, 'active', input.secret) }
}

/** Revokes every secret of an owner, for whichever endpoint. */
export async function revokeAll(owner: LockedOwner): Promise<void> {
  const live = await tableOf(owner).findLive(owner.tx, owner.ownerId)
  const gone = { ...revoked(owner.now, 'Manually'), graceEndsAt: null }
  await tableOf(owner).change(owner.tx, idsOf(live), gone)
}

/** A row as it reads now: a grace that is over is a revocation even before anything wrote it. */
export function readAt<Row extends Passing>(row: Row, now: Date): Row {
  return isOver(row, now) ? { ...row, state: 'revoked', revokedAt: row.graceEndsAt } : row
}

type Passing = { state: SecretState; graceEndsAt: Date | null; revokedAt: Date | null }

function isOver({ state, graceEndsAt }: Pick<Passing, 'state' | 'graceEndsAt'>, now: Date): boolean {
  return state === 'retiring' && graceEndsAt !== null && graceEndsAt <= now
}

function activated(now: Date): SecretChange {
  return { state: 'active', activatedAt: now, graceEndsAt: null, graceSeconds: null }
}

function retired(now: Date, graceHours: number): SecretChange {
  if (graceHours === 0) return revoked(now, 'No grace')
  return {
    state: 'retiring',
    graceSeconds: graceHours * 3600,
    graceEndsAt: hoursAfter(now, graceHours),
  }
}

function revoked(now: Date, reason: string): SecretChange {
  return { state: 'revoked', revokedAt: now, revokeReason: reason }
}

/** At no moment may two be active or two be open, so all leave their place before any takes another. */
async function write(
  { tx, policy }: Pick<SecretSeries, 'tx' | 'policy'>,
  changes: [StoredSecret | undefined, SecretChange][],
): Promise<void> {
  const table = secretTables[policy.kind]
  const present = changes.flatMap(([row, change]) => (row ? [{ id: row.id, change }] : []))
  if (present.length > 1) await table.change(tx, idsOf(present), { state: 'revoked' })
  for (const { id, change } of present) await table.change(tx, [id], change)
}

async function add(series: SecretSeries, state: 'staged' | 'active', secret: string): Promise<ShownSecret> {
  const { tx, ownerId, now, endpoint = null, createdById } = series
  const table = tableOf(series)
  const version = (await table.newestVersion(tx, ownerId)) + 1
  const fingerprint = fingerprintOf(secret)
  await table.add(tx, ownerId, {
    id: newId('sec'),
    version,
    endpoint,
    state,
    ...(await sealValue({ owner: ownerId, version, purpose: table.purpose }, secret)),
    fingerprint,
    createdById,
    createdAt: now,
    activatedAt: state === 'active' ? now : null,
  })
  return { version, secret, fingerprint }
}

async function tellGrace({ tx, policy, ownerId }: SecretSeries, endsAt: Date): Promise<void> {
  await policy.onGrace?.(tx, ownerId, endsAt)
}

/** One that was sealed under a lost key can never sign. */
function opens(series: SecretSeries, { version, ...sealed }: StoredSecret): boolean {
  const { purpose } = tableOf(series)
  return tryUnsealValue({ owner: series.ownerId, version, purpose }, sealed) !== undefined
}

function requireOpen({ open }: SecretSeries, state: 'staged' | 'retiring'): StoredSecret {
  if (open?.state === state) return open
  throw new AppError(
    'wrong_state',
    `There is no ${state} secret. Reload the page to see the rotation’s state.`,
  )
}

function requireNoneOpen({ open }: SecretSeries): void {
  if (!open) return
  const until = open.graceEndsAt ? ` It ends ${open.graceEndsAt.toISOString()}.` : ''
  const advice =
    open.state === 'staged' ? ' Promote or cancel it first.' : ' Revoke the retiring secret to start another.'
  throw new AppError(
    'rotation_open',
    `A rotation is already in progress: v${open.version} is ${open.state}.${until}${advice}`,
  )
}

function tableOf({ policy }: Pick<SecretSeries, 'policy'>) {
  return secretTables[policy.kind]
}

function idsOf(rows: readonly { id: string }[]): string[] {
  return rows.map(({ id }) => id)
}

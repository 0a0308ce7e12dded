import { fingerprintOf } from '@/lib/domain/secrets/formats'
import { openValue, sealValue } from '@/lib/domain/secrets/secrets'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import type { Reader, Tx } from '@/lib/server/db'
import type { Sealed } from '@/lib/server/seal'

/** A secret of one installation, opened to sign with. It never leaves the server. */
export type InstallationSigningSecret = {
  id: string
  version: number
  secret: string
  fingerprint: string
  lastSignedAt: Date | null
}

/** Seals a team's secret for a widget as its next version. @throws AppError secrets_unavailable */
export async function createInstallationSecret(
  tx: Tx,
  input: {
    installationId: string
    secret: string
    state: 'active' | 'staged'
    endpoint?: string | undefined
    createdById: string
    now: Date
  },
): Promise<{ version: number; fingerprint: string }> {
  const { _max } = await tx.installationSecret.aggregate({
    where: { installationId: input.installationId },
    _max: { version: true },
  })
  const version = (_max.version ?? 0) + 1
  const fingerprint = fingerprintOf(input.secret)
  await tx.installationSecret.create({
    data: {
      id: newId('sec'),
      installationId: input.installationId,
      version,
      endpoint: input.endpoint ?? null,
      state: input.state,
      ...(await sealValue(bindingOf({ installationId: input.installationId, version }), input.secret)),
      fingerprint,
      createdById: input.createdById,
      createdAt: input.now,
      activatedAt: input.state === 'active' ? input.now : null,
    },
    select: { id: true },
  })
  return { version, fingerprint }
}

/**
 * The secrets of an installation that are live for an endpoint, the active one first; then, for a protocol whose calls carry several
 * signatures, the retiring ones. An endpoint without a secret of its own is signed by the one for all. @throws AppError secrets_unavailable
 */
export async function openInstallationSecrets(
  reader: Reader,
  input: { installationId: string; endpoint?: string | undefined },
  now: Date,
): Promise<InstallationSigningSecret[]> {
  const rows = await reader.installationSecret.findMany({
    where: {
      installationId: input.installationId,
      OR: [{ state: 'active' }, { state: 'retiring', graceEndsAt: { gt: now } }],
    },
    orderBy: { version: 'desc' },
    select: {
      id: true,
      version: true,
      endpoint: true,
      state: true,
      sealed: true,
      keyVersion: true,
      fingerprint: true,
      lastSignedAt: true,
    },
  })
  return openLive(rows, input)
}

/** A row of what is active, or retiring within its grace. */
export type SealedInstallationSecret = Omit<InstallationSigningSecret, 'secret'> &
  Sealed & { endpoint: string | null; state: string }

/** Of what an installation has, newest first, what `openInstallationSecrets` says. @throws AppError secrets_unavailable */
export function openLive(
  rows: SealedInstallationSecret[],
  input: { installationId: string; endpoint?: string | undefined },
): InstallationSigningSecret[] {
  const own = rows.filter((row) => row.endpoint !== null && row.endpoint === input.endpoint)
  const live = own.length > 0 ? own : rows.filter((row) => row.endpoint === null)
  return live
    .sort((one, other) => Number(other.state === 'active') - Number(one.state === 'active'))
    .map(({ endpoint: _, state: __, sealed, keyVersion, ...row }) => ({
      ...row,
      secret: openValue(
        bindingOf({ installationId: input.installationId, version: row.version }),
        sealed,
        keyVersion,
      ),
    }))
}

/** The secret that is staged for all endpoints or for one, to be tested before it signs. @throws AppError secrets_unavailable */
export async function openStagedSecret(
  reader: Reader,
  installationId: string,
): Promise<InstallationSigningSecret | undefined> {
  const row = await reader.installationSecret.findFirst({
    where: { installationId, state: 'staged' },
    orderBy: { version: 'desc' },
    select: {
      id: true,
      version: true,
      sealed: true,
      keyVersion: true,
      fingerprint: true,
      lastSignedAt: true,
    },
  })
  if (!row) return undefined
  const { sealed, keyVersion, ...described } = row
  const binding = bindingOf({ installationId, version: row.version })
  return { ...described, secret: openValue(binding, sealed, keyVersion) }
}

/** Every secret that teams have or had for a widget and that this process can open, the newest first. They never leave the server. */
export async function listInstallationSecrets(
  reader: Reader,
  { widgetId, most }: { widgetId: string; most: number },
): Promise<{ state: string; version: number; teamName: string; secret: string }[]> {
  const rows = await reader.installationSecret.findMany({
    where: { installation: { widgetId } },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: most,
    select: {
      installationId: true,
      version: true,
      state: true,
      sealed: true,
      keyVersion: true,
      installation: { select: { team: { select: { name: true } } } },
    },
  })
  return rows.flatMap(({ installation, sealed, keyVersion, installationId, ...row }) => {
    const binding = bindingOf({ installationId, version: row.version })
    const secret = tryOpen(() => openValue(binding, sealed, keyVersion))
    return secret === undefined ? [] : [{ ...row, teamName: installation.team.name, secret }]
  })
}

/** Undefined for what was sealed under a lost key. */
function tryOpen(open: () => string): string | undefined {
  try {
    return open()
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'secrets_unavailable') return undefined
    throw thrown
  }
}

/** Notes that a call was signed; at most once a second, as for a widget's own secret. */
export async function noteInstallationSigned(
  reader: Reader,
  secret: Pick<InstallationSigningSecret, 'id' | 'lastSignedAt'>,
  now: Date,
): Promise<void> {
  const before = new Date(now.getTime() - 1000)
  if (secret.lastSignedAt && secret.lastSignedAt >= before) return
  await reader.installationSecret.updateMany({
    where: { id: secret.id, OR: [{ lastSignedAt: null }, { lastSignedAt: { lt: before } }] },
    data: { lastSignedAt: now },
  })
}

function bindingOf({ installationId, version }: { installationId: string; version: number }) {
  return { owner: installationId, version, purpose: 'installation-secret' } as const
}

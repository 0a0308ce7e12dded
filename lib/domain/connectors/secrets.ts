import { fingerprintOf } from '@/lib/domain/secrets/formats'
import { type OpenSecret, openValue, sealValue } from '@/lib/domain/secrets/secrets'
import { pool, type Reader } from '@/lib/server/db'
import type { Sealed } from '@/lib/server/seal'

export type AcceptedSecret = OpenSecret & { endpoint: string | null; lastAcceptedAt: Date | null }

/** Seals a connector's secret as the given version. @throws AppError secrets_unavailable */
export async function sealConnectorSecret(input: { connectorId: string; version: number; secret: string }) {
  const sealed = await sealValue(bindingOf(input), input.secret)
  return { ...sealed, fingerprint: fingerprintOf(input.secret) }
}

const openedSecret = {
  id: true,
  connectorId: true,
  version: true,
  sealed: true,
  keyVersion: true,
  endpoint: true,
  fingerprint: true,
  lastAcceptedAt: true,
} as const

/** The secrets that a connector accepts now, the newest first. They never leave the server. @throws AppError secrets_unavailable */
export async function openConnectorSecrets(
  reader: Reader,
  connectorId: string,
  now: Date,
): Promise<AcceptedSecret[]> {
  const rows = await reader.connectorSecret.findMany({
    where: { connectorId, OR: [{ state: 'active' }, { state: 'retiring', graceEndsAt: { gt: now } }] },
    orderBy: { version: 'desc' },
    select: openedSecret,
  })
  return rows.map(openAccepted)
}

/** A connector as a call needs it. */
export type OpenedConnector = {
  id: string
  teamId: string
  frameOrigins: string[]
  unsignedParameters: string[]
  lifetimeHours: number
  postbackKeyHash: string | null
  apiBase: string | null
  frameSharedUntil: Date | null
  disabledAt: Date | null
}
type SecretRow = Omit<AcceptedSecret, 'secret'> & Sealed & { connectorId: string }

/** A connector as a call needs it, with the secrets that it accepts now, in one read. @throws AppError secrets_unavailable */
export async function openConnector(
  { connectorId, protocol }: { connectorId: string; protocol: string },
  now: Date,
): Promise<{ connector: OpenedConnector | null; secrets: AcceptedSecret[] }> {
  const { rows } = await pool().query<OpenedConnector & { secretId: string | null } & Omit<SecretRow, 'id'>>({
    name: 'open-connector',
    text: `SELECT c."id", c."teamId", c."frameOrigins", c."unsignedParameters", c."lifetimeHours", c."postbackKeyHash", c."apiBase",
        c."frameSharedUntil", c."disabledAt", s."id" AS "secretId", s."version", s."sealed", s."keyVersion", s."endpoint",
        s."fingerprint", s."lastAcceptedAt"
      FROM "Connector" c LEFT JOIN "ConnectorSecret" s ON s."connectorId" = c."id"
        AND (s."state" = 'active' OR (s."state" = 'retiring' AND s."graceEndsAt" > $3))
      WHERE c."id" = $1 AND c."protocol" = $2 AND c."deletedAt" IS NULL ORDER BY s."version" DESC`,
    values: [connectorId, protocol, now],
  })
  const secrets = rows.flatMap(
    ({ secretId, version, sealed, keyVersion, endpoint, fingerprint, lastAcceptedAt }) =>
      secretId === null
        ? []
        : openAccepted({
            id: secretId,
            connectorId,
            version,
            sealed,
            keyVersion,
            endpoint,
            fingerprint,
            lastAcceptedAt,
          }),
  )
  return { connector: rows[0] ?? null, secrets }
}

function openAccepted({ sealed, keyVersion, connectorId, ...row }: SecretRow): AcceptedSecret {
  const binding = bindingOf({ connectorId, version: row.version })
  return { ...row, secret: openValue(binding, sealed, keyVersion) }
}

/** Notes that a connector's secret verified a call; at most once a second, so that a busy connector's row is not fought over. */
export async function noteAccepted(reader: Reader, secret: AcceptedSecret, now: Date): Promise<void> {
  const before = new Date(now.getTime() - 1000)
  if (secret.lastAcceptedAt && secret.lastAcceptedAt >= before) return
  await reader.connectorSecret.updateMany({
    where: { id: secret.id, OR: [{ lastAcceptedAt: null }, { lastAcceptedAt: { lt: before } }] },
    data: { lastAcceptedAt: now },
  })
}

function bindingOf({ connectorId, version }: { connectorId: string; version: number }) {
  return { owner: connectorId, version, purpose: 'connector-secret' } as const
}

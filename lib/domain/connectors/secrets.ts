import type { LiveSecret, OpenSecret } from '@/lib/domain/secrets/opened'
import { openLiveForVerifying } from '@/lib/domain/secrets/openers'
import { pool } from '@/lib/server/db'

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

/** A connector as a call needs it, with the secrets that it accepts now, in one read. @throws AppError secrets_unavailable */
export async function openConnector(
  { connectorId, protocol }: { connectorId: string; protocol: string },
  now: Date,
): Promise<{ connector: OpenedConnector | null; secrets: OpenSecret[] }> {
  const { rows } = await pool().query<OpenedConnector & { secretId: string | null } & Omit<LiveSecret, 'id'>>(
    {
      name: 'open-connector',
      text: `SELECT c."id", c."teamId", c."frameOrigins", c."unsignedParameters", c."lifetimeHours", c."postbackKeyHash", c."apiBase",
        c."frameSharedUntil", c."disabledAt", s."id" AS "secretId", s."version", s."state"::text, s."sealed", s."keyVersion",
        s."endpoint", s."fingerprint", s."lastAcceptedAt" AS "lastUsedAt"
      FROM "Connector" c LEFT JOIN "ConnectorSecret" s ON s."connectorId" = c."id"
        AND (s."state" = 'active' OR (s."state" = 'retiring' AND s."graceEndsAt" > $3))
      WHERE c."id" = $1 AND c."protocol" = $2 AND c."deletedAt" IS NULL ORDER BY s."version" DESC`,
      values: [connectorId, protocol, now],
    },
  )
  const live = rows.flatMap(({ secretId, ...row }) => (secretId === null ? [] : [{ ...row, id: secretId }]))
  return { connector: rows[0] ?? null, secrets: openLiveForVerifying(connectorId, live) }
}

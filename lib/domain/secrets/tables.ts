import type { SecretPurpose } from '@/lib/domain/secrets/sealing'
import type { Reader, Tx } from '@/lib/server/db'
import type { Sealed } from '@/lib/server/seal'

export type SecretState = 'staged' | 'active' | 'retiring' | 'revoked'

/** A secret as its row has it, in whichever table. */
export type StoredSecret = Sealed & {
  id: string
  version: number
  /** The only endpoint that it is for; null: all. */
  endpoint: string | null
  state: SecretState
  fingerprint: string
  graceEndsAt: Date | null
  lastUsedAt: Date | null
  activatedAt?: Date | null
  probe?: unknown
}

export type SecretChange = {
  state?: SecretState
  activatedAt?: Date | null
  graceSeconds?: number | null
  graceEndsAt?: Date | null
  revokedAt?: Date | null
  revokeReason?: string | null
}

type NewSecret = Sealed & {
  id: string
  version: number
  endpoint: string | null
  state: 'staged' | 'active'
  fingerprint: string
  createdById: string
  createdAt: Date
  activatedAt: Date | null
}

/** One of the tables that hold secrets: what differs from one to the next is whose they are and which columns they have. */
export type SecretTable = {
  purpose: SecretPurpose
  /** Secrets that are not revoked, newest first. */
  findLive(reader: Reader, ownerId: string): Promise<StoredSecret[]>
  newestVersion(reader: Reader, ownerId: string): Promise<number>
  add(tx: Tx, ownerId: string, secret: NewSecret): Promise<unknown>
  change(tx: Tx, ids: string[], change: SecretChange): Promise<unknown>
  /** Unless a use was noted since `before`. */
  noteUsed(reader: Reader, id: string, now: Date, before: Date): Promise<unknown>
  /** Of what signs for partners: unless an acceptance was noted since `before`. */
  noteAccepted?(reader: Reader, ids: string[], now: Date, before: Date): Promise<unknown>
}

const live = { not: 'revoked' } as const
const newestFirst = { version: 'desc' } as const
const version = { version: true } as const
const stored = {
  id: true,
  version: true,
  state: true,
  sealed: true,
  keyVersion: true,
  fingerprint: true,
  graceEndsAt: true,
} as const

const widget: SecretTable = {
  purpose: 'widget-secret',
  findLive: async (reader, widgetId) => {
    const rows = await reader.secret.findMany({
      where: { widgetId, state: live },
      orderBy: newestFirst,
      select: { ...stored, activatedAt: true, lastSignedAt: true, probe: true },
    })
    return rows.map(({ lastSignedAt, ...row }) => ({ ...row, endpoint: null, lastUsedAt: lastSignedAt }))
  },
  newestVersion: async (reader, widgetId) =>
    (await reader.secret.aggregate({ where: { widgetId }, _max: version }))._max.version ?? 0,
  add: (tx, widgetId, { endpoint: _, ...row }) =>
    tx.secret.create({ data: { ...row, widgetId }, select: { id: true } }),
  change: (tx, ids, data) => tx.secret.updateMany({ where: { id: { in: ids } }, data }),
  noteUsed: (reader, id, now, before) =>
    reader.secret.updateMany({
      where: { id, OR: [{ lastSignedAt: null }, { lastSignedAt: { lt: before } }] },
      data: { lastSignedAt: now },
    }),
  noteAccepted: (reader, ids, now, before) =>
    reader.secret.updateMany({
      where: { id: { in: ids }, OR: [{ lastAcceptedAt: null }, { lastAcceptedAt: { lt: before } }] },
      data: { lastAcceptedAt: now },
    }),
}

const installation: SecretTable = {
  purpose: 'installation-secret',
  findLive: async (reader, installationId) => {
    const rows = await reader.installationSecret.findMany({
      where: { installationId, state: live },
      orderBy: newestFirst,
      select: { ...stored, endpoint: true, activatedAt: true, lastSignedAt: true },
    })
    return rows.map(({ lastSignedAt, ...row }) => ({ ...row, lastUsedAt: lastSignedAt }))
  },
  newestVersion: async (reader, installationId) =>
    (await reader.installationSecret.aggregate({ where: { installationId }, _max: version }))._max.version ??
    0,
  add: (tx, installationId, row) =>
    tx.installationSecret.create({ data: { ...row, installationId }, select: { id: true } }),
  change: (tx, ids, { graceSeconds: _, revokeReason: __, ...data }) =>
    tx.installationSecret.updateMany({ where: { id: { in: ids } }, data }),
  noteUsed: (reader, id, now, before) =>
    reader.installationSecret.updateMany({
      where: { id, OR: [{ lastSignedAt: null }, { lastSignedAt: { lt: before } }] },
      data: { lastSignedAt: now },
    }),
  noteAccepted: (reader, ids, now, before) =>
    reader.installationSecret.updateMany({
      where: { id: { in: ids }, OR: [{ lastAcceptedAt: null }, { lastAcceptedAt: { lt: before } }] },
      data: { lastAcceptedAt: now },
    }),
}

const connector: SecretTable = {
  purpose: 'connector-secret',
  findLive: async (reader, connectorId) => {
    const rows = await reader.connectorSecret.findMany({
      where: { connectorId, state: live },
      orderBy: newestFirst,
      select: { ...stored, endpoint: true, lastAcceptedAt: true },
    })
    return rows.map(({ lastAcceptedAt, ...row }) => ({ ...row, lastUsedAt: lastAcceptedAt }))
  },
  newestVersion: async (reader, connectorId) =>
    (await reader.connectorSecret.aggregate({ where: { connectorId }, _max: version }))._max.version ?? 0,
  add: (tx, connectorId, { activatedAt: _, ...row }) =>
    tx.connectorSecret.create({ data: { ...row, connectorId }, select: { id: true } }),
  change: (tx, ids, { graceSeconds: _, revokeReason: __, activatedAt: ___, ...data }) =>
    tx.connectorSecret.updateMany({ where: { id: { in: ids } }, data }),
  noteUsed: (reader, id, now, before) =>
    reader.connectorSecret.updateMany({
      where: { id, OR: [{ lastAcceptedAt: null }, { lastAcceptedAt: { lt: before } }] },
      data: { lastAcceptedAt: now },
    }),
}

const webhook: SecretTable = {
  purpose: 'webhook-secret',
  findLive: async (reader, endpointId) => {
    const rows = await reader.webhookSecret.findMany({
      where: { endpointId, state: live },
      orderBy: newestFirst,
      select: { ...stored, lastSignedAt: true },
    })
    return rows.map(({ lastSignedAt, ...row }) => ({ ...row, endpoint: null, lastUsedAt: lastSignedAt }))
  },
  newestVersion: async (reader, endpointId) =>
    (await reader.webhookSecret.aggregate({ where: { endpointId }, _max: version }))._max.version ?? 0,
  add: (tx, endpointId, { endpoint: _, activatedAt: __, ...row }) =>
    tx.webhookSecret.create({ data: { ...row, endpointId }, select: { id: true } }),
  change: (tx, ids, { graceSeconds: _, revokeReason: __, activatedAt: ___, ...data }) =>
    tx.webhookSecret.updateMany({ where: { id: { in: ids } }, data }),
  noteUsed: (reader, id, now, before) =>
    reader.webhookSecret.updateMany({
      where: { id, OR: [{ lastSignedAt: null }, { lastSignedAt: { lt: before } }] },
      data: { lastSignedAt: now },
    }),
}

/** Only the newest is kept, in the widget's one row: the previous one is gone. */
const sandbox: SecretTable = {
  purpose: 'sandbox-secret',
  findLive: async (reader, widgetId) => {
    const { state: _, graceEndsAt: __, id: ___, ...columns } = stored
    const row = await reader.sandboxSecret.findUnique({ where: { widgetId }, select: columns })
    const rest = {
      id: widgetId,
      endpoint: null,
      state: 'active',
      graceEndsAt: null,
      lastUsedAt: null,
    } as const
    return row ? [{ ...row, ...rest }] : []
  },
  newestVersion: async (reader, widgetId) =>
    (await reader.sandboxSecret.findUnique({ where: { widgetId }, select: version }))?.version ?? 0,
  add: (tx, widgetId, { id: _, endpoint: __, state: ___, activatedAt: ____, ...row }) =>
    tx.sandboxSecret.upsert({
      where: { widgetId },
      create: { ...row, widgetId },
      update: row,
      select: { widgetId: true },
    }),
  change: async () => {},
  noteUsed: async () => {},
}

export const secretTables = { widget, installation, connector, sandbox, webhook }
export type SecretKind = keyof typeof secretTables

import { acceptanceNotedEveryMs, notedEveryMs } from '@/lib/domain/secrets/durations.schema'
import { type SecretKind, type StoredSecret, secretTables } from '@/lib/domain/secrets/tables'
import { batchWrites } from '@/lib/server/batch-writes'
import { db, type Reader } from '@/lib/server/db'

/** A secret that is active, or retiring within its grace period, as read. */
export type LiveSecret = Omit<StoredSecret, 'graceEndsAt' | 'activatedAt' | 'probe'>

/** A secret, opened for one purpose. It never leaves the server. */
export type OpenSecret = Pick<StoredSecret, 'id' | 'version' | 'endpoint' | 'fingerprint' | 'lastUsedAt'> & {
  kind: SecretKind
  secret: string
}

/** Notes that a secret signed or verified, at most once a second and never back. */
export async function noteUsed(
  reader: Reader,
  { kind, id, lastUsedAt }: Pick<OpenSecret, 'kind' | 'id' | 'lastUsedAt'>,
  now: Date,
): Promise<void> {
  const before = new Date(now.getTime() - notedEveryMs)
  if (lastUsedAt && lastUsedAt >= before) return
  await secretTables[kind].noteUsed(reader, id, now, before)
}

type Accepted = { kind: 'widget' | 'installation'; id: string; now: Date }

/** Notes that a partner's server accepted what a secret signed, at most once a minute and never back. */
export const noteAccepted = batchWrites((accepted: Accepted[]) =>
  Promise.all(
    (['widget', 'installation'] as const).map(async (kind) => {
      const own = accepted.filter((entry) => entry.kind === kind)
      if (own.length === 0) return
      const now = new Date(Math.max(...own.map((entry) => entry.now.getTime())))
      const before = new Date(now.getTime() - acceptanceNotedEveryMs)
      const ids = own.map(({ id }) => id)
      await secretTables[kind].noteAccepted?.(db(), ids, now, before)
    }),
  ),
)

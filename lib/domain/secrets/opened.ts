import { notedEveryMs } from '@/lib/domain/secrets/durations.schema'
import { type SecretKind, type StoredSecret, secretTables } from '@/lib/domain/secrets/tables'
import type { Reader } from '@/lib/server/db'

/** A secret that is active, or retiring within its grace, as somebody read it. */
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

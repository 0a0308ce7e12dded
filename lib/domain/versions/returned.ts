import { versionFields } from '@/lib/domain/versions/content'
import type { Reader } from '@/lib/server/db'

/**
 * The version that was returned last on the way to one that is not approved yet, with the reviewer's reason. Null where none was since
 * the version that serves was approved.
 */
export function findReturned(reader: Reader, { id: widgetId, servingVersion, number }: Change) {
  return reader.widgetVersion.findFirst({
    where: { widgetId, state: 'returned', number: { gt: servingVersion?.number ?? 0, lte: number } },
    orderBy: { number: 'desc' },
    select: { ...versionFields, number: true, decisionReason: true, decidedAt: true },
  })
}

type Change = {
  id: string
  servingVersion: { number: number } | null
  /** Of the version that is on its way. */
  number: number
}

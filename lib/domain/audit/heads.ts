import { findAuditHash } from '@/lib/domain/audit/events'
import {
  type AuditHead,
  appendHead,
  auditHeadsFile,
  checkHead,
  readHeads,
  signHead,
} from '@/lib/server/audit-head'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'
import { log } from '@/lib/server/log'

/** Signs the newest event, and writes it where the database's owner does not reach: to the log, and to the file of heads. */
export async function signNewestEvent(now = databaseNow()): Promise<void> {
  const newest = await db().auditEvent.findFirst({
    orderBy: { sequence: 'desc' },
    select: { sequence: true, hash: true },
  })
  if (!newest?.hash) return
  const head = signHead({
    sequence: newest.sequence.toString(),
    hash: Buffer.from(newest.hash).toString('hex'),
    at: now.toISOString(),
  })
  log.info(head, 'audit head')
  const file = auditHeadsFile()
  if (!file) return
  await appendHead(file, head).catch((thrown: unknown) =>
    log.warn({ cause: String(thrown) }, 'the file of audit heads could not be written'),
  )
}

/** How a signed head compares with the log: only `kept` is sound, and `unknown` can't be judged without its key. */
export type HeadVerdict = { head: AuditHead; verdict: 'kept' | 'gone' | 'rewritten' | 'forged' | 'unknown' }

/** Compares every signed head of a file with the log. */
export async function compareHeads(file: string | undefined): Promise<HeadVerdict[]> {
  const heads = file ? await readHeads(file) : []
  const verdicts: HeadVerdict[] = []
  for (const head of heads) verdicts.push({ head, verdict: await judgeHead(head) })
  return verdicts
}

async function judgeHead(head: AuditHead): Promise<HeadVerdict['verdict']> {
  const signed = checkHead(head)
  if (signed !== 'genuine') return signed
  const hash = await findAuditHash(BigInt(head.sequence))
  if (!hash) return 'gone'
  return Buffer.from(hash).toString('hex') === head.hash ? 'kept' : 'rewritten'
}

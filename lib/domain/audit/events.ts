import type { Actor, EmbeddedActor } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/permissions'
import type { AuditAction, ListAuditInput } from '@/lib/domain/audit/events.schema'
import { escapeLike } from '@/lib/domain/text/search-text'
import { db, type Tx } from '@/lib/server/db'
import { Prisma } from '@/lib/server/prisma/client'

/** Whom an event is written for: a signed-in member, a user of an embedding CRM, or the portal itself. */
export type AuditActor = Actor | EmbeddedActor | { kind: 'system' }

type AuditRecord = {
  action: AuditAction
  subject: {
    type:
      | 'widget'
      | 'member'
      | 'team'
      | 'partner'
      | 'invitation'
      | 'account'
      | 'connector'
      | 'api_key'
      | 'location'
      | 'record'
      | 'step'
      | 'webhook'
      | 'embed'
    id: string
    name: string
  }
  partnerId?: string
  teamId?: string
  data?: Record<string, string | number | boolean | null | string[]>
  at: Date
}

/** Writes the event into the transaction of the change that it records. Never put a secret into `data`. */
export async function recordAudit(tx: Tx, actor: AuditActor, event: AuditRecord): Promise<void> {
  await tx.auditEvent.create({
    data: {
      at: event.at,
      action: event.action,
      ...describeActor(actor),
      subjectType: event.subject.type,
      subjectId: event.subject.id,
      subjectName: event.subject.name,
      partnerId: event.partnerId ?? null,
      teamId: event.teamId ?? null,
      data: event.data ?? {},
    },
    select: { sequence: true },
  })
}

function describeActor(actor: AuditActor): { actorId: string | null; actorName: string } {
  if (actor.kind === 'system') return { actorId: null, actorName: 'Framegate' }
  if (actor.kind === 'anonymous') return { actorId: null, actorName: 'Someone not signed in' }
  const member = actor.kind === 'embedded' ? actor.member : actor
  if (member) return { actorId: member.userId, actorName: member.name }
  return { actorId: null, actorName: actor.kind === 'embedded' ? actor.user.name : '' }
}

const pageSize = 50
const exportBatch = 1_000

/**
 * The events of the actor's organisation; newest first, by cursor. For a reviewer those of all organisations with the name of each, without
 * what a team's records say, and without widgets that nobody submitted.
 */
export function listAuditEvents(actor: Actor, input: ListAuditInput) {
  return readEvents(actor, input, pageSize)
}

/** The same, in larger batches for a file. */
export function exportAuditEvents(actor: Actor, input: ListAuditInput) {
  return readEvents(actor, input, exportBatch)
}

async function readEvents(actor: Actor, input: ListAuditInput, take: number) {
  const member = requirePermission(actor, 'audit.read')
  const isReview = member.kind === 'reviewer'
  const conditions = [
    ...(member.kind === 'partner' ? [Prisma.sql`"partnerId" = ${member.partnerId}`] : []),
    ...(member.kind === 'team' ? [Prisma.sql`"teamId" = ${member.teamId}::uuid`] : []),
    ...(isReview ? [isNoDraft] : []),
    ...(input.action ? [Prisma.sql`"action" LIKE ${`${input.action}.%`}`] : []),
    ...(input.actor ? [Prisma.sql`"actorName" ILIKE ${`%${escapeLike(input.actor)}%`}`] : []),
    ...(input.subject ? [Prisma.sql`"subjectId" = ${input.subject}`] : []),
    ...(input.from ? [Prisma.sql`"at" >= ${input.from}`] : []),
    ...(input.to ? [Prisma.sql`"at" < ${dayAfter(input.to)}`] : []),
    ...(input.cursor ? [Prisma.sql`"sequence" < ${BigInt(input.cursor)}`] : []),
  ]
  const where = conditions.length > 0 ? Prisma.sql`WHERE ${Prisma.join(conditions, ' AND ')}` : Prisma.empty
  const rows = await db().$queryRaw<AuditRow[]>`
    SELECT "sequence", "at", "action", "actorName", "subjectType", "subjectId", "subjectName", "data",
      (SELECT "name" FROM "Partner" p WHERE p."id" = e."partnerId") AS "partnerName",
      (SELECT "name" FROM "Team" t WHERE t."id" = e."teamId") AS "teamName"
    FROM "AuditEvent" e ${where} ORDER BY "sequence" DESC LIMIT ${take + 1}`
  const events = rows.slice(0, take).map(({ partnerName, teamName, ...row }) => ({
    ...(isReview ? withoutContent(row) : row),
    sequence: row.sequence.toString(),
    organisation: [partnerName, teamName].filter((name) => name !== null).join(', '),
    data: Object.entries(row.data).filter(([key]) => !isReview || !contentFacts.includes(key)),
  }))
  return { events, nextCursor: rows.length > take ? events.at(-1)?.sequence : undefined }
}

type AuditRow = {
  sequence: bigint
  at: Date
  action: string
  actorName: string
  subjectType: string
  subjectId: string
  subjectName: string
  data: Record<string, string | number | boolean | null | string[]>
  partnerName: string | null
  teamName: string | null
}

/**
 * Reviewers read nothing of a widget that was never submitted but their own suspensions. The log says whether it was, so that a deleted
 * widget keeps its history.
 */
const isNoDraft = Prisma.sql`("subjectType" <> 'widget' OR "action" IN ('widget.suspended', 'widget.reinstated') OR EXISTS (
  SELECT 1 FROM "AuditEvent" s WHERE s."subjectId" = e."subjectId" AND s."action" = 'widget.submitted'))`

/** Facts that have words of a team's records in them. */
const contentFacts = ['subject']

/** An email’s subject and a step’s title are a team's records. */
const contentSubjects: Record<string, string> = { record: 'A record', step: 'A step' }

function withoutContent<Row extends { subjectType: string; subjectName: string }>(row: Row): Row {
  return { ...row, subjectName: contentSubjects[row.subjectType] ?? row.subjectName }
}

/** Few enough that a statement over them ends in time. */
const pieceSize = 20_000

type Progress = { checked: number; sequence: string }

/**
 * Recomputes the chain, a piece at a time. Returns the sequence of the first row that does not fit, or undefined, and how many rows
 * were read.
 */
export async function verifyAudit({
  onPiece = () => undefined,
  rowsEach = pieceSize,
}: {
  onPiece?: (progress: Progress) => void
  rowsEach?: number
} = {}): Promise<{ checked: number; firstBad: string | undefined }> {
  let checked = 0
  let firstBad: string | undefined
  let last = { sequence: 0n, hash: null as Uint8Array | null }
  for (;;) {
    const [piece] = await db().$queryRaw<[Piece]>`
      SELECT count(*)::int AS checked, min(sequence) FILTER (WHERE NOT sound) AS bad, max(sequence) AS last FROM (
        SELECT (e).sequence, (e).hash IS NOT DISTINCT FROM
          audit_digest(coalesce(lag((e).hash) OVER (ORDER BY (e).sequence), ${last.hash}::bytea), e) AS sound
        FROM (SELECT e FROM "AuditEvent" e WHERE e.sequence > ${last.sequence} ORDER BY e.sequence LIMIT ${rowsEach}::int) rows
      ) chain`
    if (piece.last === null) return { checked, firstBad }
    checked += piece.checked
    firstBad ??= piece.bad?.toString()
    last = { sequence: piece.last, hash: await findAuditHash(piece.last) }
    onPiece({ checked, sequence: piece.last.toString() })
  }
}

type Piece = { checked: number; bad: bigint | null; last: bigint | null }

/** The hash of one event, or null if it is not in the log. */
export async function findAuditHash(sequence: bigint): Promise<Uint8Array | null> {
  const row = await db().auditEvent.findUnique({ where: { sequence }, select: { hash: true } })
  return row?.hash ?? null
}

function dayAfter(date: Date): Date {
  return new Date(date.getTime() + 24 * 60 * 60 * 1000)
}

import type { Actor } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/permissions'
import type { AuditAction, ListAuditInput } from '@/lib/domain/audit.schema'
import { escapeLike } from '@/lib/domain/search-text'
import { db, type Tx } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'

/** Who an event is written for: somebody signed in, or the portal itself. */
export type AuditActor = Actor | { kind: 'system' }

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
    id: string
    name: string
  }
  partnerId?: string
  teamId?: string
  data?: Record<string, string | number | boolean | null | string[]>
  at: Date
}

/** Writes the event into the transaction of the change it tells of. Never put a secret into `data`. */
export async function recordAudit(tx: Tx, actor: AuditActor, event: AuditRecord): Promise<void> {
  const isMember = actor.kind !== 'anonymous' && actor.kind !== 'system'
  await tx.auditEvent.create({
    data: {
      at: event.at,
      action: event.action,
      actorId: isMember ? actor.userId : null,
      actorName: isMember ? actor.name : actor.kind === 'system' ? 'Framegate' : 'Somebody not signed in',
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

const pageSize = 50

/** The events of the actor's organisation, of everything for a reviewer; newest first, by cursor. */
export async function listAuditEvents(actor: Actor, input: ListAuditInput) {
  const member = requirePermission(actor, 'audit.read')
  const where: Prisma.AuditEventWhereInput = {
    ...(member.kind === 'partner' ? { partnerId: member.partnerId } : {}),
    ...(member.kind === 'team' ? { teamId: member.teamId } : {}),
    ...(input.action ? { action: { startsWith: `${input.action}.` } } : {}),
    ...(input.actor
      ? { actorName: { contains: escapeLike(input.actor), mode: 'insensitive' as const } }
      : {}),
    ...(input.subject ? { subjectId: input.subject } : {}),
    ...(input.from || input.to
      ? {
          at: { ...(input.from ? { gte: input.from } : {}), ...(input.to ? { lt: dayAfter(input.to) } : {}) },
        }
      : {}),
    ...(input.cursor ? { sequence: { lt: BigInt(input.cursor) } } : {}),
  }
  const rows = await db().auditEvent.findMany({
    where,
    orderBy: { sequence: 'desc' },
    take: pageSize + 1,
    select: {
      sequence: true,
      at: true,
      action: true,
      actorName: true,
      subjectType: true,
      subjectId: true,
      subjectName: true,
      data: true,
    },
  })
  const events = rows.slice(0, pageSize).map((row) => ({
    ...row,
    sequence: row.sequence.toString(),
    data: Object.entries(row.data as Record<string, string | number | boolean | null | string[]>),
  }))
  return { events, nextCursor: rows.length > pageSize ? events.at(-1)?.sequence : undefined }
}

/** Recomputes the chain. Returns the sequence of the first row that does not fit, or undefined, and how many rows were read. */
export async function verifyAudit(): Promise<{ checked: number; firstBad: string | undefined }> {
  const [result] = await db().$queryRaw<[{ checked: bigint; bad: bigint | null }]>`
    SELECT count(*) AS checked, min(sequence) FILTER (WHERE NOT sound) AS bad FROM (
      SELECT e.sequence, e.hash IS NOT DISTINCT FROM audit_digest(lag(e.hash) OVER (ORDER BY e.sequence), e) AS sound FROM "AuditEvent" e
    ) chain`
  return { checked: Number(result.checked), firstBad: result.bad?.toString() }
}

function dayAfter(date: Date): Date {
  return new Date(date.getTime() + 24 * 60 * 60 * 1000)
}

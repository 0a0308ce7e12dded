import { z } from 'zod'
import { type Actor, requireReviewer } from '@/lib/auth/permissions'
import type { AuditAction } from '@/lib/domain/audit/events.schema'
import { countRequired, findReportOf } from '@/lib/domain/certification/runs'
import { escapeLike, toSearchText } from '@/lib/domain/text/search-text'
import { changedFields, versionFields } from '@/lib/domain/versions/content'
import { hashVersion } from '@/lib/domain/versions/hash'
import { noteVersion } from '@/lib/domain/versions/notes'
import { findReturned } from '@/lib/domain/versions/returned'
import { submittedVersion, submittedWidget, suspendableWidget } from '@/lib/domain/versions/submitted'
import { changeState, statusSelect, widgetStatus } from '@/lib/domain/widgets/status'
import type { ListWidgetsInput } from '@/lib/domain/widgets/widgets.schema'
import { notFound } from '@/lib/errors'
import { db } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'

const pageSize = 50

/** The versions that wait for a decision, longest waiting first. */
export async function listQueue(actor: Actor, input: { cursor?: string | undefined } = {}) {
  const reviewer = requireReviewer(actor, 'review.read')
  const rows = await db().widgetVersion.findMany({
    where: { state: 'in_review' },
    orderBy: [{ submittedAt: 'asc' }, { id: 'asc' }],
    take: pageSize + 1,
    ...(input.cursor ? { cursor: { id: input.cursor }, skip: 1 } : {}),
    select: {
      id: true,
      widgetId: true,
      number: true,
      submittedAt: true,
      ...versionFields,
      createdById: true,
      submittedById: true,
      widget: {
        select: {
          servingVersion: { select: { number: true } },
          partner: { select: { name: true } },
          versions: {
            where: { state: 'returned' },
            orderBy: { number: 'desc' },
            take: 1,
            select: { number: true },
          },
        },
      },
    },
  })
  const certified = await countRequired(rows.map(({ id }) => id))
  const entries = rows.slice(0, pageSize).map(({ createdById, submittedById, widget, ...row }) => ({
    id: row.id,
    widgetId: row.widgetId,
    number: row.number,
    name: row.name,
    icon: row.icon,
    colour: row.colour,
    submittedAt: row.submittedAt,
    contentHash: hashVersion(row),
    partnerName: widget.partner.name,
    servingNumber: widget.servingVersion?.number,
    returnedNumber: widget.versions.find(({ number }) => number > (widget.servingVersion?.number ?? 0))
      ?.number,
    isOwn: [createdById, submittedById].includes(reviewer.userId),
    certification: certified.get(row.id),
  }))
  return { entries, nextCursor: rows.length > pageSize ? entries.at(-1)?.id : undefined }
}

/** How many versions wait for a decision. */
export async function countQueue(actor: Actor): Promise<number> {
  requireReviewer(actor, 'review.read')
  return db().widgetVersion.count({ where: { state: 'in_review' } })
}

const newestSubmitted = { where: submittedVersion, orderBy: { number: 'desc' }, take: 1 } as const

/**
 * Every widget that reviewers may suspend, newest first: submitted ones as they serve or were submitted last, and drafts that a team tests,
 * of which they see name, partner and status.
 */
export async function listAllWidgets(actor: Actor, input: ListWidgetsInput) {
  requireReviewer(actor, 'review.read')
  const search = input.query ? toSearchText(input.query) : ''
  const rows = await db().widget.findMany({
    where: {
      ...suspendableWidget,
      ...(search ? { AND: [searchFor(search, input.query ?? '')] } : {}),
      ...(input.status === 'suspended' ? { suspendedAt: { not: null } } : {}),
      ...(input.status === 'approved' ? { suspendedAt: null, servingVersionId: { not: null } } : {}),
      ...(input.status === 'testing'
        ? { suspendedAt: null, servingVersionId: null, testState: 'accepted' as const }
        : {}),
      ...(input.status === 'in_review' ? { workingVersion: { state: 'in_review' as const } } : {}),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: pageSize + 1,
    ...(input.cursor ? { cursor: { id: input.cursor }, skip: 1 } : {}),
    select: {
      id: true,
      protocol: true,
      createdAt: true,
      suspensionReason: true,
      failureEscalatedAt: true,
      ...statusSelect,
      partner: { select: { name: true } },
      servingVersion: { select: { name: true, number: true, icon: true, colour: true, url: true } },
      workingVersion: { select: { state: true, name: true } },
      testVersion: { select: { name: true } },
      versions: {
        ...newestSubmitted,
        select: { name: true, number: true, icon: true, colour: true, url: true },
      },
    },
  })
  const widgets = rows.slice(0, pageSize).map((row) => {
    const shown = row.servingVersion ?? row.versions[0]
    return {
      id: row.id,
      protocol: row.protocol,
      createdAt: row.createdAt,
      suspensionReason: row.suspensionReason,
      failureEscalatedAt: row.failureEscalatedAt,
      partnerName: row.partner.name,
      status: widgetStatus(row),
      change: changeState(row),
      name: shown?.name ?? row.testVersion?.name ?? row.workingVersion?.name ?? row.id,
      icon: shown?.icon ?? 'box',
      colour: shown?.colour ?? 'slate',
      /** Null where it was never submitted: there is nothing to open. */
      submitted: shown ? { number: shown.number, url: shown.url } : null,
    }
  })
  return { widgets, nextCursor: rows.length > pageSize ? widgets.at(-1)?.id : undefined }
}

/** A draft is found by what reviewers see of it: a match in its description would tell what it says. */
function searchFor(search: string, query: string): Prisma.WidgetWhereInput {
  const named = { contains: escapeLike(query), mode: 'insensitive' } as const
  return {
    OR: [
      { ...submittedWidget, searchText: { contains: escapeLike(search) } },
      {
        versions: { none: submittedVersion },
        OR: [
          { testVersion: { name: named } },
          { testVersionId: null, workingVersion: { name: named } },
          { partner: { name: named } },
        ],
      },
    ],
  }
}

/** One widget as a reviewer decides on it: what changed against what serves, the evidence, the history. @throws AppError not_found */
export async function getReview(actor: Actor, input: { widgetId: string }) {
  const reviewer = requireReviewer(actor, 'review.read')
  const row = await db().widget.findFirst({
    where: { id: input.widgetId, ...submittedWidget },
    select: {
      id: true,
      protocol: true,
      createdAt: true,
      testDecidedAt: true,
      testTeamId: true,
      suspensionReason: true,
      failingSince: true,
      failureEscalatedAt: true,
      ...statusSelect,
      partner: { select: { id: true, name: true, createdAt: true } },
      servingVersion: { select: { ...versionFields, id: true, number: true } },
      workingVersion: {
        select: {
          ...versionFields,
          id: true,
          number: true,
          state: true,
          createdById: true,
          submittedById: true,
          submittedAt: true,
          submitNote: true,
          submittedBy: { select: { name: true } },
        },
      },
      versions: { ...newestSubmitted, select: { ...versionFields, id: true, number: true } },
    },
  })
  if (!row) throw notFound('widget')
  const pending = row.workingVersion?.state === 'in_review' ? row.workingVersion : undefined
  const shown = pending ?? row.servingVersion ?? row.versions[0]
  if (!shown) throw notFound('widget')
  const [returned, teams, launches, history, testTeam, certification] = await Promise.all([
    pending ? findReturned(db(), { ...row, number: pending.number }) : null,
    db().placementSwitch.groupBy({ by: ['teamId'], where: { widgetId: row.id, enabled: true } }),
    db().launch.groupBy({
      by: ['versionId', 'outcome'],
      where: { widgetId: row.id },
      _count: { _all: true },
    }),
    listWidgetHistory(row.id),
    row.testState === 'accepted' && row.testTeamId
      ? db().team.findFirst({ where: { id: row.testTeamId }, select: { name: true } })
      : null,
    findReportOf(shown, { widgetId: row.id }),
  ])
  const countLaunches = (versionId: string) => {
    const own = launches.filter((entry) => entry.versionId === versionId)
    const countOf = (outcome: string) => own.find((entry) => entry.outcome === outcome)?._count._all ?? 0
    return {
      total: own.reduce((sum, entry) => sum + entry._count._all, 0),
      shown: countOf('shown'),
      failed: countOf('failed'),
    }
  }
  return {
    id: row.id,
    protocol: row.protocol,
    status: widgetStatus(row),
    suspensionReason: row.suspensionReason,
    suspendedAt: row.suspendedAt,
    partner: row.partner,
    serving: row.servingVersion,
    pending,
    contentHash: hashVersion(shown),
    shown,
    /** What this very change was returned for before, with the fields that answer it. */
    returned: returned && pending ? { ...returned, changed: changedFields(returned, pending) } : null,
    changed: pending ? (row.servingVersion ? changedFields(row.servingVersion, pending) : undefined) : [],
    isOwn: pending ? [pending.createdById, pending.submittedById].includes(reviewer.userId) : false,
    evidence: {
      testTeamName: testTeam?.name,
      testedSince: row.testState === 'accepted' ? row.testDecidedAt : null,
      teamCount: teams.length,
      launches: countLaunches(shown.id),
      servingLaunches:
        row.servingVersion && row.servingVersion.id !== shown.id
          ? countLaunches(row.servingVersion.id)
          : undefined,
    },
    certification,
    failingSince: row.failureEscalatedAt ? row.failingSince : null,
    notes: noteVersion(pending ? row.servingVersion : shown, shown),
    history,
  }
}

const historyActions = [
  'widget.submitted',
  'widget.withdrawn',
  'widget.approved',
  'widget.returned',
  'widget.suspended',
  'widget.reinstated',
  'widget.stopped',
  'widget.resumed',
  'widget.archived',
  'widget.restored',
] as const satisfies AuditAction[]
const historyData = z.object({
  version: z.number().optional(),
  reason: z.string().optional(),
  note: z.string().optional(),
})

/** The decisions on a widget with their reasons, newest first, from the audit log: a version keeps only its latest state. */
async function listWidgetHistory(widgetId: string) {
  const rows = await db().auditEvent.findMany({
    where: { subjectId: widgetId, action: { in: [...historyActions] } },
    orderBy: { sequence: 'desc' },
    take: 20,
    select: { sequence: true, at: true, action: true, actorName: true, data: true },
  })
  return rows.map(({ sequence, action, data, ...row }) => ({
    ...row,
    ...historyData.parse(data),
    id: sequence.toString(),
    action: action as (typeof historyActions)[number],
  }))
}

import { type Actor, requirePartner } from '@/lib/auth/permissions'
import { escapeLike, toSearchText } from '@/lib/domain/text/search-text'
import { versionFields, versionRow } from '@/lib/domain/versions/content'
import { findReturned } from '@/lib/domain/versions/returned'
import { changeState, statusSelect, widgetStatus } from '@/lib/domain/widgets/status'
import { revisionOf } from '@/lib/domain/widgets/widgets'
import type { ListWidgetsInput, WidgetStatus } from '@/lib/domain/widgets/widgets.schema'
import { notFound } from '@/lib/errors'
import { db } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'

const pageSize = 50

/** The partner's widgets, newest first, by cursor. Archived ones only when that status is asked for. */
export async function listWidgets(actor: Actor, input: ListWidgetsInput) {
  const partner = requirePartner(actor, 'widget.read')
  const search = input.query ? toSearchText(input.query) : ''
  const rows = await db().widget.findMany({
    where: {
      partnerId: partner.partnerId,
      ...(search ? { searchText: { contains: escapeLike(search) } } : {}),
      ...(input.status ? whereStatus(input.status) : { archivedAt: null }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: pageSize + 1,
    ...(input.cursor ? { cursor: { id: input.cursor }, skip: 1 } : {}),
    select: {
      id: true,
      protocol: true,
      failingSince: true,
      ...statusSelect,
      servingVersion: { select: { ...versionFields, number: true } },
      workingVersion: { select: { ...versionFields, number: true, state: true, updatedAt: true } },
      secrets: {
        where: { state: { not: 'revoked' } },
        select: { version: true, state: true, fingerprint: true, lastSignedAt: true },
      },
    },
  })
  const signedForTeams = await readLastSignedForTeams(rows.map(({ id }) => id))
  const widgets = rows.slice(0, pageSize).map((row) => {
    const activeSecret = row.secrets.find((secret) => secret.state === 'active')
    const shown = row.servingVersion ?? row.workingVersion
    return {
      id: row.id,
      protocol: row.protocol,
      status: widgetStatus(row),
      change: changeState(row),
      failingSince: row.failingSince,
      version: shown?.number ?? 1,
      name: shown?.name ?? '',
      url: shown?.url ?? '',
      placements: shown?.placements ?? [],
      icon: shown?.icon ?? 'box',
      colour: shown?.colour ?? 'slate',
      activeSecret,
      /** Where each team has its own secret: by any of them. */
      lastSignedAt: activeSecret?.lastSignedAt ?? signedForTeams.get(row.id) ?? null,
      hasOpenRotation: row.secrets.some((secret) => secret.state !== 'active'),
    }
  })
  return { widgets, nextCursor: rows.length > pageSize ? widgets.at(-1)?.id : undefined }
}

/** When a secret that a team has with each of these widgets last signed. */
async function readLastSignedForTeams(widgetIds: string[]): Promise<ReadonlyMap<string, Date>> {
  const rows = await db().$queryRaw<{ widgetId: string; at: Date }[]>`
    SELECT i."widgetId", max(s."lastSignedAt") AS at
    FROM "Installation" i JOIN "InstallationSecret" s ON s."installationId" = i."id"
    WHERE i."widgetId" = ANY(${widgetIds}) AND s."lastSignedAt" IS NOT NULL GROUP BY i."widgetId"`
  return new Map(rows.map(({ widgetId, at }) => [widgetId, at]))
}

/** One of the partner's widgets with everything its pages show. @throws AppError not_found */
export async function getWidget(actor: Actor, input: { widgetId: string }) {
  const partner = requirePartner(actor, 'widget.read')
  const row = await db().widget.findFirst({
    where: { id: input.widgetId, partnerId: partner.partnerId },
    select: {
      id: true,
      protocol: true,
      createdAt: true,
      testTeamId: true,
      testRequestedAt: true,
      testDecidedAt: true,
      suspensionReason: true,
      stopReason: true,
      failingSince: true,
      failureEscalatedAt: true,
      ...statusSelect,
      servingVersion: { select: versionRow },
      workingVersion: { select: { ...versionRow, submittedAt: true } },
      _count: { select: { versions: true } },
    },
  })
  const current = row?.workingVersion ?? row?.servingVersion
  if (!row || !current) throw notFound('widget')
  const { _count, ...widget } = row
  const returned = row.workingVersion
    ? await findReturned(db(), { ...row, number: row.workingVersion.number })
    : null
  const liveTeams = await db().placementSwitch.groupBy({
    by: ['teamId'],
    where: { widgetId: row.id, enabled: true },
  })
  const team =
    row.testState === 'accepted' && row.testTeamId
      ? await db().team.findFirst({ where: { id: row.testTeamId }, select: { name: true } })
      : null
  return {
    ...widget,
    // A refusal and an unknown id answer alike: both stay a request that waits.
    ...(widget.testState === 'declined' ? { testState: 'requested' as const, testDecidedAt: null } : {}),
    current,
    /** Why the reviewers returned this change, until it is approved. */
    returned: returned && {
      number: returned.number,
      reason: returned.decisionReason ?? '',
      at: returned.decidedAt,
    },
    status: widgetStatus(row),
    change: changeState(row),
    revision: revisionOf(current),
    versionCount: _count.versions,
    teamCount: liveTeams.length,
    // A team's name is told only once it accepted.
    testTeamName: team?.name,
  }
}

/** Every version of a widget with its decision and reason, newest first. */
export async function listVersions(actor: Actor, input: { widgetId: string }) {
  const partner = requirePartner(actor, 'widget.read')
  const versions = await db().widgetVersion.findMany({
    where: { widget: { id: input.widgetId, partnerId: partner.partnerId } },
    orderBy: { number: 'desc' },
    take: 100,
    select: {
      id: true,
      number: true,
      state: true,
      createdAt: true,
      submittedAt: true,
      submitNote: true,
      decidedAt: true,
      decisionReason: true,
      createdBy: { select: { name: true } },
      submittedBy: { select: { name: true } },
      ...versionFields,
    },
  })
  if (versions.length === 0) throw notFound('widget')
  return versions
}

function whereStatus(status: WidgetStatus): Prisma.WidgetWhereInput {
  const live = { suspendedAt: null, stoppedAt: null }
  switch (status) {
    case 'archived':
      return { archivedAt: { not: null } }
    case 'suspended':
      return { suspendedAt: { not: null }, archivedAt: null }
    case 'stopped':
      return { suspendedAt: null, stoppedAt: { not: null }, archivedAt: null }
    case 'approved':
      return { ...live, servingVersionId: { not: null } }
    case 'in_review':
    case 'returned':
      return { ...live, workingVersion: { state: status } }
    case 'testing':
      return { ...live, servingVersionId: null, testState: 'accepted', workingVersion: { state: 'draft' } }
    case 'draft':
      return {
        ...live,
        servingVersionId: null,
        workingVersion: { state: 'draft' },
        OR: [{ testState: null }, { testState: { not: 'accepted' } }],
      }
  }
}

import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import type {
  ListInstallationsInput,
  SwitchPlacementInput,
} from '@/lib/domain/installations/installations.schema'
import { sourceOfTeamSecret } from '@/lib/domain/protocols/facts.schema'
import { type Placement, placementPlace, placements } from '@/lib/domain/protocols/placements.schema'
import { escapeLike, toSearchText } from '@/lib/domain/text/search-text'
import { versionFields } from '@/lib/domain/versions/content'
import { hashVersion, requireAsRead } from '@/lib/domain/versions/hash'
import { AppError, notFound } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Tx } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'

const pageSize = 50

/** A widget that a team may see: approved for all, or in team testing with this very team; not an archived one. */
export function visibleTo(teamId: string): Prisma.WidgetWhereInput {
  return { archivedAt: null, OR: [{ servingVersionId: { not: null } }, isTestedBy(teamId)] }
}

/** The version that opens for a team: the one that its admin accepted for the team that tests it, the approved one for all others. */
export function effectiveVersion<Version>(
  widget: {
    testTeamId: string | null
    testState: string | null
    servingVersion: Version | null
    testVersion: Version | null
  },
  teamId: string,
): Version | null {
  const isTester = widget.testState === 'accepted' && widget.testTeamId === teamId
  return (isTester ? (widget.testVersion ?? widget.servingVersion) : widget.servingVersion) ?? null
}

const widgetSelect = {
  id: true,
  protocol: true,
  testTeamId: true,
  testState: true,
  suspendedAt: true,
  suspensionReason: true,
  stoppedAt: true,
  partner: { select: { id: true, name: true } },
  servingVersion: { select: { ...versionFields, id: true } },
  testVersion: { select: { ...versionFields, id: true } },
} as const satisfies Prisma.WidgetSelect

/** The widgets that a team can enable, with the enabled placements, by whom and since when. Agents see the same and cannot switch. */
export async function listInstallations(actor: Actor, input: ListInstallationsInput) {
  const team = requireTeam(actor, 'installation.read')
  const where = whereListed(team.teamId, input)
  const [rows, memberCount, partners, counts] = await Promise.all([
    db().widget.findMany({
      where,
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      take: pageSize + 1,
      ...(input.cursor ? { cursor: { id: input.cursor }, skip: 1 } : {}),
      select: {
        ...widgetSelect,
        installations: installationOf(team.teamId),
        switches: {
          where: { teamId: team.teamId },
          select: {
            placement: true,
            enabled: true,
            switchedAt: true,
            withdrawnAt: true,
            switchedBy: { select: { id: true, name: true } },
          },
        },
      },
    }),
    countMembers(team.teamId),
    db().partner.findMany({
      where: { widgets: { some: visibleTo(team.teamId) } },
      orderBy: { name: 'asc' },
      take: 100,
      select: { id: true, name: true },
    }),
    countByShow(team.teamId, input),
  ])
  const widgets = rows.slice(0, pageSize).flatMap(({ switches, installations, ...row }) => {
    const version = effectiveVersion(row, team.teamId)
    if (!version) return []
    return [
      {
        id: row.id,
        protocol: row.protocol,
        /** What has to be done before it can be enabled. */
        needs: findNeed(row.protocol, installations[0]),
        name: version.name,
        description: version.description,
        contentHash: hashVersion(version),
        icon: version.icon,
        colour: version.colour,
        partner: row.partner,
        isTesting:
          row.servingVersion === null ||
          (row.testState === 'accepted' && row.testTeamId === team.teamId && row.testVersion !== null),
        isApproved: row.servingVersion !== null,
        suspendedAt: row.suspendedAt,
        suspensionReason: row.suspensionReason,
        stoppedAt: row.stoppedAt,
        placements: placements.map((placement) => {
          const state = switches.find((entry) => entry.placement === placement)
          return {
            placement,
            isOffered: version.placements.includes(placement),
            enabled: state?.enabled ?? false,
            switchedAt: state?.switchedAt,
            switchedBy: state
              ? { name: state.switchedBy.name, isYou: state.switchedBy.id === team.userId }
              : undefined,
            withdrawnAt: state?.withdrawnAt ?? undefined,
          }
        }),
      },
    ]
  })
  return {
    widgets,
    memberCount,
    partners,
    counts,
    nextCursor: rows.length > pageSize ? rows[pageSize - 1]?.id : undefined,
  }
}

/** The admins who decide, for the agents' notice. */
export async function listDeciders(actor: Actor): Promise<string[]> {
  const team = requireTeam(actor, 'installation.read')
  const admins = await db().user.findMany({
    where: { teamId: team.teamId, role: 'admin', removedAt: null },
    orderBy: { name: 'asc' },
    take: 5,
    select: { name: true },
  })
  return admins.map((admin) => admin.name)
}

/**
 * Switches a placement for the whole team. Setting what is set already changes nothing and writes no event.
 * @throws AppError not_found, changed_since_read, wrong_state for a placement that the widget does not offer, widget_suspended, not_connected, no_secret
 */
export async function switchPlacement(actor: Actor, input: SwitchPlacementInput, now = databaseNow()) {
  const team = requireTeam(actor, 'installation.switch')
  return inTransaction(async (tx) => {
    const [locked] = await tx.$queryRaw<
      { id: string }[]
    >`SELECT id FROM "Widget" WHERE id = ${input.widgetId} FOR SHARE`
    const widget = locked
      ? await tx.widget.findFirst({
          where: { id: locked.id, ...visibleTo(team.teamId) },
          select: widgetSelect,
        })
      : null
    const version = widget ? effectiveVersion(widget, team.teamId) : null
    if (!widget || !version) throw notFound('widget')
    if (input.enabled) requireAsRead(version, input.contentHash)
    if (input.enabled && !version.placements.includes(input.placement)) {
      throw new AppError(
        'wrong_state',
        `${version.name} doesn’t offer the ${placementPlace(input.placement).toLowerCase()}.`,
      )
    }
    if (widget.suspendedAt)
      throw new AppError(
        'widget_suspended',
        `${version.name} is suspended by platform review. Your switch was not changed.`,
      )
    if (input.enabled) {
      await lockInstallation(tx, team, widget.id)
      const installation = await tx.installation.findFirst({
        where: { ...installationOf(team.teamId).where, widgetId: widget.id },
        select: installationOf(team.teamId).select,
      })
      requireNoNeed(version.name, findNeed(widget.protocol, installation ?? undefined))
    }
    const key = { teamId: team.teamId, placement: input.placement, widgetId: widget.id }
    const { enabled } = input
    const isUndone =
      input.undoes !== undefined && (await undoSwitch(tx, key, { team, enabled, at: input.undoes }))
    const changed =
      isUndone || (await setSwitch(tx, key, { enabled, switchedById: team.userId, switchedAt: now }))
    if (changed) {
      await recordAudit(tx, team, {
        action: input.enabled ? 'installation.switched_on' : 'installation.switched_off',
        subject: { type: 'widget', id: widget.id, name: version.name },
        teamId: team.teamId,
        data: { placement: input.placement, ...(isUndone ? { undone: true } : {}) },
        at: now,
      })
    }
    const [memberCount, row] = await Promise.all([
      tx.user.count({ where: { teamId: team.teamId, removedAt: null } }),
      tx.placementSwitch.findUnique({
        where: { teamId_placement_widgetId: key },
        select: { switchedAt: true, switchedBy: { select: { id: true, name: true } } },
      }),
    ])
    return {
      name: version.name,
      placement: input.placement,
      enabled: input.enabled,
      changed,
      memberCount,
      /** Who set it as it is now, and when; none where nobody ever did. */
      by: row && { name: row.switchedBy.name, isYou: row.switchedBy.id === team.userId },
      at: row?.switchedAt.toISOString() ?? null,
    }
  })
}

/** Locks the installation's row, so that uninstalling waits and then switches off again. */
async function lockInstallation(tx: Tx, team: TeamActor, widgetId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT id FROM "Installation" WHERE "teamId" = ${team.teamId}::uuid AND "widgetId" = ${widgetId} FOR SHARE`
}

/** What a widget needs before it can be enabled: a connection by OAuth, or the team's own secret. */
export type InstallationNeed = 'connection' | 'secret'

function installationOf(teamId: string) {
  return {
    where: { teamId, uninstalledAt: null },
    select: {
      connectedAt: true,
      _count: { select: { secrets: { where: { state: 'active' } } } },
    },
  } as const satisfies Prisma.Widget$installationsArgs
}

function findNeed(
  protocol: string,
  installation: { connectedAt: Date | null; _count: { secrets: number } } | undefined,
): InstallationNeed | undefined {
  const source = sourceOfTeamSecret(protocol)
  if (!source) return undefined
  if (source === 'connection') return installation?.connectedAt ? undefined : 'connection'
  return installation && installation._count.secrets > 0 ? undefined : 'secret'
}

function requireNoNeed(name: string, need: InstallationNeed | undefined): void {
  if (need === 'connection')
    throw new AppError('not_connected', `${name} is not connected yet. Connect it on its page first.`)
  if (need === 'secret')
    throw new AppError('no_secret', `${name} has no secret for your team yet. Set one on its page first.`)
}

export function countMembers(teamId: string): Promise<number> {
  return db().user.count({ where: { teamId, removedAt: null } })
}

type SwitchKey = { teamId: string; placement: Placement; widgetId: string }
type SwitchData = { enabled: boolean; switchedById: string; switchedAt: Date }

/** True if the row changed: of many equal switches at once, one wins and writes the event. */
async function setSwitch(tx: Tx, key: SwitchKey, data: SwitchData): Promise<boolean> {
  if (data.enabled) {
    const created = await tx.placementSwitch.createMany({ data: [{ ...key, ...data }], skipDuplicates: true })
    if (created.count > 0) return true
  }
  const updated = await tx.$executeRaw`
    UPDATE "PlacementSwitch" SET "previousById" = "switchedById", "previousAt" = "switchedAt", "enabled" = ${data.enabled},
      "switchedById" = ${data.switchedById}::uuid, "switchedAt" = ${data.switchedAt}, "withdrawnAt" = NULL
    WHERE "teamId" = ${key.teamId}::uuid AND "placement" = ${key.placement} AND "widgetId" = ${key.widgetId}
      AND "enabled" <> ${data.enabled}`
  return updated > 0
}

/**
 * Restores the switch from before the member's own change, if that was the last one: a tab's place among the others is when it was
 * switched on. True if it did.
 */
async function undoSwitch(
  tx: Tx,
  key: SwitchKey,
  { team, enabled, at }: { team: TeamActor; enabled: boolean; at: string },
): Promise<boolean> {
  const change = { ...key, enabled: !enabled, switchedById: team.userId, switchedAt: new Date(at) }
  const removed = enabled
    ? { count: 0 }
    : await tx.placementSwitch.deleteMany({ where: { ...change, previousAt: null } })
  if (removed.count > 0) return true
  const restored = await tx.$executeRaw`
    UPDATE "PlacementSwitch" SET "enabled" = ${enabled}, "switchedById" = "previousById", "switchedAt" = "previousAt",
      "previousById" = NULL, "previousAt" = NULL
    WHERE "teamId" = ${key.teamId}::uuid AND "placement" = ${key.placement} AND "widgetId" = ${key.widgetId}
      AND "enabled" = ${change.enabled} AND "switchedById" = ${change.switchedById}::uuid
      AND "switchedAt" = ${change.switchedAt} AND "previousAt" IS NOT NULL AND "withdrawnAt" IS NULL`
  return restored > 0
}

function isTestedBy(teamId: string): Prisma.WidgetWhereInput {
  return { testTeamId: teamId, testState: 'accepted', testVersionId: { not: null } }
}

function whereListed(
  teamId: string,
  input: ListInstallationsInput,
  show = input.show,
): Prisma.WidgetWhereInput {
  const search = input.query ? toSearchText(input.query) : ''
  const on = { some: { teamId, enabled: true, ...(input.placement ? { placement: input.placement } : {}) } }
  return {
    AND: [
      visibleTo(teamId),
      search ? { searchText: { contains: escapeLike(search) } } : {},
      input.partner ? { partnerId: input.partner } : {},
      input.placement
        ? {
            OR: [
              { servingVersion: { placements: { has: input.placement } } },
              { AND: [isTestedBy(teamId), { testVersion: { placements: { has: input.placement } } }] },
            ],
          }
        : {},
      show === 'on' ? { switches: on } : {},
      show === 'off' ? { NOT: { switches: on } } : {},
      show === 'testing' ? isTestedBy(teamId) : {},
    ],
  }
}

async function countByShow(teamId: string, input: ListInstallationsInput) {
  const count = (show: ListInstallationsInput['show']) =>
    db().widget.count({ where: whereListed(teamId, input, show) })
  const [all, on, off, testing] = await Promise.all([
    count('all'),
    count('on'),
    count('off'),
    count('testing'),
  ])
  return { all, on, off, testing }
}

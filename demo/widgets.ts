import type { MemberActor, PartnerActor } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { switchPlacement } from '@/lib/domain/installations/installations'
import { ownsSecret, type ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { decideVersion } from '@/lib/domain/review/approvals'
import { revokeInEmergency } from '@/lib/domain/widgets/rotation'
import { createSandboxSecret, findSandboxSecret } from '@/lib/domain/widgets/sandbox-secret'
import { createWidget } from '@/lib/domain/widgets/widgets'
import { createWidgetInput } from '@/lib/domain/widgets/widgets.schema'
import { db, inTransaction } from '@/lib/server/db'
import { type DemoWidget, demoFolders, demoWidgets } from './catalogue'
import { daysBefore } from './history'
import { describeDemoTeam, installForDemoTeam } from './installations'
import { casalyticsId, fairlineId } from './organisations'
import { submitUncertified } from './submit'

/** The ids of the demo's widgets that exist, by the name under which each was registered, which the audit log keeps. */
export async function findDemoWidgets(): Promise<Map<string, string>> {
  const events = await db().auditEvent.findMany({
    where: {
      action: 'widget.created',
      partnerId: { in: [casalyticsId, fairlineId] },
      subjectName: { in: demoWidgets.map(({ name }) => name) },
    },
    orderBy: { sequence: 'desc' },
    select: { subjectId: true, subjectName: true },
  })
  return new Map(events.map((event) => [event.subjectName, event.subjectId]))
}

/**
 * Brings each widget to where the demo wants it, through the domain, from wherever an earlier start left it. What is
 * there already and belongs into the demo's file gets a fresh secret, since nobody has a copy of the old one.
 */
export async function completeDemoWidgets(
  members: MemberActor[],
  widgetOrigin: string,
  now: Date,
): Promise<void> {
  const existing = await findDemoWidgets()
  for (const widget of demoWidgets) {
    const owner = findPartner(members, widget.partnerId)
    if (!owner) continue
    const known = existing.get(widget.name)
    const registeredAt = daysBefore(now, widget.ageDays)
    const reviewedAt = daysBefore(now, widget.ageDays - 1)
    if (known && isInFile(widget)) await replaceSecret(owner, known)
    const widgetId = known ?? (await registerWidget(owner, widget, { widgetOrigin, registeredAt }))
    await completeSandboxSecret(owner, widgetId, widget.protocol ?? 'sure-send', registeredAt)
    await reviewWidget(members, owner, widgetId, { ...widget, registeredAt, reviewedAt })
    await installForDemoTeam(members, { widgetId, protocol: widget.protocol ?? 'sure-send' }, reviewedAt)
    await switchOn(members, widgetId, { ...widget, reviewedAt })
  }
}

/** The file lists what works. */
function isInFile({ outcome, failsForDays }: DemoWidget): boolean {
  return outcome === 'approved' && failsForDays === undefined
}

/** The approved widgets as the demo's file lists them, each with the secret that signs now. */
export async function listDemoWidgets() {
  const ids = await findDemoWidgets()
  const listed = demoWidgets.filter(isInFile)
  const widgets = listed.map(async ({ name }) => {
    const id = ids.get(name)
    const row = id ? await db().widget.findUnique({ where: { id }, select: fileFields }) : null
    const version = row?.servingVersion ?? row?.workingVersion
    if (!row || !version) return []
    const placements = version.placements
    return [
      {
        id: row.id,
        name: version.name,
        protocol: row.protocol,
        placements,
        ...(await describeDemoTeam(row)),
      },
    ]
  })
  return (await Promise.all(widgets)).flat()
}

/** Moves the demo's widgets, in every version, to where the demo's receivers answer now. */
export async function moveDemoWidgets(widgetOrigin: string, now: Date): Promise<void> {
  await inTransaction(async (tx) => {
    const moved = await tx.$queryRaw<{ widgetId: string; name: string; partnerId: string }[]>`
      UPDATE "WidgetVersion" v
      SET url = regexp_replace(v.url, '^https?://[^/?#]+', ${widgetOrigin}),
        settings = regexp_replace(v.settings::text, 'https?://[^/?#"]+(/demo/)', ${`${widgetOrigin}\\1`}, 'g')::jsonb,
        "updatedAt" = ${now}::timestamptz
      FROM "Widget" w
      WHERE w.id = v."widgetId" AND w."partnerId" IN (${casalyticsId}, ${fairlineId})
        AND v.url ~ ${`^https?://[^/?#]+/demo/(${demoFolders.join('|')})([/?]|$)`}
        AND NOT starts_with(v.url, ${`${widgetOrigin}/`})
      RETURNING v."widgetId" AS "widgetId", v.name, w."partnerId" AS "partnerId"`
    const widgets = new Map(moved.map((row) => [row.widgetId, row]))
    for (const { widgetId, name, partnerId } of widgets.values()) {
      const subject = { type: 'widget' as const, id: widgetId, name }
      const data = { changed: ['url'], origin: widgetOrigin }
      await recordAudit(
        tx,
        { kind: 'system' },
        { action: 'widget.updated', subject, partnerId, data, at: now },
      )
    }
  })
}

const fileFields = {
  id: true,
  protocol: true,
  servingVersion: { select: { name: true, placements: true } },
  workingVersion: { select: { name: true, placements: true } },
} as const

async function registerWidget(
  owner: PartnerActor,
  widget: DemoWidget,
  { widgetOrigin, registeredAt }: { widgetOrigin: string; registeredAt: Date },
): Promise<string> {
  const { name, description, icon, colour, placements, path, protocol = 'sure-send', addresses } = widget
  const further = Object.entries(addresses ?? {}).map(([field, address]) => [
    field,
    address?.startsWith('/') ? `${widgetOrigin}${address}` : address,
  ])
  const fields = {
    name,
    description,
    icon,
    colour,
    placements,
    protocol,
    url: `${widgetOrigin}${path}`,
    ...Object.fromEntries(further),
  }
  return (await createWidget(owner, createWidgetInput.parse(fields), registeredAt)).widgetId
}

/** What signs the certification of a widget whose secrets are its teams'; its receiver is given it too. */
async function completeSandboxSecret(
  owner: PartnerActor,
  widgetId: string,
  protocol: ProtocolId,
  now: Date,
): Promise<void> {
  if (ownsSecret(protocol) || (await findSandboxSecret(owner, { widgetId }))) return
  await createSandboxSecret(owner, { widgetId }, now)
}

async function replaceSecret(owner: PartnerActor, widgetId: string): Promise<void> {
  const active = await db().secret.findFirst({
    where: { widgetId, state: 'active' },
    select: { version: true, fingerprint: true },
  })
  if (active)
    await revokeInEmergency(owner, { widgetId, ...active, reason: 'The file of the demo’s secrets was lost' })
}

async function reviewWidget(
  members: MemberActor[],
  owner: PartnerActor,
  widgetId: string,
  widget: DemoWidget & { registeredAt: Date; reviewedAt: Date },
): Promise<void> {
  const working = () =>
    db().widgetVersion.findFirst({
      where: { workingFor: { id: widgetId }, number: 1 },
      select: { id: true, state: true },
    })
  if ((await working())?.state === 'draft')
    await submitUncertified(owner, { widgetId, note: widget.note }, widget.registeredAt)
  const version = await working()
  const reviewer = members.find(({ kind }) => kind === 'reviewer')
  if (widget.outcome === 'in_review' || version?.state !== 'in_review' || !reviewer) return
  const decision =
    widget.outcome === 'returned'
      ? { decision: 'return' as const, reason: widget.returnReason ?? '' }
      : { decision: 'approve' as const }
  await decideVersion(reviewer, { widgetId, versionId: version.id, ...decision }, widget.reviewedAt)
}

/** Switches that were already set, on or off, don't change. A team's admins take turns, some minutes apart. */
async function switchOn(
  members: MemberActor[],
  widgetId: string,
  widget: DemoWidget & { reviewedAt: Date },
): Promise<void> {
  for (const { teamId, placements } of widget.switches) {
    const admins = members.filter(
      (member) => member.kind === 'team' && member.teamId === teamId && member.role === 'admin',
    )
    for (const [index, placement] of placements.entries()) {
      const key = { teamId, placement, widgetId }
      const known = await db().placementSwitch.findUnique({
        where: { teamId_placement_widgetId: key },
        select: { enabled: true },
      })
      const admin = admins[(widget.ageDays + index) % admins.length]
      const at = new Date(widget.reviewedAt.getTime() + (20 + 7 * index) * 60 * 1000)
      if (admin && !known) await switchPlacement(admin, { widgetId, placement, enabled: true }, at)
    }
  }
}

/** A member of the partner who may register widgets and rotate secrets. */
function findPartner(members: MemberActor[], partnerId: string): PartnerActor | undefined {
  return members.find(
    (member): member is PartnerActor =>
      member.kind === 'partner' && member.partnerId === partnerId && member.role !== 'qa',
  )
}

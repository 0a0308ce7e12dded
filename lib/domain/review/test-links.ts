import { type Actor, requirePartner, requireTeam } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { nameOf, testedAlready } from '@/lib/domain/review/team-testing'
import { versionFields } from '@/lib/domain/versions/content'
import { hashVersion, requireAsRead } from '@/lib/domain/versions/hash'
import { lockedWidgetSelect, lockOwnWidget } from '@/lib/domain/widgets/widgets'
import { AppError } from '@/lib/errors'
import { hashToken, newId, newToken } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import { consumeLimit } from '@/lib/server/rate-limit'

const linkDays = 7
const dayMs = 24 * 60 * 60 * 1000

/**
 * A link that a partner sends to an admin, who accepts with it to test the widget: nobody has to spell a Team ID. It works once, for
 * whichever team's admin opens it, for seven days. A new link takes the place of the one before.
 * @throws AppError not_found, rate_limited, wrong_state while a team tests the widget
 */
export async function createTestLink(
  actor: Actor,
  input: { widgetId: string },
  now = databaseNow(),
): Promise<{ url: string; expiresAt: Date }> {
  const partner = requirePartner(actor, 'testing.request')
  await consumeLimit('testing_request', partner.partnerId)
  const token = newToken()
  const expiresAt = new Date(now.getTime() + linkDays * dayMs)
  await inTransaction(async (tx) => {
    const widget = await lockOwnWidget(tx, partner, input.widgetId)
    if (widget.testState === 'accepted') throw testedAlready()
    const data = { tokenHash: hashToken(token), createdById: partner.userId, createdAt: now, expiresAt }
    await tx.testLink.upsert({
      where: { widgetId: widget.id },
      create: { id: newId('tst'), widgetId: widget.id, ...data },
      update: data,
      select: { id: true },
    })
    await recordAudit(tx, partner, {
      action: 'testing.link_created',
      subject: { type: 'widget', id: widget.id, name: nameOf(widget) },
      partnerId: partner.partnerId,
      at: now,
    })
  })
  return { url: `${env().PORTAL_ORIGIN}/settings/test-links/${token}`, expiresAt }
}

/** What the link offers to test, for the admin who opened it. @throws AppError link_expired */
export async function readTestLink(actor: Actor, input: { token: string }, now = databaseNow()) {
  requireTeam(actor, 'testing.answer')
  const link = await db().testLink.findFirst({
    where: whereOpen(input.token, now),
    select: {
      widget: {
        select: {
          id: true,
          testState: true,
          suspendedAt: true,
          partner: { select: { name: true } },
          servingVersion: { select: versionFields },
          workingVersion: { select: versionFields },
        },
      },
    },
  })
  const version = link?.widget.workingVersion ?? link?.widget.servingVersion
  if (!link || !version || link.widget.testState === 'accepted' || link.widget.suspendedAt)
    throw expiredTestLink()
  return {
    ...version,
    id: link.widget.id,
    partnerName: link.widget.partner.name,
    contentHash: hashVersion(version),
  }
}

/**
 * Accepts the test that a link offers, for the admin's own team. What opens for the team is the version that they were shown.
 * @throws AppError link_expired, wrong_state while another team tests it, changed_since_read
 */
export async function acceptTestLink(
  actor: Actor,
  input: { token: string; contentHash: string },
  now = databaseNow(),
): Promise<{ widgetId: string }> {
  const team = requireTeam(actor, 'testing.answer')
  return inTransaction(async (tx) => {
    const found = await tx.testLink.findFirst({
      where: whereOpen(input.token, now),
      select: { id: true, widgetId: true },
    })
    if (!found) throw expiredTestLink()
    await tx.$queryRaw`SELECT 1 FROM "Widget" WHERE id = ${found.widgetId} FOR UPDATE`
    const widget = await tx.widget.findUniqueOrThrow({
      where: { id: found.widgetId },
      select: lockedWidgetSelect,
    })
    const version = widget.workingVersion ?? widget.servingVersion
    if (!version || widget.suspendedAt) throw expiredTestLink()
    if (widget.testState === 'accepted') throw testedAlready()
    requireAsRead(version, input.contentHash)
    const { count } = await tx.testLink.deleteMany({
      where: { id: found.id, ...whereOpen(input.token, now) },
    })
    // Someone else used it, or it was replaced, while this waited for the widget's lock.
    if (count === 0) throw expiredTestLink()
    await tx.widget.update({
      where: { id: widget.id },
      data: {
        testTeamId: team.teamId,
        testState: 'accepted',
        testVersionId: widget.workingVersion?.id ?? null,
        testRequestedAt: now,
        testDecidedAt: now,
      },
      select: { id: true },
    })
    await recordAudit(tx, team, {
      action: 'testing.accepted',
      subject: { type: 'widget', id: widget.id, name: nameOf(widget) },
      partnerId: widget.partnerId,
      teamId: team.teamId,
      data: { team: team.organisation },
      at: now,
    })
    return { widgetId: widget.id }
  })
}

/** The link that this member created; a used one is gone. */
function whereOpen(token: string, now: Date) {
  return { tokenHash: hashToken(token), expiresAt: { gt: now }, createdBy: { removedAt: null } }
}

function expiredTestLink(): AppError {
  return new AppError(
    'link_expired',
    'This test link has expired, was replaced or was already used. Ask the partner for a new one.',
  )
}

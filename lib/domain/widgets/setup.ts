import { type Actor, requirePartner } from '@/lib/auth/permissions'
import { notFound } from '@/lib/errors'
import { db } from '@/lib/server/db'
import { env } from '@/lib/server/env'

/** How far a new widget is on its way to a first valid launch. */
export type FirstLaunch =
  | { state: 'waiting' }
  /** Opened by the developer's browser only, which does not tell how the server answered. */
  | { state: 'browser_only'; launchId: string; at: Date }
  /** The server was called with a valid launch and did not accept it. */
  | { state: 'not_accepted'; launchId: string; at: Date; status: number | null }
  | { state: 'accepted'; by: 'sandbox' | 'certification' | 'team'; at: Date }

/**
 * What a partner needs to set a widget up: the origin that frames it, and whether its server has accepted a valid launch yet, of the
 * sandbox, of a certification, or of a team.
 * @throws AppError not_found
 */
export async function getSetup(
  actor: Actor,
  input: { widgetId: string },
): Promise<{ portalOrigin: string; firstLaunch: FirstLaunch }> {
  const partner = requirePartner(actor, 'widget.read')
  const widget = await db().widget.findFirst({
    where: { id: input.widgetId, partnerId: partner.partnerId },
    select: { id: true, versions: { select: { id: true } } },
  })
  if (!widget) throw notFound('widget')
  return { portalOrigin: env().PORTAL_ORIGIN, firstLaunch: await findFirstLaunch(widget) }
}

async function findFirstLaunch(widget: { id: string; versions: { id: string }[] }): Promise<FirstLaunch> {
  const [[tried], run, launch] = await Promise.all([
    // One that was accepted, or else the newest. A launch that is wrong on purpose names its fault in its settings.
    db().$queryRaw<{ id: string; at: Date; outcome: string; status: number | null }[]>`
      SELECT "id", "createdAt" AS at, "outcome", "status" FROM "SandboxLaunch"
      WHERE "widgetId" = ${widget.id} AND NOT "isReview" AND "outcome" <> 'signed' AND NOT ("settings" ? 'wrong')
      ORDER BY "outcome" = 'accepted' DESC, "createdAt" DESC LIMIT 1`,
    db().certificationRun.findFirst({
      where: { widgetId: widget.id, passed: true, selfRunDigest: null },
      orderBy: { createdAt: 'asc' },
      select: { createdAt: true },
    }),
    db().launch.findFirst({
      where: { versionId: { in: widget.versions.map(({ id }) => id) }, outcome: 'shown' },
      select: { createdAt: true },
    }),
  ])
  if (tried?.outcome === 'accepted') return { state: 'accepted', by: 'sandbox', at: tried.at }
  if (run) return { state: 'accepted', by: 'certification', at: run.createdAt }
  if (launch) return { state: 'accepted', by: 'team', at: launch.createdAt }
  if (!tried) return { state: 'waiting' }
  const { id: launchId, at, status } = tried
  return tried.outcome === 'browser_only'
    ? { state: 'browser_only', launchId, at }
    : { state: 'not_accepted', launchId, at, status }
}

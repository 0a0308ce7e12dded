import { type Actor, requireTeam } from '@/lib/auth/permissions'
import type { StartConnectionInput } from '@/lib/domain/installations/start-connection.schema'
import { ensureInstalled, findVisibleWidget } from '@/lib/domain/installations/state'
import { sourceOfTeamSecret } from '@/lib/domain/protocols/facts.schema'
import { type Placement, placementLabels } from '@/lib/domain/protocols/placements.schema'
import { readSettings } from '@/lib/domain/protocols/widget-settings'
import { AppError } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction } from '@/lib/server/db'
import { env } from '@/lib/server/env'

/**
 * Begins to enable a salesloft widget: installs it where it is not, and gives the address of its partner at which the OAuth flow
 * starts, with a return_to that leads back here. Until that flow ends the widget stays as it is.
 * @throws AppError not_found, wrong_state for another protocol or a slot that is not offered, widget_suspended, widget_stopped
 */
export async function startConnection(
  actor: Actor,
  { widgetId, placement }: StartConnectionInput,
  now = databaseNow(),
): Promise<{ url: string }> {
  const team = requireTeam(actor, 'installation.switch')
  return inTransaction(async (tx) => {
    const widget = await findVisibleWidget(tx, team, widgetId)
    const { authRedirectUrl } = readSettings(widget.version.settings)
    if (sourceOfTeamSecret(widget.protocol) !== 'connection' || !authRedirectUrl)
      throw new AppError(
        'wrong_state',
        `${widget.version.name} needs no connection. Enable it in a placement instead.`,
      )
    if (placement && !widget.version.placements.includes(placement))
      throw new AppError(
        'wrong_state',
        `${widget.version.name} does not offer ${placementLabels[placement].toLowerCase()}.`,
      )
    const installationId = await ensureInstalled(tx, team, widget.id, now)
    await tx.installation.update({
      where: { id: installationId },
      data: { enablingAt: now },
      select: { id: true },
    })
    return { url: withParameters(authRedirectUrl, { return_to: returnPage(widget.id, placement) }) }
  })
}

/** Where a partner sends the browser back to. The page only shows the current state. */
function returnPage(widgetId: string, placement: Placement | undefined): string {
  const page = new URL(`/settings/integration-widgets/${widgetId}`, env().PORTAL_ORIGIN)
  page.searchParams.set('from', 'partner')
  if (placement) page.searchParams.set('placement', placement)
  return page.href
}

/** An address with further parameters, its own left as they are spelled. */
export function withParameters(url: string, parameters: Record<string, string | undefined>): string {
  const added = new URLSearchParams(
    Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
  return `${url}${url.includes('?') ? '&' : '?'}${added}`
}

import { listInstallations, switchPlacement } from '@/lib/domain/installations/installations'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('listInstallations', async (actor, { query }) => {
  const { widgets, nextCursor } = await listInstallations(actor, { show: 'all', ...query })
  const installations = widgets.map(({ id, name, partner, contentHash, placements }) => ({
    widgetId: id,
    name,
    partnerName: partner.name,
    contentHash,
    placements: placements.filter(({ isOffered }) => isOffered),
  }))
  return { installations, nextCursor: nextCursor ?? null }
})

export const PUT = apiRoute('switchInstallation', async (actor, { body }) => {
  await switchPlacement(actor, body)
  return { enabled: body.enabled }
})

import { requireTeam } from '@/lib/auth/permissions'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('getMe', async (actor, _input, { token }) => {
  const { teamId, organisation, userId, name, email, role } = requireTeam(actor, 'record.read')
  return {
    team: { id: teamId, name: organisation },
    user: token ? { id: userId, name, email, role } : null,
    scopes: token?.scopes ?? null,
    widgetId: token?.widgetId ?? null,
    locationId: token?.locationId ?? null,
  }
})

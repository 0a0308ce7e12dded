import { requireTeam } from '@/lib/auth/permissions'
import { listTabs } from '@/lib/domain/installations/tabs'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('listTabs', async (actor, { query }) => ({
  tabs: await listTabs(requireTeam(actor, 'installation.read'), query.placement),
}))

import { actorReader } from '@/lib/auth/actor'
import { readHeldCompany } from '@/lib/domain/crm/held-data'
import { answerJsonFile } from '@/lib/http/json-file'
import { route } from '@/lib/http/route'

/** Everything that is held about a company, as a file. */
export const GET = route<{ companyId: string }>({ access: 'session' }, async ({ request, params, actor }) => {
  const data = await readHeldCompany(await actorReader(), params)
  return answerJsonFile({ request, actor, name: 'company', data })
})

import { actorReader } from '@/lib/auth/actor'
import { readHeldPerson } from '@/lib/domain/crm/held-data'
import { answerJsonFile } from '@/lib/http/json-file'
import { route } from '@/lib/http/route'

/** Everything that is held about a person, as a file. */
export const GET = route<{ personId: string }>({ access: 'session' }, async ({ request, params, actor }) => {
  const data = await readHeldPerson(await actorReader(), params)
  return answerJsonFile({ request, actor, name: 'person', data })
})

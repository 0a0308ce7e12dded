import type { z } from 'zod'
import type { Actor } from '@/lib/auth/permissions'
import { AppError } from '@/lib/errors'
import { operations } from '@/lib/http/api-operations'
import { answerApiError, parseApiInput, readApiCaller } from '@/lib/http/api-route'
import { answerJsonFile } from '@/lib/http/json-file'
import { route } from '@/lib/http/route'

type FileId = 'getPersonData' | 'getCompanyData'
type Data = Parameters<typeof answerJsonFile>[0]['data']

/** An operation whose answer is too long to be held at once: it is written as it is read. Only keys may call it. */
export function apiFileRoute<Id extends FileId>(
  id: Id,
  name: string,
  read: (
    readActor: () => Promise<Actor>,
    params: z.output<(typeof operations)[Id]['params']>,
  ) => Promise<Data>,
) {
  return route<Record<string, string>>(
    { access: 'public', answerError: answerApiError },
    async ({ request, params }) => {
      const { actor, token } = await readApiCaller(request)
      if (token) throw new AppError('insufficient_scope', 'Access tokens can’t do this. Use an API key.')
      const input = parseApiInput(operations[id].params, params) as z.output<
        (typeof operations)[Id]['params']
      >
      const data = await read(async () => actor, input)
      return answerJsonFile({ request, actor, name, data })
    },
  )
}

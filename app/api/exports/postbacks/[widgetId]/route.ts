import { actorReader } from '@/lib/auth/actor'
import { listPostbacksInput, postbackStateLabels } from '@/lib/domain/postbacks/postbacks.schema'
import { exportPostbacks } from '@/lib/domain/postbacks/read'
import { answerCsv } from '@/lib/http/csv'
import { route } from '@/lib/http/route'

/** The postbacks of a widget as a file, by the filter of their page. */
export const GET = route<{ widgetId: string }>(
  { access: 'session' },
  async ({ request, params: { widgetId }, actor }) => {
    const { state } = listPostbacksInput.parse(Object.fromEntries(new URL(request.url).searchParams))
    const readActor = await actorReader()
    return answerCsv({
      request,
      actor,
      name: 'postbacks',
      readBatch: async (cursor) => {
        const { postbacks, nextCursor } = await exportPostbacks(await readActor(), {
          widgetId,
          state,
          cursor,
        })
        return { rows: postbacks, nextCursor }
      },
      columns: [
        { head: 'Postback', value: ({ id }) => id },
        { head: 'Created (UTC)', value: ({ createdAt }) => createdAt },
        { head: 'Registration', value: ({ registrationId }) => registrationId },
        { head: 'Number', value: ({ sequence }) => sequence },
        { head: 'Method', value: ({ method }) => method },
        { head: 'URL', value: ({ url }) => url },
        { head: 'State', value: ({ state: stands }) => postbackStateLabels[stands] },
        { head: 'Attempts', value: ({ attempts }) => attempts },
        { head: 'Last status', value: ({ lastStatus }) => lastStatus },
        { head: 'Last error', value: ({ lastError }) => lastError },
        { head: 'Next attempt (UTC)', value: ({ nextAttemptAt }) => nextAttemptAt },
        { head: 'Settled (UTC)', value: ({ settledAt }) => settledAt },
      ],
    })
  },
)

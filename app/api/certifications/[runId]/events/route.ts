import { actorReader } from '@/lib/auth/actor'
import { getRun, tailRun } from '@/lib/domain/certification/runs'
import { answerEvents } from '@/lib/http/event-stream'
import { readerOf } from '@/lib/http/reader-places'
import { route } from '@/lib/http/route'

/** A run as it goes on, for its partner and for reviewers. */
export const GET = route<{ runId: string }>({ access: 'session' }, async ({ request, params, actor }) => {
  const { runId } = params
  await getRun(actor, { runId })
  const readActor = await actorReader()
  return answerEvents({
    signal: request.signal,
    readerId: readerOf(actor),
    topic: `run:${runId}`,
    after: '',
    poll: async (after) => tailRun(await readActor(), { runId, after }),
  })
})

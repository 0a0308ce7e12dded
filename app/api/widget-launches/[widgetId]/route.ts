import { actorReader } from '@/lib/auth/actor'
import { listLaunchesInput } from '@/lib/domain/launches/launches.schema'
import { listWidgetLaunches } from '@/lib/domain/launches/log'
import { answerEvents, onlyChanged } from '@/lib/http/event-stream'
import { readerOf } from '@/lib/http/reader-places'
import { route } from '@/lib/http/route'

/** The launches of a widget as they are opened and end, for its partner. */
export const GET = route<{ widgetId: string }>(
  { access: 'session' },
  async ({ request, params: { widgetId }, actor }) => {
    const { cursor: _, ...filters } = listLaunchesInput.parse(
      Object.fromEntries(new URL(request.url).searchParams),
    )
    await listWidgetLaunches(actor, { ...filters, widgetId })
    const readActor = await actorReader()
    return answerEvents({
      signal: request.signal,
      readerId: readerOf(actor),
      topic: `launches:${widgetId}`,
      after: '',
      poll: onlyChanged(
        async () => (await listWidgetLaunches(await readActor(), { ...filters, widgetId })).launches,
      ),
    })
  },
)

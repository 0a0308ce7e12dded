import { launchReasons } from '@/components/launch-outcome'
import { actorReader } from '@/lib/auth/actor'
import { listLaunchesInput } from '@/lib/domain/launches/launches.schema'
import { exportWidgetLaunches } from '@/lib/domain/launches/log'
import { placementLabels } from '@/lib/domain/protocols/placements.schema'
import { answerCsv } from '@/lib/http/csv'
import { route } from '@/lib/http/route'

/** The launches of a widget as a file, by the filters of their page. */
export const GET = route<{ widgetId: string }>(
  { access: 'session' },
  async ({ request, params: { widgetId }, actor }) => {
    const input = listLaunchesInput.parse(Object.fromEntries(new URL(request.url).searchParams))
    const readActor = await actorReader()
    return answerCsv({
      request,
      actor,
      name: 'launches',
      readBatch: async (cursor) => {
        const { launches, nextCursor } = await exportWidgetLaunches(await readActor(), {
          ...input,
          widgetId,
          cursor,
        })
        return { rows: launches, nextCursor }
      },
      columns: [
        { head: 'Launch', value: ({ id }) => id },
        { head: 'When (UTC)', value: ({ createdAt }) => createdAt },
        { head: 'Team', value: ({ teamName }) => teamName },
        { head: 'Placement', value: ({ placement }) => placementLabels[placement] },
        { head: 'Version', value: ({ version }) => version },
        { head: 'Secret version', value: ({ secretVersion }) => secretVersion },
        { head: 'Fingerprint', value: ({ fingerprint }) => fingerprint },
        { head: 'Outcome', value: ({ outcome }) => outcome },
        { head: 'Reason', value: ({ reason }) => (reason ? launchReasons[reason] : null) },
        { head: 'Load time (ms)', value: ({ loadMs }) => loadMs },
      ],
    })
  },
)

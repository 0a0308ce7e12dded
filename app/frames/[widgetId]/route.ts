import { openLaunch } from '@/lib/domain/launches'
import { openLaunchInput } from '@/lib/domain/launches.schema'
import { AppError } from '@/lib/errors'
import { route } from '@/lib/http/route'
import { answerStage } from '@/lib/http/stage-document'

/** The stage: makes the launch at this moment, so that its timestamp is fresh, and holds the widget's frame. */
export const GET = route<{ widgetId: string }>(
  {
    access: 'session',
    answerError: (_request, error, requestId) =>
      answerStage(error.status, { refused: { code: error.code, detail: error.publicDetail, requestId } }),
  },
  async ({ request, params, actor }) => {
    const query = new URL(request.url).searchParams
    const input = openLaunchInput.safeParse({
      ...params,
      placement: query.get('placement'),
      record: query.get('record'),
    })
    if (!input.success) throw new AppError('malformed_request', 'The stage needs a placement and a record.')
    const launch = await openLaunch(actor, input.data)
    return answerStage(
      200,
      {
        launch: {
          launchId: launch.launchId,
          widgetId: params.widgetId,
          placement: input.data.placement,
          origin: launch.origins[0] ?? '',
          signedAt: launch.signedAt,
          signMs: launch.signMs,
        },
      },
      { title: launch.name, src: launch.request.url, origins: launch.origins, allow: launch.allow },
    )
  },
)

import { openLaunch } from '@/lib/domain/launches/launches'
import { openLaunchInput } from '@/lib/domain/launches/launches.schema'
import { AppError } from '@/lib/errors'
import { route } from '@/lib/http/route'
import { answerStage, messagesOf } from '@/lib/http/stage-document'

/** The stage, which holds the widget's frame. It opens the launch only now, so that its timestamp is fresh. */
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
      record: query.get('record') ?? undefined,
      step: query.get('step') ?? undefined,
      result: query.get('result') ?? undefined,
    })
    if (!input.success)
      throw new AppError('malformed_request', 'The stage needs a placement and a record or step.')
    const launch = await openLaunch(actor, input.data)
    return answerStage(
      200,
      {
        launch: {
          launchId: launch.launchId,
          widgetId: params.widgetId,
          placement: input.data.placement,
          protocol: launch.protocol,
          origins: launch.origins,
          signedAt: launch.signedAt,
          signMs: launch.signMs,
          again: input.data,
          isRetry: query.has('retry'),
        },
        messages: messagesOf(input.data.placement, launch),
      },
      { title: launch.name, request: launch.request, origins: launch.origins, allow: launch.allow },
    )
  },
)

import { parseBoundedJson } from '@/lib/bounded-json'
import { type EmbeddedLaunchBody, embeddedLaunchBody } from '@/lib/domain/api/api.schema'
import { readEmbedOrigins } from '@/lib/domain/embed/embeds'
import { openEmbeddedLaunch } from '@/lib/domain/embed/launches'
import { AppError, toAppError } from '@/lib/errors'
import { parseApiInput } from '@/lib/http/api-route'
import { requireEmbedded } from '@/lib/http/embed-route'
import { embeddedLaunchBytesMax } from '@/lib/http/launch-data'
import { readText, requireSameOrigin } from '@/lib/http/request'
import { logRefusal } from '@/lib/http/route'
import { answerStage, messagesOf } from '@/lib/http/stage-document'
import { env } from '@/lib/server/env'

/**
 * Opens a launch for a user of an embedding CRM, of a form with `token`, `host` and `launch`. Also a refusal is a stage, which the page can
 * show; both may only be framed in a page of that very origin.
 */
export async function answerEmbedStage(
  request: Request,
  { embedId, requestId }: { embedId: string; requestId: string },
): Promise<Response> {
  requireSameOrigin(request.headers)
  if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded'))
    throw new AppError('unsupported_media_type', 'Send the body as application/x-www-form-urlencoded.')
  const form = new URLSearchParams(await readText(request, { bytesMax: embeddedLaunchBytesMax }))
  const claimed = form.get('host') ?? ''
  // The portal's own test page is one more: only a session of that page has it.
  const hosts = [...(await readEmbedOrigins(embedId)), env().PORTAL_ORIGIN]
  const host = hosts.find((origin) => origin === claimed)
  try {
    const actor = await requireEmbedded(request.headers, {
      token: form.get('token') ?? '',
      host: claimed,
      embedId,
    })
    const launch = parseApiInput(
      embeddedLaunchBody,
      parseBoundedJson(form.get('launch') ?? '', 'malformed_request', 'The launch'),
    )
    return answerLaunch(launch, await openEmbeddedLaunch(actor, launch), host)
  } catch (thrown) {
    const error = toAppError(thrown)
    logRefusal(error, { requestId, method: request.method, path: new URL(request.url).pathname })
    const refused = { code: error.code, detail: error.publicDetail, requestId }
    return answerStage(error.status, { refused }, undefined, { host })
  }
}

function answerLaunch(
  launch: EmbeddedLaunchBody,
  opened: Awaited<ReturnType<typeof openEmbeddedLaunch>>,
  host: string | undefined,
): Response {
  const { widgetId, placement } = launch
  const { launchId, name, protocol, request, nonce, origins, allow, signedAt, signMs } = opened
  return answerStage(
    200,
    {
      launch: { launchId, widgetId, placement, protocol, origins, signedAt, signMs, again: launch },
      messages: messagesOf(placement, { nonce, origins }),
    },
    { title: name, request, origins, allow },
    { host },
  )
}

import type { EmbeddedActor } from '@/lib/auth/permissions'
import { readEmbedToken } from '@/lib/domain/embed/sessions'
import { AppError } from '@/lib/errors'
import { clientAddress, requireSameOrigin } from '@/lib/http/request'
import { route } from '@/lib/http/route'
import { consumeLimit } from '@/lib/server/rate-limit'

type Context<Params> = { request: Request; params: Params; actor: EmbeddedActor }

/**
 * A call from the portal's own frame in an embedding page: the session's token in the Authorization header, the page's origin beside it, no
 * cookie. A page of another origin can't make it, also where it has the token: browsers say where a call comes from, and CORS is not granted.
 */
export function embedRoute<Params = Record<string, never>>(
  handle: (context: Context<Params>) => Promise<Response>,
) {
  return route<Params>({ access: 'public' }, async ({ request, params }) => {
    const [, token = ''] =
      /^Bearer +([\x21-\x7e]{1,200})$/i.exec(request.headers.get('authorization') ?? '') ?? []
    const host = request.headers.get('x-embed-host') ?? ''
    const actor = await requireEmbedded(request.headers, { token, host })
    const response = await handle({ request, params, actor })
    response.headers.set('cache-control', 'private, no-store')
    return response
  })
}

/**
 * Who calls from a frame in a page of `host`. The browser itself holds the frame to that origin, by the `frame-ancestors` of what it shows.
 * @throws AppError cross_site_request, unauthenticated, rate_limited
 */
export async function requireEmbedded(
  headers: Headers,
  { token, host, embedId }: { token: string; host: string; embedId?: string },
): Promise<EmbeddedActor> {
  requireSameOrigin(headers)
  const actor = await readEmbedToken(token, host)
  if (!actor || (embedId !== undefined && actor.embedId !== embedId)) {
    await consumeLimit('embed_refused', clientAddress(headers))
    throw new AppError(
      'unauthenticated',
      'This session has expired or was ended, or it is not for this page. Reload the page.',
    )
  }
  await consumeLimit('embed_call', `${actor.teamId} ${actor.user.id}`)
  return actor
}

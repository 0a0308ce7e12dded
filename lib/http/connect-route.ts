import { currentSessionKey } from '@/lib/auth/actor'
import type { Actor } from '@/lib/auth/permissions'
import type { AppError } from '@/lib/errors'
import { html } from '@/lib/html'
import { answerDocument } from '@/lib/http/frame-document'
import { route } from '@/lib/http/route'
import { env } from '@/lib/server/env'

type Asked = { connectorId: string; query: URLSearchParams }
type ConnectContext = Asked & { actor: Actor; sessionKey: string }

/**
 * A step of connecting, in the browser of a team admin: where it goes next, or a page that names the problem. Nobody signs in and
 * goes on from one of the portal's pages: a browser lets no form's answer, as the sign-in's is, lead on to another site.
 */
export function connectRoute(
  next: (context: ConnectContext) => Promise<string>,
  afterSignIn: (asked: Asked) => string,
) {
  return route<{ connectorId: string }>(
    { access: 'session', answerError: (request, error) => answerProblemPage(request, error) },
    async ({ request, params, actor }) => {
      const asked = { connectorId: params.connectorId, query: new URL(request.url).searchParams }
      const location =
        actor.kind === 'anonymous'
          ? signInAddress(afterSignIn(asked))
          : await next({ ...asked, actor, sessionKey: await currentSessionKey() })
      const headers = { location, 'cache-control': 'private, no-store', 'referrer-policy': 'no-referrer' }
      return new Response(null, { status: 303, headers })
    },
  )
}

function signInAddress(page: string): string {
  const { pathname, search } = new URL(page)
  return `${env().PORTAL_ORIGIN}/sign-in?next=${encodeURIComponent(`${pathname}${search}`)}`
}

function answerProblemPage(request: Request, error: AppError): Response {
  const [, connectorId = ''] = /\/salesloft\/(con_\w{1,40})\//.exec(new URL(request.url).pathname) ?? []
  const back = `${env().PORTAL_ORIGIN}/settings/connectors/${connectorId}`
  const body = html`<h1>Not connected</h1><p>${error.publicDetail}</p><p><code>${error.code}</code></p>
<div class="bar"><a href="${back}">Back to the connector</a></div>`
  return answerDocument({ status: error.status, title: 'Not connected', body, frameOrigins: [] })
}

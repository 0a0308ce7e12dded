import type { AppError } from '@/lib/errors'
import { html } from '@/lib/html'
import { answerDocument } from '@/lib/http/frame-document'
import { clientAddress } from '@/lib/http/request'
import { route } from '@/lib/http/route'
import { consumeLimit } from '@/lib/server/rate-limit'

/** Where a browser brings an authorization request: sent on, or a page that says why it goes nowhere. */
export function authorizeRoute(next: (query: URLSearchParams) => Promise<string>) {
  return route(
    { access: 'public', answerError: (_request, error, requestId) => answerProblemPage(error, requestId) },
    async ({ request }) => {
      await consumeLimit('oauth_address', clientAddress(request.headers))
      const location = await next(new URL(request.url).searchParams)
      const headers = { location, 'cache-control': 'private, no-store', 'referrer-policy': 'no-referrer' }
      return new Response(null, { status: 303, headers })
    },
  )
}

function answerProblemPage(error: AppError, requestId: string): Response {
  const body = html`<h1>This request can’t continue</h1><p>${error.publicDetail}</p>
<p>Go back to the partner’s site, or send them this: <code>${error.code}</code>, request <code>${requestId}</code>. Nothing was changed.</p>`
  return answerDocument({
    status: error.status,
    title: 'This request can’t continue',
    body,
    frameOrigins: [],
  })
}

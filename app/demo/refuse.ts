import { answerPage, type DemoBrand } from '@/app/demo/document'
import { AppError } from '@/lib/errors'
import { html } from '@/lib/html'

/** The page for a refused request: 400 if it isn't a launch, 403 if it wasn't signed for this service. */
export function refuseRequest(service: { name: string; brand: DemoBrand }, thrown: unknown): Response {
  const { status, code, reason } = explain(thrown)
  const title = status === 503 ? 'This service is not set up yet' : 'This page wasn’t opened'
  const body = html`<main class="refusal">
<p class="from">${service.brand.name} · ${service.name}</p>
<h1>${title}</h1>
<p>${reason}</p>
<h2>What to do</h2>
<p>Open it from your CRM again. If that doesn’t help, send ${service.brand.name} the code below.</p>
<p class="code">Status ${status} <code>${code}</code></p>
</main>`
  return answerPage({ brand: service.brand, title: `${title} · ${service.name}`, body }, status)
}

/** The same for a caller that is a program. */
export function refuseCall(thrown: unknown): Response {
  const { status, reason } = explain(thrown)
  return Response.json({ errorMessage: reason }, { status, headers: { 'cache-control': 'no-store' } })
}

function explain(thrown: unknown): { status: number; code: string; reason: string } {
  if (!(thrown instanceof AppError)) throw thrown
  const { code, publicDetail } = thrown
  if (code === 'secrets_unavailable') return { status: 503, code, reason: publicDetail }
  // 401 would ask the caller to sign in, but the signature is the only proof there is.
  return { status: thrown.status === 401 ? 403 : thrown.status, code, reason: publicDetail }
}

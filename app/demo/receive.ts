import { answerPage, type DemoBrand, type DemoPage } from '@/app/demo/document'
import { type DemoRecord, readRecord } from '@/app/demo/record'
import { describeRefusal } from '@/app/demo/refusal'
import { readSecrets } from '@/app/demo/secrets'
import { AppError } from '@/lib/errors'
import { html } from '@/lib/html'
import type { Unauthenticated } from '@/lib/protocols/protocol'
import { verifySureSend } from '@/lib/protocols/sure-send'

export type DemoService = {
  /** The path that the widget is registered with, by which its secrets are found. */
  path: string
  name: string
  brand: DemoBrand
  /** Converts a secret before verifying with it. */
  readSecret?: (secret: string) => string
  /** The page for a verified launch. `query` holds the registered URL's own parameters, which aren't signed. */
  render: (record: DemoRecord, query: Unauthenticated) => Omit<DemoPage, 'brand'>
}

/**
 * What a partner's server does with a launch: verify, then render. Answers 400 for a request that isn't a launch,
 * 403 for one that wasn't signed for this widget or has expired, 503 if it can't read its secrets.
 */
export async function receiveLaunch(request: Request, service: DemoService): Promise<Response> {
  try {
    const { readSecret = (secret) => secret } = service
    const secrets = (await readSecrets(service.path)).map(readSecret)
    const verified = await verifySureSend({ url: request.url, secrets, now: new Date() })
    return answerPage({
      brand: service.brand,
      ...service.render(readRecord(verified.data), verified.unauthenticated),
    })
  } catch (thrown) {
    return refuseLaunch(request, service, thrown)
  }
}

function refuseLaunch(request: Request, service: DemoService, thrown: unknown): Response {
  if (!(thrown instanceof AppError)) throw thrown
  const isUnsigned =
    thrown.code === 'missing_parameter' && !new URL(request.url).searchParams.get('signature')
  const refusal = describeRefusal(thrown, isUnsigned && new URL(request.url).searchParams.has('context'))
  const body = html`<main class="refusal">
<p class="from">${service.brand.name} · ${service.name}</p>
<h1>${refusal.title}</h1>
<p>${refusal.reason}</p>
<h2>What to do</h2>
<p>${refusal.advice}</p>
<p class="code">Status ${refusal.status} <code>${thrown.code}</code></p>
</main>`
  return answerPage(
    { brand: service.brand, title: `${refusal.title} · ${service.name}`, body },
    refusal.status,
  )
}

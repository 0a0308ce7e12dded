import { crmOrigin, portalOrigin, readTeam } from '@/app/demo/crm/team'
import { AppError } from '@/lib/errors'

/** Who is signed in at this CRM. The email is that of a member of the team, as it would be with most CRMs. */
const user = { id: 'tw-user-7', email: 'dana.kim@acme.example', name: 'Dana Kim' }

/** The ten lines of a back end: a token for the signed-in user, to this CRM's own page only. */
export async function POST(request: Request): Promise<Response> {
  if (request.headers.get('origin') !== crmOrigin())
    return answer(403, 'Only this CRM’s own pages get a token.')
  try {
    const { apiKey } = await readTeam()
    const started = await fetch(`${portalOrigin()}/api/v1/embed-sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ user }),
      signal: AbortSignal.timeout(5_000),
    })
    const { token, detail } = (await started.json()) as { token?: string; detail?: string }
    return token ? answer(200, token) : answer(502, detail ?? 'The portal gave no token.')
  } catch (thrown) {
    return answer(503, thrown instanceof AppError ? thrown.publicDetail : 'The portal did not answer.')
  }
}

function answer(status: number, text: string): Response {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'private, no-store' }
  return new Response(text, { status, headers })
}

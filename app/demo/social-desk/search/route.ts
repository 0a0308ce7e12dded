import { readSecrets } from '@/app/demo/secrets'
import { searchProfiles } from '@/app/demo/social-desk/people'
import { AppError } from '@/lib/errors'
import { verifySocialSignin } from '@/lib/protocols/social-signin'

/** The search of a SocialSignIn integration, with the reference's own words for a refusal. */
export async function GET(request: Request): Promise<Response> {
  try {
    const secrets = await readSecrets('/demo/social-desk/search')
    const { data } = await verifySocialSignin({ url: request.url, secrets, now: new Date() })
    if (typeof data.q !== 'string' || !data.q.trim())
      throw new AppError('missing_parameter', 'missing or empty q param')
    const results = searchProfiles(data.q).map(({ id, name }) => ({ id, name }))
    return answer(200, { results })
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    return answer(statusOf(thrown), { status: 'error', error: wordsOf(thrown) })
  }
}

function answer(status: number, body: object): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'private, no-store' } })
}

function statusOf({ code, status }: AppError): number {
  if (code === 'malformed_timestamp') return 400
  return status === 401 ? 403 : status
}

function wordsOf({ code, publicDetail }: AppError): string {
  if (code === 'signature_mismatch') return 'Signature mismatch'
  if (code === 'expired') return 'request expired'
  if (code === 'malformed_timestamp') return 'missing or invalid sig or expires params'
  return publicDetail
}

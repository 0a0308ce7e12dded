import { proofHeader, proofPath } from '@/lib/domain/origins/proofs.schema'
import { AppError } from '@/lib/errors'
import { listOriginTokens } from '@/lib/server/origin-token'
import { type SafeRequest, type SafeResponse, safeFetch } from '@/lib/server/safe-fetch'

/** One request, without following redirects. */
export type ProofFetch = (request: SafeRequest) => Promise<SafeResponse>

const proofSeconds = 3
const proofBytesMax = 4096

/**
 * Looks for a partner's token at an origin, in the file or in the header of its address. Resolves to why it proves nothing, or null where it
 * proves the origin. No redirect is followed. @throws AppError secrets_unavailable
 */
export async function fetchProof(
  claim: { partnerId: string; origin: string },
  fetch: ProofFetch = safeFetch,
): Promise<string | null> {
  const tokens = listOriginTokens(claim)
  const url = claim.origin + proofPath
  try {
    const request = { url, timeoutSeconds: proofSeconds, bodyBytesMax: proofBytesMax }
    return judgeProof(await fetch(request), tokens, url)
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.publicDetail
    throw thrown
  }
}

function judgeProof(answer: SafeResponse, tokens: readonly string[], url: string): string | null {
  const hasToken = (texts: string[]) => texts.some((text) => tokens.includes(text.trim()))
  if (hasToken(answer.headers[proofHeader] ?? [])) return null
  const { status, headers, isTruncated, body } = answer
  const location = headers.location?.[0]
  if (status >= 300 && status < 400 && location && URL.canParse(location, url)) {
    const { origin, pathname } = new URL(location, url)
    return `Your server redirects to ${origin}${pathname}, and a redirect doesn’t prove ownership. Return the file itself, or add the header to this response.`
  }
  if (status !== 200)
    return `Your server answered ${status}, without the header ${proofHeader} and this token.`
  if (isTruncated) return `The file is larger than ${proofBytesMax} bytes. Serve only the token.`
  const lines = body.toString('utf8').split(/[\r\n]+/)
  if (hasToken(lines)) return null
  return lines.some((line) => /^\s*fgv_/.test(line))
    ? 'The file contains another partner’s or another origin’s token. Copy the token shown here.'
    : 'The file doesn’t have this token on its own line.'
}

import { quoteForShell } from '@/lib/domain/profiles/signed-text'
import type { SignedRequest } from '@/lib/protocols/protocol'

/** The request for a shell. What proves nothing else than this one request is in it; the secret never is. */
export function writeCurl({ method, url, headers, body }: SignedRequest): string {
  const parts = [
    `curl -i ${method === 'GET' ? '' : `-X ${method} `}${quoteForShell(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoteForShell(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`--data-raw ${quoteForShell(body)}`]),
  ]
  return parts.join(' \\\n  ')
}

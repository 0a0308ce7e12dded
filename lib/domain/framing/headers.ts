import type { SignedRequest } from '@/lib/protocols/protocol'

/** The user agent of a request on behalf of a person's browser. */
export const browserAgent =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15'

/** The agent of everything that no browser sends: searches, activities, postbacks. */
export const ownAgent = 'Framegate'

/**
 * The headers with which a browser opens a widget in a frame of `hostOrigin`: Safari's, since it sends no further ones that would have to fit
 * its version. A server that answered the certification otherwise than its users would be certified for what they never see.
 */
export function framingHeaders(
  hostOrigin: string | null,
  method: SignedRequest['method'] = 'GET',
): Record<string, string> {
  return {
    'sec-fetch-dest': 'iframe',
    'user-agent': browserAgent,
    accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'navigate',
    'accept-language': 'en-GB,en;q=0.9',
    priority: 'u=0, i',
    'accept-encoding': 'gzip, deflate, br',
    // The stage's referrer policy is strict-origin.
    ...(hostOrigin ? { referer: `${hostOrigin}/` } : {}),
    ...(method === 'POST' ? { origin: hostOrigin ?? 'null' } : {}),
  }
}

import type { ServerResponse } from 'node:http'
import type { SafeRequest, SafeResponse } from '@/lib/server/safe-fetch'
import { safeFetch } from '@/lib/server/safe-fetch'
import { lookupListedName } from '@/lib/server/safe-fetch-lookup'
import { openZoo, type ZooAnswer, type ZooRequest } from '@/test/zoo/open-zoo'

/**
 * A real server of this machine that stands for a public https:// host, which no test could reach: what `fetch` is asked to send there goes
 * to it, with the limits and failures of the portal's own requests.
 */
export async function openPublicHost(
  origin: string,
  keep: (request: ZooRequest, response: ServerResponse) => ZooAnswer | null,
) {
  const received: string[] = []
  const local = await openZoo((request, response) => {
    const { pathname } = new URL(request.url)
    received.push(`${request.method} ${pathname}`)
    return keep(request, response)
  })
  const fetch = (request: SafeRequest): Promise<SafeResponse> => {
    const url = new URL(request.url)
    if (url.origin !== origin) throw new Error(`${url.origin} is not the host of this test.`)
    return safeFetch({ ...request, url: local + url.pathname + url.search }, lookupListedName, () => true)
  }
  return { received, fetch }
}

import {
  requireAllowedAddresses,
  type SafeRequest,
  type SafeResponse,
  safeFetch,
} from '../lib/server/safe-fetch'
import { lookupListedName, type Resolved } from '../lib/server/safe-fetch-lookup'

/**
 * A request of the command line: to whatever the developer names, on their own machine or network too, by their own rights. Redirects, time
 * and size are as guarded as in the portal.
 */
export function fetchFromHere(request: SafeRequest): Promise<SafeResponse> {
  return safeFetch(request, lookupListedName, () => true)
}

/** The addresses of what a page opens in the developer's browser: by their own rights too. */
export function resolveFromHere(url: URL): Promise<Resolved[]> {
  return requireAllowedAddresses(url, true)
}

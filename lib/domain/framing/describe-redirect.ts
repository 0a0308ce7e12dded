type Answer = { status: number; headers: Record<string, string[]> }

const redirects = [301, 302, 303, 307, 308]

/**
 * What to do about an answer that is a redirect where none is followed: it names the new address without its query, which may carry what
 * nobody else is to read. Null for every other answer.
 */
export function describeRedirect({ status, headers }: Answer, url: string): string | null {
  const location = headers.location?.[0]
  if (!redirects.includes(status) || !location) return null
  if (!URL.canParse(location, url))
    return `Your server answered ${status} with a Location that is not an address.`
  const { origin, pathname } = new URL(location, url)
  return `Your server answered ${status} and redirects to ${origin}${pathname}. The portal doesn’t follow redirects here: register that address.`
}

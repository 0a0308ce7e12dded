const scrubbed = '[redacted]'

/** A path without the single-use token of an invitation or reset link, and without any other segment as long as one. */
export function scrubPath(path: string): string {
  return path
    .split('/')
    .map((segment, index, all) => {
      const isLinkToken = segment !== '' && /^(join|reset)$/i.test(all[index - 1] ?? '')
      return isLinkToken || looksLikeToken(segment) ? scrubbed : segment
    })
    .join('/')
}

/** A finished line of a log without links, keys, tokens and signed parameters that some library put into its text. */
export function scrubLine(line: string): string {
  return line
    .replace(/((?:\/|%2f)(?:join|reset)(?:\/|%2f))[\w-]{8,}/gi, `$1${scrubbed}`)
    .replace(/\bfg[a-z]?_(?:[a-z]+_)?[\w-]{20,}/g, scrubbed)
    .replace(/\b(Bearer|Basic) +[\w+/=.-]{8,}/gi, `$1 ${scrubbed}`)
    .replace(
      /([?&](?:code|state|token|key|sig|signature|secret|context|password|access_token|refresh_token|client_secret)=)[^&\s"'\\]+/gi,
      `$1${scrubbed}`,
    )
}

/** As long as the 32 random bytes of our tokens, and not one of our ids, which are shorter. */
function looksLikeToken(segment: string): boolean {
  return /^(?:[\w-]|%[0-9a-f]{2}){40,}$/i.test(segment)
}

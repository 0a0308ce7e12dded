/** A parameter as written in the query, and as the URL standard and plain percent-decoding read it. */
export type RawParameter = { name: string; raw: string; value: string; percentDecoded: string }

/** The parameters of a query or form, in order. Bytes that aren't UTF-8 and stray percent signs stay unchanged. */
export function readRawParameters(query: string): RawParameter[] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const split = pair.indexOf('=')
      const [name, raw] = split < 0 ? [pair, ''] : [pair.slice(0, split), pair.slice(split + 1)]
      return {
        name: decodePercent(name),
        raw,
        value: decodePercent(raw.replaceAll('+', ' ')),
        percentDecoded: decodePercent(raw),
      }
    })
}

export function queryOf(url: string): string {
  const start = url.indexOf('?')
  return start < 0 ? '' : (url.slice(start + 1).split('#', 1)[0] ?? '')
}

/** The URL of a request, or one with its body as the query if only a query was pasted. */
export function urlOf({ url, body }: { url: string; body: string }): string {
  return queryOf(url) || !body
    ? url
    : `${url.split(/[?#]/, 1)[0] || 'https://pasted.invalid/'}?${body.trim()}`
}

/** The URL with each value of a parameter replaced, or with the parameter added. */
export function replaceParameter(url: string, name: string, value: string): string {
  const query = queryOf(url)
  const [before = ''] = url.split(/[?#]/, 1)
  const pair = `${name}=${encodePercent(value)}`
  let isThere = false
  const pairs = query
    .split('&')
    .filter((text) => text !== '')
    .map((text) => {
      const isNamed = decodePercent(text.split('=', 1)[0] ?? '') === name
      isThere ||= isNamed
      return isNamed ? pair : text
    })
  return `${before}?${(isThere ? pairs : [...pairs, pair]).join('&')}`
}

/** The raw query, without the parameters of these names. */
export function withoutParameters(query: string, ...names: string[]): string {
  return query
    .split('&')
    .filter((pair) => pair !== '' && !names.includes(decodePercent(pair.split('=', 1)[0] ?? '')))
    .join('&')
}

/** A text decoded from percent-encoding, or as it is where that cannot be. */
export function decodePercent(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** encodeURIComponent for any text: half of a surrogate pair becomes U+FFFD. */
export function encodePercent(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

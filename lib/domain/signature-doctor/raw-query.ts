/** A parameter as it stands in the query, and as the URL standard and plain percent-decoding read it. */
export type RawParameter = { name: string; raw: string; value: string; percentDecoded: string }

/** The parameters of a query or form, in order. What is no UTF-8 or stray percent signs stay as they are. */
export function readRawParameters(query: string): RawParameter[] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const split = pair.indexOf('=')
      const [name, raw] = split < 0 ? [pair, ''] : [pair.slice(0, split), pair.slice(split + 1)]
      return { name: decode(name), raw, value: decode(raw.replaceAll('+', ' ')), percentDecoded: decode(raw) }
    })
}

export function queryOf(url: string): string {
  const start = url.indexOf('?')
  return start < 0 ? '' : (url.slice(start + 1).split('#', 1)[0] ?? '')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

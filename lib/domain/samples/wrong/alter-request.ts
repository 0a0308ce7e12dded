import type { SignedRequest } from '@/lib/protocols/protocol'

/** A parameter of the raw request: only the name is decoded. */
type Pair = readonly [name: string, written: string]

/** The request with the parameters of its form or query changed, everything else byte by byte as it was. */
export function alterPairs(request: SignedRequest, change: (pairs: Pair[]) => Pair[]): SignedRequest {
  const isForm = Object.keys(request.fields).length > 0
  const { url, body } = request
  const [base = '', ...rest] = url.split('?')
  const text = isForm ? (body ?? '') : rest.join('?')
  const changed = change(text.split('&').filter(Boolean).map(split))
  const written = changed.map(([name, value]) => `${name}=${value}`).join('&')
  if (!isForm) return { ...request, url: `${base}?${written}` }
  return { ...request, body: written, fields: Object.fromEntries(new URLSearchParams(written)) }
}

/** The decoded value of a parameter, empty if it is not there. */
export function readValue(request: SignedRequest, name: string): string {
  const isForm = Object.keys(request.fields).length > 0
  const text = isForm ? (request.body ?? '') : request.url.slice(request.url.indexOf('?') + 1)
  return new URLSearchParams(text).get(name) ?? ''
}

export function replaceValue(
  request: SignedRequest,
  name: string,
  change: (value: string) => string,
): SignedRequest {
  const value = encodeURIComponent(change(readValue(request, name)))
  return alterPairs(request, (pairs) => pairs.map((pair) => (pair[0] === name ? [name, value] : pair)))
}

export function removeParameter(request: SignedRequest, name: string): SignedRequest {
  return alterPairs(request, (pairs) => pairs.filter(([given]) => given !== name))
}

export function renameParameter(request: SignedRequest, name: string, to: string): SignedRequest {
  return alterPairs(request, (pairs) => pairs.map((pair) => (pair[0] === name ? [to, pair[1]] : pair)))
}

export function appendParameter(request: SignedRequest, name: string, value: string): SignedRequest {
  return alterPairs(request, (pairs) => [...pairs, [name, encodeURIComponent(value)]])
}

export function prependParameter(request: SignedRequest, name: string, value: string): SignedRequest {
  return alterPairs(request, (pairs) => [[name, encodeURIComponent(value)], ...pairs])
}

/** A parameter's value as it is to stand in the URL, encoded or not. */
export function writeValue(
  request: SignedRequest,
  name: string,
  change: (written: string) => string,
): SignedRequest {
  return alterPairs(request, (pairs) =>
    pairs.map((pair) => (pair[0] === name ? [name, change(pair[1])] : pair)),
  )
}

/** Another character of the same alphabet in the middle of a text, be it hex or base64. */
export function flipMiddle(text: string): string {
  const middle = Math.floor(text.length / 2)
  return `${text.slice(0, middle)}${text[middle] === 'a' ? 'b' : 'a'}${text.slice(middle + 1)}`
}

function split(pair: string): Pair {
  const at = pair.indexOf('=')
  return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
}

import type { RequestParts } from '@/lib/protocols/protocol'

const secretNames = /^(sig|signature|hmac|data|context|payload|key|access-token|access_token)$/i
const parametersMax = 20

/** What the log keeps of a request: names, short values, and only the length of proofs and contexts. */
export function describeCall({ url, headers, body }: RequestParts): Record<string, string> {
  const { searchParams } = new URL(url, 'http://portal.invalid')
  const described: Record<string, string> = {}
  for (const [name, value] of [...searchParams].slice(0, parametersMax))
    described[toLogText(name, 60)] = secretNames.test(name)
      ? `${value.length} characters`
      : toLogText(value, 80)
  const timestamp =
    'get' in headers && typeof headers.get === 'function'
      ? headers.get('x-showpad-signature-timestamp')
      : null
  if (typeof timestamp === 'string') described['x-showpad-signature-timestamp'] = toLogText(timestamp, 40)
  if (body.length > 0) described.body = `${body.length} bytes`
  return described
}

/** Cut first: half of a character, which a cut may leave, is nothing that PostgreSQL stores. */
function toLogText(text: string, lengthMax: number): string {
  return text.slice(0, lengthMax).replaceAll('\0', '␀').toWellFormed()
}

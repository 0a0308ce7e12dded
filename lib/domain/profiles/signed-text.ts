import { parseBoundedJson, writeReadableJson } from '@/lib/bounded-json'
import type { SignedText } from '@/lib/domain/protocols/signed-text.schema'
import type { SignedRequest } from '@/lib/protocols/protocol'
import { parseParameters, readQuery } from '@/lib/protocols/request-parts'

/** The first value of a parameter, as the seeds' samples read it. */
export function readFirst({ url }: Pick<SignedRequest, 'url'>, name: string): string | null {
  return parseParameters(readQuery(url)).find(([given]) => given === name)?.[1] ?? null
}

export function describeSigned(
  method: string,
  text: string | null,
  signature: string | null,
  { travelsInUrl = false } = {},
): SignedText {
  const bytes = text === null ? null : Buffer.from(text, 'utf8').toString('base64')
  return { method, bytes, signature, travelsInUrl }
}

export function describeEncrypted(method: string): SignedText {
  return { method, bytes: null, signature: null, travelsInUrl: false }
}

/** JSON that a person can read; other text stays unchanged. */
export function toReadable(text: string): string {
  try {
    return writeReadableJson(parseBoundedJson(text, 'malformed_payload'))
  } catch {
    return text
  }
}

/** The command that makes an HMAC-SHA256 of the text again, with the secret in $SECRET. */
export function writeDigest(signed: SignedText, encoding: 'hex' | 'base64'): string | null {
  if (signed.bytes === null) return null
  const text = Buffer.from(signed.bytes, 'base64').toString('utf8')
  const sign = `openssl dgst -sha256 -hmac "$SECRET"`
  const encoded = encoding === 'base64' ? `${sign} -binary | base64` : `${sign} -hex`
  return `printf '%s' ${quoteForShell(text)} \\\n  | ${encoded}`
}

export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

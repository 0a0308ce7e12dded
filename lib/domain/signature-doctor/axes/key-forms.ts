import { createHash } from 'node:crypto'
import { encodePercent } from '@/lib/domain/signature-doctor/raw-query'
import type { MistakeId } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import { asItIs, type Form, whereItChanges } from '@/lib/domain/signature-doctor/variant'

const as = (mistake: MistakeId, change: (secret: string) => string) => whereItChanges([mistake], change)

/** What people make of a secret before they turn it into bytes. */
export const keyTextForms: readonly Form<string, string>[] = [
  asItIs,
  as('key-line-break', (secret) => `${secret}\n`),
  as('key-line-break', (secret) => `${secret}\r\n`),
  as('key-line-break', (secret) => `${secret}\r`),
  as('key-literal-line-break', (secret) => `${secret}\\n`),
  as('key-literal-line-break', (secret) => `${secret}\\r\\n`),
  as('key-white-space', (secret) => ` ${secret}`),
  as('key-white-space', (secret) => `${secret} `),
  as('key-white-space', (secret) => `"${secret}"`),
  as('key-white-space', (secret) => `'${secret}'`),
  as('key-white-space', (secret) => `\t${secret}`),
  as('key-white-space', (secret) => `${secret}\t`),
  as('key-white-space', (secret) => `\`${secret}\``),
  as('key-case-changed', (secret) => secret.toUpperCase()),
  as('key-case-changed', (secret) => secret.toLowerCase()),
  as('key-base64-encoded', (secret) => Buffer.from(secret).toString('base64')),
  as('key-base64-encoded', (secret) => Buffer.from(secret, 'hex').toString('base64') || secret),
  as('key-hex-encoded', (secret) => Buffer.from(secret).toString('hex')),
  as('key-truncated', (secret) => secret.slice(0, 32)),
  as('key-truncated', (secret) => secret.slice(0, 16)),
  as('key-truncated', (secret) => secret.slice(0, -1)),
  as('key-truncated', (secret) => secret.slice(1)),
  as('key-joined', (secret) => `${secret}${secret}`),
  as('key-prefixed', (secret) => `whsec_${secret}`),
  as('key-prefixed', (secret) => `v1,whsec_${secret}`),
  as('key-prefixed', (secret) => `Bearer ${secret}`),
  as('key-prefixed', (secret) => `SECRET=${secret}`),
  as('key-percent-encoded', (secret) => encodePercent(secret.toWellFormed())),
  as('key-hashed', (secret) => digest('sha256', secret).toString('hex')),
  as('key-hashed', (secret) => digest('md5', secret).toString('hex')),
  as('key-hashed', (secret) => digest('sha1', secret).toString('hex')),
  as('key-hashed', (secret) => digest('sha256', secret).toString('base64')),
]

/** How they turn it into bytes. */
export const keyByteForms: readonly Form<string, Buffer>[] = [
  { mistakes: [], value: (secret) => Buffer.from(secret, 'utf8') },
  { mistakes: ['key-hex-decoded'], value: (secret) => nonEmpty(Buffer.from(secret, 'hex')) },
  { mistakes: ['key-base64-decoded'], value: (secret) => nonEmpty(Buffer.from(secret, 'base64')) },
  { mistakes: ['key-hashed'], value: (secret) => digest('sha256', secret) },
  { mistakes: ['key-hashed'], value: (secret) => digest('md5', secret) },
  { mistakes: ['key-hashed'], value: (secret) => digest('sha1', secret) },
  { mistakes: ['key-hashed'], value: (secret) => digest('sha512', secret) },
  { mistakes: ['key-bom'], value: (secret) => Buffer.from(`\uFEFF${secret}`) },
  { mistakes: ['key-charset'], value: (secret) => Buffer.from(secret, 'utf16le') },
  { mistakes: ['key-charset'], value: (secret) => Buffer.from(secret, 'utf16le').swap16() },
  { mistakes: ['key-charset'], value: (secret) => Buffer.from(`\uFEFF${secret}`, 'utf16le') },
  { mistakes: ['key-charset'], value: (secret) => beyondAscii(secret, Buffer.from(secret, 'latin1')) },
]

/** Common values of a secret that was never set. */
export const emptyKeys: readonly string[] = ['', 'undefined', 'null', 'None', 'nil', 'NaN', '[object Object]']

/** How two secrets of one setting come to be one. */
export const keySeparators: readonly string[] = ['', ',', ' ', '\n', ';', ':']

function digest(algorithm: string, text: string): Buffer {
  return createHash(algorithm).update(text).digest()
}

function nonEmpty(bytes: Buffer): Buffer | undefined {
  return bytes.length > 0 ? bytes : undefined
}

function beyondAscii(text: string, bytes: Buffer): Buffer | undefined {
  return Buffer.byteLength(text) === bytes.length ? undefined : bytes
}

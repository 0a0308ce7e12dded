import type { Variant } from '@/lib/domain/signature-doctor/variant'

/** How a digest is written, and which bytes such a writing begins with. */
export type Writing = { write: (digest: Buffer) => string; read: (text: string) => Buffer }

export type Encoding = 'hex' | 'base64'

const hex: Writing = { write: (digest) => digest.toString('hex'), read: (text) => Buffer.from(text, 'hex') }
const base64: Writing = {
  write: (digest) => digest.toString('base64'),
  read: (text) => Buffer.from(text, 'base64'),
}
const upperHex: Writing = { write: (digest) => hex.write(digest).toUpperCase(), read: hex.read }
const dashedHex: Writing = {
  write: (digest) => (upperHex.write(digest).match(/../g) ?? []).join('-'),
  read: (text) => hex.read(text.replaceAll('-', '')),
}
const base64url: Writing = { write: (digest) => digest.toString('base64url'), read: base64.read }
const paddedBase64url: Writing = {
  write: (digest) => base64.write(digest).replaceAll('+', '-').replaceAll('/', '_'),
  read: base64.read,
}
const unpaddedBase64: Writing = {
  write: (digest) => base64.write(digest).replace(/=+$/, ''),
  read: base64.read,
}
const base64OfHex: Writing = {
  write: (digest) => Buffer.from(hex.write(digest)).toString('base64'),
  read: (text) => hex.read(base64.read(text).toString('latin1')),
}
const hexOfBase64: Writing = {
  write: (digest) => Buffer.from(base64.write(digest)).toString('hex'),
  read: (text) => base64.read(hex.read(text).toString('latin1')),
}
const hexOfHex: Writing = {
  write: (digest) => Buffer.from(hex.write(digest)).toString('hex'),
  read: (text) => hex.read(hex.read(text).toString('latin1')),
}
const base64Twice: Writing = {
  write: (digest) => Buffer.from(base64.write(digest)).toString('base64'),
  read: (text) => base64.read(base64.read(text).toString('latin1')),
}

const shared: readonly Variant<Writing>[] = [
  { mistakes: ['signature-base64url'], value: base64url },
  { mistakes: ['signature-base64url'], value: paddedBase64url },
  { mistakes: ['signature-without-padding'], value: unpaddedBase64 },
  { mistakes: ['signature-base64-of-hex'], value: base64OfHex },
  { mistakes: ['signature-hex-of-base64'], value: hexOfBase64 },
  { mistakes: ['signature-encoded-twice'], value: hexOfHex },
  { mistakes: ['signature-encoded-twice'], value: base64Twice },
  { mistakes: ['signature-dashed'], value: dashedHex },
]

/** The writings for a protocol whose signatures are hex or padded base64, the right one first. */
export const writings: Record<Encoding, readonly Variant<Writing>[]> = {
  hex: [
    { mistakes: [], value: hex },
    { mistakes: ['signature-upper-case'], value: upperHex },
    { mistakes: ['signature-base64'], value: base64 },
    ...shared,
  ],
  base64: [
    { mistakes: [], value: base64 },
    { mistakes: ['signature-hex'], value: hex },
    { mistakes: ['signature-hex', 'signature-upper-case'], value: upperHex },
    ...shared,
  ],
}

/** The digest with what may surround it: an algorithm, a version, white space, quotes, one coding too many. The plain digest comes first. */
export const wrappings: readonly Variant<(given: string) => string | undefined>[] = [
  { mistakes: [], value: (given) => given },
  {
    mistakes: ['signature-white-space'],
    value: (given) => /^[\s"']*([^\s"'](?:.*[^\s"'])?)[\s"']*$/s.exec(given)?.[1],
  },
  {
    mistakes: ['signature-prefixed'],
    value: (given) =>
      /^(?:hmac[-_ ]?)?(?:sha-?256|sha1|sha512|v[0-9]|s|sig|signature|HS256|bearer|hmac)\s?[=,: ]\s?(.+)$/is.exec(
        given,
      )?.[1],
  },
  { mistakes: ['encoded-twice'], value: decodeOnce },
  {
    mistakes: ['plus-turned-into-space'],
    value: (given) => (given.includes(' ') ? given.replaceAll(' ', '+') : undefined),
  },
  { mistakes: ['signature-line-wrapped'], value: (given) => given.replace(/[\r\n]+/g, '') },
]

function decodeOnce(given: string): string | undefined {
  try {
    return given.includes('%') ? decodeURIComponent(given) : undefined
  } catch {
    return undefined
  }
}

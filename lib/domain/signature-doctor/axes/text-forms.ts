import { createHash } from 'node:crypto'
import { encodePercent } from '@/lib/domain/signature-doctor/raw-query'
import { asItIs, type Form, type Text, whereItChanges } from '@/lib/domain/signature-doctor/variant'

/** The bytes that people make of a text. */
export const charsetForms: readonly Form<string, Text>[] = [
  asItIs,
  {
    mistakes: ['signed-charset'],
    value: (text) => beyondAscii(text, (all) => encodeLatin1(all, /[^\0-\xff]/gu)),
  },
  {
    mistakes: ['signed-charset'],
    value: (text) => beyondAscii(text, (all) => encodeLatin1(all, /[^\0-\x7f]/gu)),
  },
  {
    mistakes: ['signed-charset'],
    value: (text) => beyondAscii(text, (all) => encodeLatin1(all, /[^\0-\x7f]/g)),
  },
  // Its UTF-8 read as Latin-1 and encoded again.
  {
    mistakes: ['signed-charset'],
    value: (text) => beyondAscii(text, (all) => Buffer.from(Buffer.from(all).toString('latin1'))),
  },
  {
    mistakes: ['signed-charset'],
    value: (text) => beyondAscii(text, (all) => Buffer.from(all.normalize('NFD'))),
  },
  {
    mistakes: ['signed-charset'],
    value: (text) => beyondAscii(text, (all) => Buffer.from(all.normalize('NFC'))),
  },
  { mistakes: ['signed-charset'], value: (text) => Buffer.from(text, 'utf16le') },
  { mistakes: ['signed-charset'], value: (text) => Buffer.from(text, 'utf16le').swap16() },
  { mistakes: ['signed-charset'], value: (text) => Buffer.from(`\uFEFF${text}`, 'utf16le') },
  { mistakes: ['signed-charset'], value: (text) => Buffer.from(`\uFEFF${text}`) },
]

/** What happens to line breaks between two programs. */
export const lineForms: readonly Form<string, string>[] = [
  asItIs,
  whereItChanges(['line-breaks-changed'], (text) => text.replace(/\r?\n/g, '\r\n')),
  whereItChanges(['line-breaks-changed'], (text) => text.replaceAll('\r\n', '\n')),
  whereItChanges(['line-breaks-changed'], (text) => `${text}\n`),
  whereItChanges(['line-breaks-changed'], (text) => `${text}\r\n`),
  whereItChanges(['line-breaks-changed'], (text) => text.trim()),
]

/** How base64 is spelled. */
export const base64Forms: readonly Form<string, string>[] = [
  asItIs,
  whereItChanges(['signed-without-padding'], (text) => text.replace(/=+$/, '')),
  whereItChanges(['signed-base64url'], (text) => Buffer.from(text, 'base64').toString('base64url')),
  whereItChanges(['signed-base64url'], (text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  // The other way: base64url arrived, and was decoded and encoded again.
  whereItChanges(['signed-reserialised'], (text) => Buffer.from(text, 'base64').toString('base64')),
  ...[60, 64, 76].flatMap((width) =>
    ['\n', '\r\n'].flatMap((lineBreak) =>
      ['', lineBreak].map((end) =>
        whereItChanges(['signed-line-wrapped'], (text) => `${wrap(text, width, lineBreak)}${end}`),
      ),
    ),
  ),
  whereItChanges(['signed-line-wrapped'], (text) => `${text}\n`),
  whereItChanges(['base64-twice'], (text) => Buffer.from(text).toString('base64')),
]

/** How a value is taken out of a URL. */
export const decodingForms: readonly Form<string, string>[] = [
  asItIs,
  whereItChanges(['signed-encoded'], encodePercent),
  whereItChanges(['signed-encoded'], (text) => lowerPercent(encodePercent(text))),
  whereItChanges(['signed-encoded'], (text) => encodePercent(text).replaceAll('%2F', '/')),
  whereItChanges(['signed-encoded'], (text) => encodePercent(encodePercent(text))),
  whereItChanges(['signed-decoded-twice'], (text) => text.replaceAll('+', ' ')),
]

/** A digest of the text in its place. */
export const hashedForms: readonly Form<Text, Text>[] = [
  asItIs,
  { mistakes: ['signed-digest'], value: (text) => createHash('sha256').update(text).digest() },
  { mistakes: ['signed-digest'], value: (text) => createHash('sha256').update(text).digest('hex') },
  { mistakes: ['signed-digest'], value: (text) => createHash('md5').update(text).digest('hex') },
]

export function lowerPercent(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
}

function wrap(text: string, width: number, lineBreak: string): string {
  return (text.match(new RegExp(`.{1,${width}}`, 'gs')) ?? []).join(lineBreak)
}

function beyondAscii(text: string, encode: (text: string) => Buffer): Buffer | undefined {
  return /[^\0-\x7f]/.test(text) ? encode(text) : undefined
}

function encodeLatin1(text: string, lacking: RegExp): Buffer {
  return Buffer.from(text.replace(lacking, '?'), 'latin1')
}

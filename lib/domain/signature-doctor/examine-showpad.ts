import { jsonForms, rareJsonForms, readJsonText } from '@/lib/domain/signature-doctor/axes/json-forms'
import { charsetForms, hashedForms, lineForms } from '@/lib/domain/signature-doctor/axes/text-forms'
import { judgeUnixSeconds } from '@/lib/domain/signature-doctor/judge-time'
import { encodePercent } from '@/lib/domain/signature-doctor/raw-query'
import { searchSignature } from '@/lib/domain/signature-doctor/search-signature'
import type { MistakeId } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import { lackingSpecimen, type Pasted, type Specimen } from '@/lib/domain/signature-doctor/specimen'
import { asItIs, type Form, type Route, type Text } from '@/lib/domain/signature-doctor/variant'
import { signShowpad } from '@/lib/protocols/showpad'

const signatureHeader = 'x-showpad-signature-v1'
const timestampHeader = 'x-showpad-signature-timestamp'

/** A Showpad call: padded base64 over raw body, full stop and timestamp; one of several is enough. */
export function openShowpad(pasted: Pasted): Specimen {
  const { body, url, now } = pasted
  const timestamp = pasted.headers[timestampHeader]
  const given = pasted.headers[signatureHeader]
  const signature = pasted.ownSignature ?? given
  const headers =
    pasted.ownSignature === undefined
      ? pasted.headers
      : { ...pasted.headers, [signatureHeader]: pasted.ownSignature }
  const parts = { url, body, headers }
  if (!timestamp || !signature)
    return lackingSpecimen(
      parts,
      'The request needs the headers x-showpad-signature-v1 and x-showpad-signature-timestamp, and the raw body.',
      Boolean(timestamp || given),
    )
  const signatures = signature
    .split(',')
    .slice(0, 10)
    .map((one) => one.trim())
  // A prefix may have a comma in it.
  const all = signature.length < 1000 ? [...new Set([...signatures, signature])] : signatures
  return {
    parts,
    beside: judgeUnixSeconds(timestamp, now),
    advice: [],
    read: [
      { name: 'body', value: body },
      { name: 'timestamp', value: timestamp },
      { name: 'signature', value: signature },
    ],
    stringToSign: `${body}.${timestamp}`,
    search: (secrets, budget) =>
      searchSignature({
        signatures: all,
        secrets,
        texts: routesOf(url, body, timestamp),
        encoding: 'base64',
        budget,
      }),
    repair: (secret) => ({ ...parts, headers: repairHeaders({ ...pasted, body }, secret) }),
  }
}

function repairHeaders({ body, now, url }: Pasted, secret: string) {
  return signShowpad({ url, body, secrets: [secret], now }).headers
}

function routesOf(url: string, body: string, timestamp: string): Route<never>[] {
  const joins = joinForms(timestamp)
  const document = readJsonText(body)
  const start = (value: unknown, ...mistakes: MistakeId[]) => ({ value: value as never, mistakes })
  const path = url.replace(/^[a-z]+:\/\/[^/]*/i, '')
  return [
    { start: start(body), axes: [lineForms, charsetForms, codingForms, hashedForms, joins] },
    ...(document
      ? [
          { start: start(document), axes: [jsonForms, lineForms, charsetForms, joins] },
          { start: start(document), axes: [rareJsonForms, joins.slice(0, 1)] },
        ]
      : []),
    ...lostBodies.map((text) => ({ start: start(text, 'body-lost'), axes: [joins] })),
    ...[url, path, `POST${path}`, `POST ${path}`].map((before) => ({
      start: start(`${before}${body}`, 'signed-whole-url'),
      axes: [joins],
    })),
  ]
}

/** What remains of a body that a parser already read. */
const lostBodies = ['', '{}', '[]', 'null', 'undefined', '[object Object]']

const codingForms: readonly Form<Text, Text>[] = [
  asItIs,
  { mistakes: ['signed-base64'], value: (text) => Buffer.from(text).toString('base64') },
  { mistakes: ['signed-base64'], value: (text) => Buffer.from(text).toString('base64url') },
  { mistakes: ['signed-base64'], value: (text) => Buffer.from(text).toString('hex') },
  { mistakes: ['signed-encoded'], value: (text) => encodePercent(text.toString()) },
  { mistakes: ['signed-reserialised'], value: (text) => JSON.stringify(text.toString()) },
]

/** How body and timestamp become one text. */
function joinForms(timestamp: string): readonly Form<Text, Buffer>[] {
  const other = /^\d{10}$/.test(timestamp) ? `${timestamp}000` : timestamp.slice(0, 10)
  const milliseconds = Number(timestamp) * (timestamp.length > 11 ? 1 : 1000)
  const iso = milliseconds > 0 && milliseconds < 8e15 ? new Date(milliseconds).toISOString() : timestamp
  const join = (...parts: Text[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)))
  return [
    { mistakes: [], value: (body) => join(body, '.', timestamp) },
    { mistakes: ['separator-missing'], value: (body) => join(body, timestamp) },
    ...[':', ',', '|', '\n', ' ', '_', '-', '&', '. '].map(
      (separator): Form<Text, Buffer> => ({
        mistakes: ['separator-other'],
        value: (body) => join(body, separator, timestamp),
      }),
    ),
    { mistakes: ['parts-swapped'], value: (body) => join(timestamp, '.', body) },
    { mistakes: ['parts-swapped', 'separator-missing'], value: (body) => join(timestamp, body) },
    ...[':', ',', '|', '\n', ' '].map(
      (separator): Form<Text, Buffer> => ({
        mistakes: ['parts-swapped', 'separator-other'],
        value: (body) => join(timestamp, separator, body),
      }),
    ),
    { mistakes: ['parts-swapped', 'separator-other'], value: (body) => join('v0:', timestamp, ':', body) },
    { mistakes: ['timestamp-left-out'], value: (body) => join(body) },
    { mistakes: ['milliseconds'], value: (body) => join(body, '.', other) },
    { mistakes: ['timestamp-other-format'], value: (body) => join(body, '.', iso) },
    {
      mistakes: ['timestamp-other-format'],
      value: (body) => join(body, '.', iso.replace(/\.\d+Z$/, 'Z')),
    },
  ]
}

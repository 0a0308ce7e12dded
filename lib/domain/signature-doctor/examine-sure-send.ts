import { jsonForms, rareJsonForms, readJsonText } from '@/lib/domain/signature-doctor/axes/json-forms'
import { placeForms } from '@/lib/domain/signature-doctor/axes/place-forms'
import {
  base64Forms,
  charsetForms,
  decodingForms,
  hashedForms,
  lineForms,
} from '@/lib/domain/signature-doctor/axes/text-forms'
import { judgeMoment } from '@/lib/domain/signature-doctor/judge-time'
import {
  encodePercent,
  queryOf,
  type RawParameter,
  readRawParameters,
  replaceParameter,
  urlOf,
  withoutParameters,
} from '@/lib/domain/signature-doctor/raw-query'
import { readBase64Value } from '@/lib/domain/signature-doctor/read-base64-value'
import { searchSignature } from '@/lib/domain/signature-doctor/search-signature'
import type { MistakeId } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import { lackingSpecimen, type Pasted, type Specimen } from '@/lib/domain/signature-doctor/specimen'
import { asItIs, type Form, type Route, type Text } from '@/lib/domain/signature-doctor/variant'
import { computeHmac } from '@/lib/protocols/hmac'

/** A Sure Send launch: hex over the base64 of the context. */
export function openSureSend(pasted: Pasted): Specimen {
  const url = urlOf(pasted)
  const parameters = readRawParameters(queryOf(url))
  const contexts = parameters.filter(({ name }) => name === 'context')
  const signatures = parameters.filter(({ name }) => name === 'signature')
  const [context] = contexts
  const signature = pasted.ownSignature ?? signatures[0]?.value
  const own =
    pasted.ownSignature === undefined ? url : replaceParameter(url, 'signature', pasted.ownSignature)
  const parts = { url: own, headers: pasted.headers, body: pasted.body }
  if (!context) return lackingSpecimen(parts, 'The request has no context.', signatures.length > 0)
  if (!signature) return lackingSpecimen(parts, 'The request has no signature.', true)
  const { sent, beside, advice } = readBase64Value(context, /^\s*\{/)
  const json = Buffer.from(sent, 'base64').toString('utf8')
  const doubled: MistakeId[] = contexts.length > 1 || signatures.length > 1 ? ['parameter-doubled'] : []
  const routes = routesOf(url, context, sent, json)
  return {
    parts,
    beside: [...doubled, ...beside, ...judgeContext(json, pasted.now)],
    advice,
    read: [
      { name: 'context', value: context.value },
      { name: 'context, decoded', value: json },
      { name: 'signature', value: signature },
    ],
    stringToSign: sent,
    search: (secrets, budget) =>
      searchSignature({ signatures: [signature], secrets, texts: routes, encoding: 'hex', budget }),
    repair: (secret) => ({
      ...parts,
      url: `?context=${encodePercent(sent)}&signature=${computeHmac(secret, sent, 'hex')}`,
    }),
  }
}

function routesOf(url: string, context: RawParameter, sent: string, json: string): Route<never>[] {
  const bytes = Buffer.from(sent, 'base64')
  const query = withoutParameters(queryOf(url), 'signature')
  const start = <Value>(value: Value, ...mistakes: MistakeId[]) => ({ value: value as never, mistakes })
  const document = readJsonText(json)
  const toBase64: Form<Text, string> = { mistakes: [], value: (text) => Buffer.from(text).toString('base64') }
  const ofText: Route<never>[] = [
    { start: start(sent), axes: [base64Forms, decodingForms, nameForms, hashedForms] },
    // Where it arrived damaged, its receiver signs what arrived.
    { start: start(context.value), axes: [] },
    { start: start(context.raw, 'signed-encoded'), axes: [nameForms] },
    { start: start(query, 'signed-with-name'), axes: [] },
    { start: start(query), axes: [placeForms(url).slice(1)] },
    { start: start(bytes, 'signed-json'), axes: [hashedForms] },
    { start: start(json, 'signed-json'), axes: [lineForms, charsetForms] },
    { start: start(json), axes: [lineForms, charsetForms, [toBase64], base64Forms] },
  ]
  if (!document) return ofText
  return [
    ...ofText,
    { start: start(document, 'signed-json'), axes: [jsonForms, charsetForms] },
    { start: start(document), axes: [jsonForms, charsetForms, [toBase64], base64Forms] },
    { start: { ...start(document, 'signed-json'), cost: 0 }, axes: [rareJsonForms] },
    { start: start(document), axes: [rareJsonForms, [toBase64]] },
  ]
}

/** With the parameter's name before it. */
const nameForms: readonly Form<string, string>[] = [
  asItIs,
  { mistakes: ['signed-with-name'], value: (text) => `context=${text}` },
  { mistakes: ['signed-with-name'], value: (text) => `context=${encodePercent(text)}` },
]

function judgeContext(json: string, now: Date): MistakeId[] {
  try {
    const { timestamp } = JSON.parse(json) as { timestamp?: unknown }
    if (typeof timestamp === 'number') return timestamp > 1e12 ? ['milliseconds'] : ['timestamp-malformed']
    if (typeof timestamp !== 'string') return ['timestamp-malformed']
    if (/^\d{13}$/.test(timestamp)) return ['milliseconds']
    if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/.test(timestamp))
      return ['timestamp-malformed']
    return judgeMoment(Date.parse(timestamp), now)
  } catch {
    return []
  }
}

import { conclude, type Patient, unreadable } from '@/lib/domain/signature-doctor/examine'
import { isShallow } from '@/lib/domain/signature-doctor/json-depth'
import { judgeMoment } from '@/lib/domain/signature-doctor/judge-time'
import { queryOf, type RawParameter, readRawParameters } from '@/lib/domain/signature-doctor/raw-query'
import { searchSignature, type Variant } from '@/lib/domain/signature-doctor/search-signature'
import type { Diagnosis, MistakeId } from '@/lib/domain/signature-doctor.schema'

/** A Sure Send launch: hex over the base64 of the context. */
export async function examineSureSend(patient: Patient): Promise<Diagnosis> {
  const parameters = readRawParameters(queryOf(patient.url) || patient.body)
  const contexts = parameters.filter(({ name }) => name === 'context')
  const signatures = parameters.filter(({ name }) => name === 'signature')
  const [context] = contexts
  if (!context)
    return unreadable('There is no context in it.', signatures.length > 0 ? ['parameter-missing'] : [])
  const signature = patient.ownSignature ?? signatures[0]?.value
  if (!signature) return unreadable('There is no signature in it.', ['parameter-missing'])
  const doubled: MistakeId[] = contexts.length > 1 || signatures.length > 1 ? ['parameter-doubled'] : []
  const { sent, encoding } = readSent(context)
  const found = await searchSignature({
    signature,
    secrets: patient.secrets,
    contents: contentsOf(context, sent),
    encoding: 'hex',
    budget: patient.budget,
  })
  const json = Buffer.from(sent, 'base64').toString('utf8')
  return conclude({
    found,
    beside: [...doubled, ...encoding, ...judgeContext(json, patient.now)],
    isOwn: patient.ownSignature !== undefined,
    read: [
      { name: 'context', value: context.value },
      { name: 'context, decoded', value: json },
      { name: 'signature', value: signature },
    ],
    stringToSign: sent,
  })
}

/** The base64 as its sender meant it, and what befell it on the way. */
function readSent(context: RawParameter): { sent: string; encoding: MistakeId[] } {
  const { raw, value, percentDecoded } = context
  if (/%[0-9A-F]{2}/i.test(value))
    return {
      sent: decodeURIComponent(value.replace(/%(?![0-9A-F]{2})/gi, '%25')),
      encoding: ['encoded-twice'],
    }
  if (value.includes(' ')) return { sent: percentDecoded, encoding: ['plus-turned-into-space'] }
  if (/[-_]/.test(value) || (value.length % 4 !== 0 && !value.includes('=')))
    return { sent: value, encoding: ['base64url-for-base64'] }
  const isBare = /[=/+]/.test(raw)
  return { sent: value, encoding: isBare ? ['not-encoded'] : [] }
}

function contentsOf(context: RawParameter, sent: string): Variant<string | Buffer>[] {
  const bytes = Buffer.from(sent, 'base64')
  const json = bytes.toString('utf8')
  return [
    { mistakes: [], value: sent },
    // Where it arrived damaged, its receiver signs what arrived.
    { mistakes: [], value: context.value },
    { mistakes: ['signed-json'], value: bytes },
    { mistakes: ['signed-encoded'], value: context.raw },
    { mistakes: ['signed-encoded'], value: encodeURIComponent(sent) },
    { mistakes: ['signed-base64url'], value: bytes.toString('base64url') },
    { mistakes: ['signed-without-padding'], value: sent.replace(/=+$/, '') },
    ...reserialise(json).flatMap((text): Variant<string>[] => [
      { mistakes: ['signed-json', 'signed-reserialised'], value: text },
      { mistakes: ['signed-reserialised'], value: Buffer.from(text, 'utf8').toString('base64') },
    ]),
  ]
}

/** JSON as other programs write it again. */
export function reserialise(json: string): string[] {
  if (!isShallow(json)) return []
  try {
    const value: unknown = JSON.parse(json)
    const compact = JSON.stringify(value)
    return [compact, JSON.stringify(value, null, 2), spaceOut(value)].filter((text) => text !== json)
  } catch {
    return []
  }
}

/** As Python's json.dumps writes it: a space after each comma and colon, everything beyond ASCII escaped. */
function spaceOut(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaceOut).join(', ')}]`
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([name, member]) => `${escapeAscii(JSON.stringify(name))}: ${spaceOut(member)}`)
      .join(', ')}}`
  return escapeAscii(JSON.stringify(value))
}

function escapeAscii(text: string): string {
  return text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

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

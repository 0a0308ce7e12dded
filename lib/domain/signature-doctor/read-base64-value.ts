import { decodePercent, type RawParameter } from '@/lib/domain/signature-doctor/raw-query'
import type { MistakeId } from '@/lib/domain/signature-doctor/signature-doctor.schema'

/** A base64 value as its sender meant it, what befell it on the way, and what only looks like trouble. */
export type SentBase64 = { sent: string; beside: MistakeId[]; advice: MistakeId[] }

/** The base64 in a parameter. @param marker what the decoded content begins with, to know base64 of base64 by */
export function readBase64Value({ raw, value, percentDecoded }: RawParameter, marker: RegExp): SentBase64 {
  const beside: MistakeId[] = []
  const advice: MistakeId[] = []
  let sent = value
  if (/%[0-9A-F]{2}/i.test(sent)) {
    sent = decodePercent(sent.replace(/%(?![0-9A-F]{2})/gi, '%25'))
    beside.push('encoded-twice')
  } else if (sent.includes(' ')) {
    sent = percentDecoded
    beside.push('plus-turned-into-space')
  }
  if (/[\r\n]/.test(sent)) {
    sent = sent.replace(/[\r\n]/g, '')
    beside.push('base64-line-wrapped')
  }
  const inner = Buffer.from(sent, 'base64').toString('latin1').trim()
  if (
    /^[A-Za-z0-9+/_-]{16,}={0,2}$/.test(inner) &&
    marker.test(Buffer.from(inner, 'base64').toString('latin1'))
  ) {
    sent = inner
    beside.push('base64-twice')
  }
  if (/[-_]/.test(sent) || (sent.length % 4 !== 0 && !sent.includes('='))) advice.push('base64url-for-base64')
  else if (beside.length === 0 && /[=/+]/.test(raw)) advice.push('not-encoded')
  return { sent, beside, advice }
}

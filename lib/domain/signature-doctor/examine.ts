import { nameMistakes } from '@/lib/domain/signature-doctor/mistake-catalog'
import type { DoctorSecret, Found } from '@/lib/domain/signature-doctor/search-signature'
import type { WorkBudget } from '@/lib/domain/signature-doctor/work-budget'
import type { Diagnosis, MistakeId } from '@/lib/domain/signature-doctor.schema'

export type Patient = {
  url: string
  headers: Readonly<Record<string, string>>
  body: string
  ownSignature: string | undefined
  secrets: readonly DoctorSecret[]
  now: Date
  budget: WorkBudget
}

const shownMax = 200

/** The diagnosis of what was found: how the signature came about, and what is wrong beside it. */
export function conclude(input: {
  found: Found | undefined
  /** Mistakes that show without any key: of encoding, time or shape. */
  beside: readonly MistakeId[]
  /** Whose signature was explained. */
  isOwn: boolean
  read: Diagnosis['read']
  stringToSign: string
}): Diagnosis {
  const { found, beside, isOwn, stringToSign } = input
  const mistakes = nameMistakes([...(found?.mistakes ?? []), ...beside])
  const read = input.read.map(({ name, value }) => ({ name, value: cut(value) }))
  const expected = { stringToSign: cut(stringToSign, 2000) }
  const secret = found ? { secret: found.secret.label } : {}
  const whose = isOwn ? 'Your signature' : 'The signature'
  if (mistakes.length > 0) {
    const detail = found
      ? `${whose} is explained: ${countMistakes(mistakes.length)}.`
      : `${whose} could not be recomputed, and this stands out.`
    return { outcome: 'mistakes', detail, mistakes, read, expected, ...secret }
  }
  if (found)
    return {
      outcome: 'well',
      detail: `No mistake found: ${isOwn ? 'your signature' : 'it'} verifies with ${found.secret.label}.`,
      mistakes,
      read,
      expected,
      ...secret,
    }
  return {
    outcome: 'unexplained',
    detail: `${whose} fits none of this widget’s secrets, and no known mistake explains it. Either another secret made it, or what was signed differs from what stands here.`,
    mistakes,
    read,
    expected,
  }
}

/** Nothing of the protocol is there, or too little of it. */
export function unreadable(detail: string, mistakes: readonly MistakeId[] = []): Diagnosis {
  return {
    outcome: mistakes.length > 0 ? 'mistakes' : 'unreadable',
    detail,
    mistakes: nameMistakes(mistakes),
    read: [],
  }
}

function countMistakes(count: number): string {
  return count === 1 ? 'one mistake' : `${count} mistakes`
}

function cut(text: string, max = shownMax): string {
  return text.length > max ? `${text.slice(0, max)}… (${text.length} characters)` : text
}

import { conclude, type Patient, unreadable } from '@/lib/domain/signature-doctor/examine'
import { reserialise } from '@/lib/domain/signature-doctor/examine-sure-send'
import { judgeUnixSeconds } from '@/lib/domain/signature-doctor/judge-time'
import { type Found, searchSignature, type Variant } from '@/lib/domain/signature-doctor/search-signature'
import type { Diagnosis, MistakeId } from '@/lib/domain/signature-doctor.schema'

/** A Showpad call: padded base64 over raw body, full stop and timestamp; one of several is enough. */
export async function examineShowpad(patient: Patient): Promise<Diagnosis> {
  const timestamp = patient.headers['x-showpad-signature-timestamp']?.trim()
  const given = patient.headers['x-showpad-signature-v1']?.trim()
  const signature = patient.ownSignature ?? given
  if (!timestamp || !signature) {
    const isPart = Boolean(timestamp ?? given)
    return unreadable(
      'It needs the headers x-showpad-signature-v1 and x-showpad-signature-timestamp, and the raw body.',
      isPart ? ['parameter-missing'] : [],
    )
  }
  const contents = contentsOf(patient.body, timestamp)
  // A list holds one for each secret: the one that fits best is the answer.
  let found: Found | undefined
  for (const one of signature.split(',').slice(0, 10))
    found = fewest(
      found,
      await searchSignature({
        signature: one,
        secrets: patient.secrets,
        contents,
        encoding: 'base64',
        budget: patient.budget,
      }),
    )
  return conclude({
    found,
    beside: judgeUnixSeconds(timestamp, patient.now),
    isOwn: patient.ownSignature !== undefined,
    read: [
      { name: 'body', value: patient.body },
      { name: 'timestamp', value: timestamp },
      { name: 'signature', value: signature },
    ],
    stringToSign: `${patient.body}.${timestamp}`,
  })
}

function fewest(best: Found | undefined, next: Found | undefined): Found | undefined {
  if (!next) return best
  return !best || next.mistakes.length < best.mistakes.length ? next : best
}

function contentsOf(body: string, timestamp: string): Variant<string>[] {
  const joined = (text: string, ...mistakes: MistakeId[]): Variant<string>[] => [
    { mistakes, value: `${text}.${timestamp}` },
    { mistakes: [...mistakes, 'separator-missing'], value: `${text}${timestamp}` },
    { mistakes: [...mistakes, 'parts-swapped'], value: `${timestamp}.${text}` },
    { mistakes: [...mistakes, 'timestamp-left-out'], value: text },
  ]
  const inMilliseconds = /^\d{10}$/.test(timestamp) ? `${timestamp}000` : timestamp.slice(0, 10)
  return [
    ...joined(body),
    ...reserialise(body).flatMap((text) => joined(text, 'signed-reserialised')),
    // A paste may have lost or gained the line break at the end.
    ...joined(`${body}\n`, 'signed-reserialised'),
    { mistakes: ['milliseconds'], value: `${body}.${inMilliseconds}` },
  ]
}

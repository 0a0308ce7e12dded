import type { DoctorSecret } from '@/lib/domain/signature-doctor/doctor-secret'
import { nameMistakes, nameRefusal } from '@/lib/domain/signature-doctor/mistake-catalog'
import { readPasted } from '@/lib/domain/signature-doctor/read-pasted'
import type {
  Diagnosis,
  Mistake,
  MistakeId,
  Refusal,
} from '@/lib/domain/signature-doctor/signature-doctor.schema'
import type { Explained, Pasted, Specimen, Verify } from '@/lib/domain/signature-doctor/specimen'
import { type Clock, createWorkBudget } from '@/lib/domain/signature-doctor/work-budget'
import { toAppError } from '@/lib/errors'
import type { RequestParts } from '@/lib/protocols/protocol'

/** How a protocol reads what was pasted, and verifies it. */
export type Examined = { open: (pasted: Pasted) => Specimen; verify: Verify }

/**
 * What is wrong with a request of a protocol. It is well exactly if the protocol's verifier accepts it, now and with one of the secrets that
 * have no mistake. Pure: it stores nothing and calls nothing. The work is sliced, and ends in time.
 */
export async function examineBy(input: {
  examined: Examined
  pasted: string
  ownSignature?: string | undefined
  secrets: readonly DoctorSecret[]
  now: Date
  clock?: Clock
  /** How long it may work, in milliseconds; 200 without it. */
  workMs?: number
}): Promise<Diagnosis> {
  const { examined, secrets, now } = input
  const ownSignature = input.ownSignature?.toWellFormed()
  const budget = createWorkBudget(input.clock, input.workMs)
  const request = readPasted(input.pasted.toWellFormed())
  if (budget.isDue()) await budget.pause()
  const live = secrets.filter(({ mistakes }) => mistakes.length === 0)
  const specimen = await openSpecimen(examined, { ...request, ownSignature, now }, live)
  if (budget.isDue()) await budget.pause()
  const explained = await specimen.search(secrets, budget)
  if (budget.isDue()) await budget.pause()
  const { opened } = explained ?? {}
  const parts = opened === undefined ? specimen.parts : (specimen.complete?.(opened) ?? specimen.parts)
  const verdict = await askVerifier(specimen.verify ?? examined.verify, parts, live, now)
  const read = describeRead(specimen, explained)
  const isOwn = ownSignature !== undefined
  if (verdict.secret)
    return {
      outcome: 'well',
      detail: `${isOwn ? 'Your signature' : 'It'} verifies with ${verdict.secret.label}.`,
      mistakes: nameMistakes(specimen.advice),
      verifier: null,
      secret: verdict.secret.label,
      ...read,
    }
  if (budget.isDue()) await budget.pause()
  const hidden = explained && (await findHidden(examined, specimen, explained, live, now))
  const named = [...(explained?.mistakes ?? []), ...specimen.beside, ...(explained?.inside ?? [])]
  const unnamed = findUnnamed({ named, refusal: verdict.refusal, hidden, isFound: explained !== undefined })
  const mistakes = [
    ...nameMistakes([...named, ...(explained ? specimen.advice : [])]),
    ...unnamed.map(nameRefusal),
  ]
  const note = describeFile(request) ?? request.note
  return { ...judge({ specimen, explained, mistakes, isOwn, refusal: verdict.refusal, note }), ...read }
}

/**
 * The paste as its protocol reads it. A body ends where the paste does, or a line break before: editors add one, and a length decides.
 * The reading that verifies is the right one.
 */
async function openSpecimen(
  examined: Examined,
  pasted: Pasted,
  live: readonly DoctorSecret[],
): Promise<Specimen> {
  const { open } = examined
  const trimmed = { ...pasted, body: pasted.body.replace(/\r?\n$/, '') }
  const length = Number(pasted.headers['content-length'] ?? Number.NaN)
  const isWhole = Buffer.byteLength(pasted.body) === length
  const specimen = open(isWhole ? pasted : trimmed)
  if (!isWhole && trimmed.body !== pasted.body) {
    const whole = open(pasted)
    const verify = whole.verify ?? examined.verify
    if ((await askVerifier(verify, whole.parts, live, pasted.now)).secret) return whole
  }
  if (!specimen.lacking || !pasted.url.includes('&amp;')) return specimen
  // Copied out of HTML, where & stands as &amp;: read as it was meant, and verified as pasted.
  const meant = open({ ...trimmed, url: pasted.url.replaceAll('&amp;', '&') })
  return meant.lacking
    ? specimen
    : { ...meant, parts: specimen.parts, beside: ['ampersand-escaped', ...meant.beside] }
}

function describeFile({ bodyFile }: { bodyFile?: string }): string | undefined {
  if (bodyFile === undefined) return undefined
  return `The body is in the file ${cut(bodyFile, 80)}, which is not part of the paste. Paste its content in place of @${cut(bodyFile, 80)}.`
}

type Verdict = { secret: DoctorSecret; refusal: null } | { secret: null; refusal: Refusal }

async function askVerifier(
  verify: Verify,
  parts: RequestParts,
  secrets: readonly DoctorSecret[],
  now: Date,
): Promise<Verdict> {
  try {
    const keys = { secrets: secrets.map(({ secret }) => secret), now }
    const { secretIndex } = await verify({ ...parts, ...keys })
    const secret = secrets[secretIndex]
    if (secret) return { secret, refusal: null }
    return { secret: null, refusal: { code: 'signature_mismatch', detail: 'No secret matches.' } }
  } catch (thrown) {
    const { code, publicDetail } = toAppError(thrown)
    return { secret: null, refusal: { code, detail: publicDetail } }
  }
}

/** What would still be refused once the request was rightly signed: the mistake behind the mistake. */
async function findHidden(
  examined: Examined,
  specimen: Specimen,
  explained: Explained,
  live: readonly DoctorSecret[],
  now: Date,
): Promise<Refusal | null> {
  const signer = live.includes(explained.secret) ? explained.secret : live[0]
  const repaired = signer && specimen.repair(signer.secret, explained)
  return repaired
    ? (await askVerifier(specimen.verify ?? examined.verify, repaired, [signer], now)).refusal
    : null
}

/** The mistakes that explain what the verifier refuses for. */
const explaining: Partial<Record<string, readonly MistakeId[]>> = {
  expired: ['clock-behind'],
  from_the_future: ['clock-ahead'],
  malformed_timestamp: ['timestamp-malformed', 'milliseconds'],
  malformed_context: ['timestamp-malformed', 'milliseconds'],
  missing_parameter: ['parameter-missing', 'ampersand-escaped'],
  missing_header: ['parameter-missing'],
  doubled_parameter: ['parameter-doubled'],
  identity_mismatch: ['identity-mismatch'],
  wrong_algorithm: ['jwe-algorithm', 'jwe-compressed'],
  malformed_token: ['jwe-algorithm', 'jws-for-jwe', 'jwe-as-json', 'encoded-twice', 'base64-line-wrapped'],
  not_base64: ['base64-line-wrapped', 'encoded-twice', 'plus-turned-into-space', 'base64-twice'],
  decryption_failed: ['field-malformed', 'payload-bom', 'payload-as-query', 'parameter-doubled'],
}

/** Of what key, signature and content are: a rightly signed request would not have it. */
const ofSigning: readonly string[] = [
  'signature_mismatch',
  'decryption_failed',
  'malformed_signature',
  'malformed_token',
  'malformed_context',
  'malformed_payload',
  'not_base64',
  'not_utf8',
  'wrong_algorithm',
  'too_many_signatures',
]

/** The refusals that no named mistake explains, by their own code and sentence. */
function findUnnamed(input: {
  named: readonly MistakeId[]
  refusal: Refusal
  hidden: Refusal | null | undefined
  isFound: boolean
}): Refusal[] {
  const { named, refusal, hidden, isFound } = input
  const isNamed = ({ code }: Refusal) => explaining[code]?.some((id) => named.includes(id)) ?? false
  const unnamed = hidden && !isNamed(hidden) ? [hidden] : []
  const isOfSigning = ofSigning.includes(refusal.code)
  // Without a key that fits, these two say no more than the verdict does.
  const isMute = !isFound && ['signature_mismatch', 'decryption_failed'].includes(refusal.code)
  const isCovered = isFound && isOfSigning && named.length + unnamed.length > 0
  if (isMute || isCovered || isNamed(refusal) || refusal.code === hidden?.code) return unnamed
  return [...unnamed, refusal]
}

function describeRead(
  specimen: Specimen,
  explained: Explained | undefined,
): Pick<Diagnosis, 'read' | 'expected'> {
  if (specimen.lacking) return { read: [] }
  const opened = explained?.opened
  const read =
    opened === undefined ? specimen.read : [...specimen.read, { name: 'decrypted', value: redact(opened) }]
  return {
    read: read.map(({ name, value }) => ({ name, value: cut(value) })),
    expected: { stringToSign: cut(specimen.stringToSign, 2000) },
  }
}

function judge(input: {
  specimen: Specimen
  explained: Explained | undefined
  mistakes: Mistake[]
  isOwn: boolean
  refusal: Refusal
  note: string | undefined
}): Omit<Diagnosis, 'read' | 'expected'> {
  const { specimen, explained, mistakes, isOwn, refusal, note } = input
  const whose = isOwn ? 'Your signature' : 'The signature'
  const common = { verifier: refusal, ...(explained ? { secret: explained.secret.label } : {}) }
  if (specimen.lacking) {
    const { detail } = specimen.lacking
    // What a paste leaves out may well have been sent.
    const isPart = specimen.lacking.isPart && !note
    const missing = isPart ? nameMistakes(['parameter-missing']) : []
    return {
      outcome: isPart ? 'mistakes' : 'unreadable',
      detail: note ?? detail,
      mistakes: missing,
      ...common,
    }
  }
  if (note && !explained) return { outcome: 'unreadable', detail: note, mistakes: [], ...common }
  const count = mistakes.length === 1 ? 'one mistake' : `${mistakes.length} mistakes`
  if (mistakes.length > 0)
    return {
      outcome: 'mistakes',
      detail: explained
        ? `${whose} is explained: ${count}.`
        : `${whose} could not be recomputed. This looks wrong:`,
      mistakes,
      ...common,
    }
  return {
    outcome: 'unexplained',
    detail: `${whose} matches none of these secrets, and no known mistake explains it. Either it was made with another secret, or the signed text differs from the text here.`,
    mistakes,
    ...common,
  }
}

/** A token or nonce that still lives is not shown twice. */
function redact(text: string): string {
  return text.replace(/("(?:access-token|nonce)"\s*:\s*")[^"]*/g, '$1…')
}

function cut(text: string, max = 200): string {
  return text.length > max ? `${text.slice(0, max)}… (${text.length} characters)` : text
}

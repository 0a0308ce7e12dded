import { createDecipheriv, createHash } from 'node:crypto'
import { conclude, type Patient, unreadable } from '@/lib/domain/signature-doctor/examine'
import { judgeUnixSeconds } from '@/lib/domain/signature-doctor/judge-time'
import { queryOf, type RawParameter, readRawParameters } from '@/lib/domain/signature-doctor/raw-query'
import {
  type Found,
  keysOf,
  searchSignature,
  type Variant,
} from '@/lib/domain/signature-doctor/search-signature'
import type { Diagnosis, MistakeId } from '@/lib/domain/signature-doctor.schema'

/** A marketplace launch of either mode. */
export async function examineMarketplace(patient: Patient): Promise<Diagnosis> {
  const parameters = readRawParameters(queryOf(patient.url) || patient.body)
  const data = parameters.find(({ name }) => name === 'data')
  return data ? examineEncrypted(patient, data) : examinePlain(patient, parameters)
}

async function examinePlain(patient: Patient, parameters: RawParameter[]): Promise<Diagnosis> {
  const valuesOf = (name: string) => parameters.filter((entry) => entry.name === name)
  const [location, timestamp] = [valuesOf('location_id')[0]?.value, valuesOf('timestamp')[0]?.value]
  const signature = patient.ownSignature ?? valuesOf('hmac')[0]?.value
  if (!location || !timestamp || !signature) {
    const isPart = [location, timestamp, signature].some(Boolean)
    return unreadable(
      'It needs data, or location_id, timestamp and hmac.',
      isPart ? ['parameter-missing'] : [],
    )
  }
  const names = ['location_id', 'timestamp', 'hmac']
  const doubled: MistakeId[] = names.some((name) => valuesOf(name).length > 1) ? ['parameter-doubled'] : []
  const query = queryOf(patient.url)
  const contents: Variant<string>[] = [
    { mistakes: [], value: `${location}${timestamp}` },
    { mistakes: ['parts-swapped'], value: `${timestamp}${location}` },
    ...['.', ',', ':', '&', ' ', '|', '-'].map((separator) => ({
      mistakes: ['separator-added' as const],
      value: `${location}${separator}${timestamp}`,
    })),
    { mistakes: ['timestamp-left-out'], value: location },
    { mistakes: ['milliseconds'], value: `${location}${timestamp}000` },
    { mistakes: ['signed-whole-url'], value: query.split('&hmac=')[0] ?? query },
    { mistakes: ['signed-whole-url'], value: patient.url.split('&hmac=')[0] ?? patient.url },
  ]
  const found = await searchSignature({
    signature,
    secrets: patient.secrets,
    contents,
    encoding: 'hex',
    budget: patient.budget,
  })
  return conclude({
    found,
    beside: [...doubled, ...judgeUnixSeconds(timestamp, patient.now)],
    isOwn: patient.ownSignature !== undefined,
    read: [
      { name: 'location_id', value: location },
      { name: 'timestamp', value: timestamp },
      { name: 'hmac', value: signature },
    ],
    stringToSign: `${location}${timestamp}`,
  })
}

async function examineEncrypted(patient: Patient, data: RawParameter): Promise<Diagnosis> {
  const { sent, encoding } = readSent(data)
  const { found, text } = await searchKey(Buffer.from(sent, 'base64'), patient)
  return conclude({
    found,
    beside: encoding,
    isOwn: false,
    read: [
      { name: 'data', value: data.value },
      ...(text ? [{ name: 'decrypted', value: redactToken(text) }] : []),
    ],
    stringToSign:
      'AES-256-CBC, key and IV by EVP_BytesToKey with MD5 from secret and the 8 bytes after Salted__',
  })
}

function readSent({ raw, value, percentDecoded }: RawParameter): { sent: string; encoding: MistakeId[] } {
  if (/%[0-9A-F]{2}/i.test(value)) return { sent: decodeURIComponent(value), encoding: ['encoded-twice'] }
  if (value.includes(' ')) return { sent: percentDecoded, encoding: ['plus-turned-into-space'] }
  if (/[-_]/.test(value)) return { sent: value, encoding: ['base64url-for-base64'] }
  return { sent: value, encoding: /[=/+]/.test(raw) ? ['not-encoded'] : [] }
}

type Derivation = (key: Buffer, salt: Buffer) => { key: Buffer; iv: Buffer }

const derivations: Variant<Derivation>[] = [
  { mistakes: [], value: (key, salt) => deriveBytes('md5', key, salt) },
  { mistakes: ['key-derived-by-sha256'], value: (key, salt) => deriveBytes('sha256', key, salt) },
  {
    mistakes: ['key-not-derived'],
    value: (key, salt) => ({ key: pad(key, 32), iv: pad(salt, 16) }),
  },
  {
    mistakes: ['key-not-derived'],
    value: (key) => ({ key: pad(key, 32), iv: Buffer.alloc(16) }),
  },
]

/** The derivation with the fewest mistakes by which it opens to JSON. */
async function searchKey(
  bytes: Buffer,
  patient: Patient,
): Promise<{ found: Found | undefined; text: string | undefined }> {
  let best: { found: Found; text: string } | undefined
  const salt = bytes.subarray(8, 16)
  for (const secret of patient.secrets)
    for (const key of keysOf(secret.secret))
      for (const derivation of derivations) {
        const mistakes = [...secret.mistakes, ...key.mistakes, ...derivation.mistakes]
        if (best && mistakes.length >= best.found.mistakes.length) continue
        if (patient.budget.isDue() && !(await patient.budget.pause()))
          return { found: best?.found, text: best?.text }
        const text = tryOpen(bytes.subarray(16), derivation.value(key.value, salt))
        if (text) best = { found: { mistakes, secret }, text }
      }
  return { found: best?.found, text: best?.text }
}

function tryOpen(bytes: Buffer, { key, iv }: { key: Buffer; iv: Buffer }): string | undefined {
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, iv)
    const text = Buffer.concat([decipher.update(bytes), decipher.final()]).toString('utf8')
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? text : undefined
  } catch {
    return undefined
  }
}

function deriveBytes(algorithm: string, password: Buffer, salt: Buffer): { key: Buffer; iv: Buffer } {
  let derived = Buffer.alloc(0)
  let block = Buffer.alloc(0)
  while (derived.length < 48) {
    block = createHash(algorithm).update(block).update(password).update(salt).digest()
    derived = Buffer.concat([derived, block])
  }
  return { key: derived.subarray(0, 32), iv: derived.subarray(32, 48) }
}

function pad(bytes: Buffer, length: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(length)]).subarray(0, length)
}

/** A token that still lives is nobody's to read twice. */
function redactToken(text: string): string {
  return text.replace(/("access-token"\s*:\s*")[^"]*/, '$1…')
}

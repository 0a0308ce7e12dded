import { createHash } from 'node:crypto'
import { compactDecrypt, decodeProtectedHeader } from 'jose'
import { conclude, type Patient, unreadable } from '@/lib/domain/signature-doctor/examine'
import { queryOf, readRawParameters } from '@/lib/domain/signature-doctor/raw-query'
import { type Found, keysOf, type Variant } from '@/lib/domain/signature-doctor/search-signature'
import type { Diagnosis, MistakeId } from '@/lib/domain/signature-doctor.schema'

/** A Salesloft launch: a JWE whose key is the SHA-256 of the secret. */
export async function examineSalesloft(patient: Patient): Promise<Diagnosis> {
  const parameters = readRawParameters(patient.body || queryOf(patient.url))
  const fieldOf = (name: string) => parameters.find((entry) => entry.name === name)?.value
  const token = fieldOf('payload') ?? readBareToken(patient.body)
  if (!token) {
    const isPart = fieldOf('tenant_id') !== undefined || fieldOf('integration_id') !== undefined
    return unreadable('There is no payload in it.', isPart ? ['parameter-missing'] : [])
  }
  const { found, text } = await searchKey(token.replaceAll(' ', ''), patient)
  const ids = { tenant_id: fieldOf('tenant_id'), integration_id: fieldOf('integration_id') }
  return conclude({
    found,
    beside: [...judgeEncoding(token), ...(text ? judgeIdentity(text, ids) : [])],
    isOwn: false,
    read: [
      { name: 'payload', value: token },
      { name: 'header', value: describeHeader(token) },
      ...(text ? [{ name: 'decrypted', value: text.replace(/("nonce"\s*:\s*")[^"]*/, '$1…') }] : []),
    ],
    stringToSign: 'JWE, alg A256GCMKW, enc A256GCM, key = the 32 raw bytes of SHA-256(secret)',
  })
}

const derivations: Variant<(key: Buffer) => Buffer>[] = [
  { mistakes: [], value: (key) => createHash('sha256').update(key).digest() },
  // 64 characters are no key of 256 bits: some libraries cut them, some hash them again.
  {
    mistakes: ['key-digest-as-hex'],
    value: (key) => Buffer.from(createHash('sha256').update(key).digest('hex')).subarray(0, 32),
  },
  {
    mistakes: ['key-digest-as-hex'],
    value: (key) => createHash('sha256').update(createHash('sha256').update(key).digest('hex')).digest(),
  },
  { mistakes: ['key-not-hashed'], value: (key) => Buffer.concat([key, Buffer.alloc(32)]).subarray(0, 32) },
]

async function searchKey(
  token: string,
  patient: Patient,
): Promise<{ found: Found | undefined; text: string | undefined }> {
  let best: { found: Found; text: string } | undefined
  for (const secret of patient.secrets)
    for (const key of keysOf(secret.secret))
      for (const derivation of derivations) {
        const mistakes = [...secret.mistakes, ...key.mistakes, ...derivation.mistakes]
        if (best && mistakes.length >= best.found.mistakes.length) continue
        if (patient.budget.isDue() && !(await patient.budget.pause()))
          return { found: best?.found, text: best?.text }
        const text = await tryDecrypt(token, derivation.value(key.value))
        if (text !== undefined) best = { found: { mistakes, secret }, text }
      }
  return { found: best?.found, text: best?.text }
}

async function tryDecrypt(token: string, key: Uint8Array): Promise<string | undefined> {
  try {
    const { plaintext } = await compactDecrypt(token, key, {
      keyManagementAlgorithms: ['A256GCMKW'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    return Buffer.from(plaintext).toString('utf8')
  } catch {
    return undefined
  }
}

function judgeEncoding(token: string): MistakeId[] {
  if (token.includes(' ')) return ['plus-turned-into-space']
  return /%[0-9A-F]{2}/i.test(token) ? ['encoded-twice'] : []
}

function judgeIdentity(text: string, ids: Record<string, string | undefined>): MistakeId[] {
  try {
    const inside = JSON.parse(text) as Record<string, unknown>
    const differs = Object.entries(ids).some(
      ([name, value]) => value !== undefined && String(inside[name]) !== value,
    )
    return differs ? ['identity-mismatch'] : []
  } catch {
    return []
  }
}

function readBareToken(body: string): string | undefined {
  return /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+){4}$/.test(body.trim()) ? body.trim() : undefined
}

function describeHeader(token: string): string {
  try {
    const { alg, enc } = decodeProtectedHeader(token)
    return `alg ${String(alg)}, enc ${String(enc)}`
  } catch {
    return 'no JWE header'
  }
}

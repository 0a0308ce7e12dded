import { createHash } from 'node:crypto'
import { jweKeyForms } from '@/lib/domain/signature-doctor/axes/jwe-key-forms'
import type { DoctorSecret } from '@/lib/domain/signature-doctor/doctor-secret'
import { type Jwe, openJwe, readJwe } from '@/lib/domain/signature-doctor/open-jwe'
import { depthMax } from '@/lib/domain/signature-doctor/plan-search'
import { decodePercent, queryOf, readRawParameters } from '@/lib/domain/signature-doctor/raw-query'
import { searchKey } from '@/lib/domain/signature-doctor/search-key'
import type { Found } from '@/lib/domain/signature-doctor/search-signature'
import type { MistakeId } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import { lackingSpecimen, type Pasted, type Specimen } from '@/lib/domain/signature-doctor/specimen'
import { encryptCompact } from '@/lib/protocols/jwe'

/** A Salesloft launch: a JWE whose key is the SHA-256 of the secret. */
export function openSalesloft(pasted: Pasted): Specimen {
  const bare = readBareToken(pasted.body)
  const form = bare ? `payload=${bare}` : pasted.body || queryOf(pasted.url)
  const parameters = readRawParameters(form)
  const fieldOf = (name: string) => parameters.find((entry) => entry.name === name)?.value
  const given = fieldOf('payload')
  const parts = { url: pasted.url, headers: pasted.headers, body: form }
  if (!given) {
    const isPart = fieldOf('tenant_id') !== undefined || fieldOf('integration_id') !== undefined
    return lackingSpecimen(parts, 'The request has no payload.', isPart)
  }
  const { token, beside } = readToken(given)
  const jwe = readJwe(token)
  const names = parameters.map(({ name }) => name)
  const doubled = ['payload', 'tenant_id', 'integration_id'].some(
    (name) => names.filter((one) => one === name).length > 1,
  )
  const isMissing = !bare && ['tenant_id', 'integration_id'].some((name) => !fieldOf(name))
  return {
    parts,
    beside: [
      ...(doubled ? ['parameter-doubled' as const] : []),
      ...(isMissing ? ['parameter-missing' as const] : []),
      ...beside,
      ...judgeHeader(token, jwe),
    ],
    advice: [],
    read: [
      { name: 'payload', value: given },
      { name: 'header', value: describeHeader(jwe) },
    ],
    stringToSign: 'JWE, alg A256GCMKW, enc A256GCM, key = the 32 raw bytes of SHA-256(secret)',
    search: async (secrets, budget) => {
      const found =
        jwe &&
        (openByHash(jwe, secrets) ??
          (await searchKey({
            secrets: secrets.filter(({ sha256 }) => !sha256),
            derivations: jweKeyForms,
            open: (key, cost) => {
              const opened = cost === 0 ? openJwe(jwe, key) : undefined
              return opened && { opened: opened.toString('utf8'), mistakes: [] }
            },
            budget,
            depths: [0, depthMax],
          })))
      return found && { ...found, inside: bare ? [] : judgeIdentity(found.opened, fieldOf) }
    },
    repair: (secret, { opened = '' }) => {
      const ids = bare
        ? idsOf(opened)
        : { tenant_id: fieldOf('tenant_id') ?? '', integration_id: fieldOf('integration_id') ?? '' }
      const key = createHash('sha256').update(secret).digest()
      const payload = encryptCompact(Buffer.from(opened), key)
      return { ...parts, body: new URLSearchParams({ payload, ...ids }).toString() }
    },
    // A payload without ids outside is judged with the ids inside.
    ...(bare
      ? {
          complete: (opened: string) => ({
            ...parts,
            body: new URLSearchParams({ payload: bare, ...idsOf(opened) }).toString(),
          }),
        }
      : {}),
  }
}

/** By a secret of which only the hash is known. */
function openByHash(jwe: Jwe, secrets: readonly DoctorSecret[]): (Found & { opened: string }) | undefined {
  for (const secret of secrets) {
    const opened = secret.sha256 && openJwe(jwe, secret.sha256)
    if (opened) return { mistakes: [...secret.mistakes], cost: 1, secret, opened: opened.toString('utf8') }
  }
  return undefined
}

/** The token as its sender meant it, and what befell it on the way. */
function readToken(given: string): { token: string; beside: MistakeId[] } {
  const beside: MistakeId[] = []
  let token = given
  if (/%[0-9A-F]{2}/i.test(token)) {
    token = decodePercent(token)
    beside.push('encoded-twice')
  }
  if (/[\r\n]/.test(token)) beside.push('base64-line-wrapped')
  else if (/\s/.test(token)) beside.push('plus-turned-into-space')
  return { token: token.replace(/\s/g, ''), beside }
}

function judgeHeader(token: string, jwe: Jwe | undefined): MistakeId[] {
  if (!jwe) {
    if (token.startsWith('{')) return ['jwe-as-json']
    return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token) ? ['jws-for-jwe'] : []
  }
  const { alg, enc, zip } = jwe.header
  return [
    ...(alg === 'A256GCMKW' && enc === 'A256GCM' ? [] : ['jwe-algorithm' as const]),
    ...(zip === undefined ? [] : ['jwe-compressed' as const]),
  ]
}

function judgeIdentity(text: string, fieldOf: (name: string) => string | undefined): MistakeId[] {
  const inside = idsOf(text)
  const differs = (['tenant_id', 'integration_id'] as const).some((name) => {
    const beside = fieldOf(name)
    return beside !== undefined && inside[name] !== undefined && inside[name] !== beside
  })
  return differs ? ['identity-mismatch'] : []
}

function idsOf(text: string): { tenant_id?: string; integration_id?: string } {
  try {
    const { tenant_id, integration_id } = JSON.parse(text) as Record<string, unknown>
    return {
      ...(tenant_id === undefined ? {} : { tenant_id: String(tenant_id) }),
      ...(integration_id === undefined ? {} : { integration_id: String(integration_id) }),
    }
  } catch {
    return {}
  }
}

function readBareToken(body: string): string | undefined {
  return /^[\w-]+(?:\.[\w-]+){4}$/.test(body.trim()) ? body.trim() : undefined
}

function describeHeader(jwe: Jwe | undefined): string {
  if (!jwe) return 'no JWE header'
  const { alg, enc, zip } = jwe.header
  return `alg ${String(alg)}, enc ${String(enc)}${zip === undefined ? '' : `, zip ${String(zip)}`}`
}

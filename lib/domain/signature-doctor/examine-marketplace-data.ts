import { createCipheriv, createHash, pbkdf2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import {
  ciphers,
  dataForms,
  layouts,
  openBlocks,
  openCbc,
  slowDerivations,
} from '@/lib/domain/signature-doctor/axes/aes-forms'
import type { DoctorSecret } from '@/lib/domain/signature-doctor/doctor-secret'
import { encodePercent, type RawParameter } from '@/lib/domain/signature-doctor/raw-query'
import { readBase64Value } from '@/lib/domain/signature-doctor/read-base64-value'
import { searchKey } from '@/lib/domain/signature-doctor/search-key'
import type { MistakeId } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import type { Explained, Pasted, Specimen } from '@/lib/domain/signature-doctor/specimen'
import { asItIs, costOf, type Form } from '@/lib/domain/signature-doctor/variant'
import type { WorkBudget } from '@/lib/domain/signature-doctor/work-budget'

/** A marketplace launch of the encrypted mode. It has no MAC: a key is right when the padding and the content both are. */
export function openMarketplaceData(pasted: Pasted, data: RawParameter, isDoubled: boolean): Specimen {
  const { sent, beside, advice } = readBase64Value(data, /^Salted__/)
  const { isBase64url, others } = splitAdvice(advice)
  const parts = { url: pasted.url, headers: pasted.headers, body: pasted.body }
  return {
    parts,
    beside: [
      ...(isDoubled ? ['parameter-doubled' as const] : []),
      ...beside,
      // The verifier reads this parameter in its one spelling.
      ...(isBase64url && !/^[0-9a-f]+$/i.test(sent) ? ['base64url-for-base64' as const] : []),
    ],
    advice: others,
    read: [{ name: 'data', value: data.value }],
    stringToSign:
      'AES-256-CBC, key and IV by EVP_BytesToKey with MD5 from secret and the 8 bytes after Salted__',
    search: async (secrets, budget) => {
      const found =
        (await searchFast(sent, secrets, budget, [0, 1])) ??
        (await searchSlow(sent, secrets, budget)) ??
        (await searchFast(sent, secrets, budget, [2, 2]))
      return found && { ...found, inside: judgeContent(found.opened) }
    },
    repair: (secret, { opened = '' }) => ({
      ...parts,
      url: `?data=${encodePercent(encryptAgain(opened, secret))}`,
    }),
  }
}

type Opened = Explained & { opened: string }

function searchFast(
  sent: string,
  secrets: readonly DoctorSecret[],
  budget: WorkBudget,
  depths: readonly [number, number],
): Promise<Opened | undefined> {
  const possible = dataForms.flatMap((form) => {
    const bytes = form.value(sent)
    return layouts.flatMap((layout) => {
      const parts = bytes && layout.value(bytes)
      if (!parts) return []
      return ciphers.map((cipher) => {
        const mistakes = [...form.mistakes, ...layout.mistakes, ...cipher.mistakes]
        return { ...parts, cipher: cipher.value, mistakes }
      })
    })
  })
  const derivations: readonly Form<Buffer, Buffer>[] = [asItIs]
  return searchKey({
    secrets,
    derivations,
    open: (password, cost) => {
      for (const way of possible) {
        if (costOf(way) !== cost) continue
        const opened = openCbc(way.content, way.cipher, password, way.salt, way.iv)
        if (opened !== undefined) return { opened, mistakes: way.mistakes }
      }
      return undefined
    },
    budget,
    depths,
  })
}

const slowSecretsMax = 3

/** By PBKDF2, whose rounds are counted on other threads. */
async function searchSlow(
  sent: string,
  secrets: readonly DoctorSecret[],
  budget: WorkBudget,
): Promise<Opened | undefined> {
  const bytes = Buffer.from(sent, 'base64')
  const content = bytes.subarray(16)
  if (content.length === 0 || content.length % 16 !== 0) return undefined
  for (const secret of secrets.filter(({ isForeign }) => !isForeign).slice(0, slowSecretsMax))
    for (const { rounds, digest } of slowDerivations) {
      if (budget.isDue() && !(await budget.pause())) return undefined
      const derived = await derive(secret.secret, bytes.subarray(8, 16), rounds, 48, digest)
      const opened = openBlocks(content, 'aes-256-cbc', derived.subarray(0, 32), derived.subarray(32))
      if (opened !== undefined) {
        const mistakes: MistakeId[] = [...secret.mistakes, 'key-derived-by-pbkdf2']
        return { mistakes, cost: mistakes.length, secret, opened }
      }
    }
  return undefined
}

const derive = promisify(pbkdf2)

function judgeContent(text: string): MistakeId[] {
  if (text.startsWith('\uFEFF')) return ['payload-bom']
  try {
    const value: unknown = JSON.parse(text)
    return hasFields(value) ? [] : ['field-malformed']
  } catch {
    return /(?:^|&)(?:location_id|user_id)=/.test(text) ? ['payload-as-query'] : ['field-malformed']
  }
}

function hasFields(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const fields = value as Record<string, unknown>
  return (
    typeof fields.location_id === 'string' &&
    typeof fields.user_id === 'string' &&
    ['access-token', 'contact_id', 'contact_api_id', 'user_oauth_url'].every(
      (name) => fields[name] == null || typeof fields[name] === 'string',
    )
  )
}

function splitAdvice(advice: readonly MistakeId[]) {
  const isBase64url = advice.includes('base64url-for-base64')
  return { isBase64url, others: advice.filter((id) => id !== 'base64url-for-base64') }
}

/** The content as the protocol encrypts it. */
function encryptAgain(text: string, secret: string): string {
  const salt = randomBytes(8)
  const hash = (before: Buffer) => createHash('md5').update(before).update(secret).update(salt).digest()
  const first = hash(Buffer.alloc(0))
  const second = hash(first)
  const cipher = createCipheriv('aes-256-cbc', Buffer.concat([first, second]), hash(second))
  return Buffer.concat([Buffer.from('Salted__'), salt, cipher.update(text), cipher.final()]).toString(
    'base64',
  )
}

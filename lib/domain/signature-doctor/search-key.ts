import { emptyKeys, keyByteForms, keyTextForms } from '@/lib/domain/signature-doctor/axes/key-forms'
import type { DoctorSecret } from '@/lib/domain/signature-doctor/doctor-secret'
import { planSearch } from '@/lib/domain/signature-doctor/plan-search'
import type { Found } from '@/lib/domain/signature-doctor/search-signature'
import type { MistakeId } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import { type Form, follow } from '@/lib/domain/signature-doctor/variant'
import type { WorkBudget } from '@/lib/domain/signature-doctor/work-budget'

/** What opened, and the mistakes that were made beside those of the key. */
type Opening<Opened> = { opened: Opened; mistakes: readonly MistakeId[] }

type Work<Opened> = {
  secrets: readonly DoctorSecret[]
  derivations: readonly Form<Buffer, Buffer>[]
  /** Tries whatever may be done otherwise at exactly this cost; undefined under a wrong key. */
  open: (key: Buffer, cost: number) => Opening<Opened> | undefined
  budget: WorkBudget
  /** How many mistakes are looked for, both included. */
  depths: readonly [from: number, to: number]
}

/** The fewest mistakes of secret, key and derivation with which a payload opens. The cheapest are tried first, over all secrets. */
export async function searchKey<Opened>(
  work: Work<Opened>,
): Promise<(Found & { opened: Opened }) | undefined> {
  const [from, to] = work.depths
  const none = emptyKeys.map(
    (secret): DoctorSecret => ({ label: 'no secret', secret, mistakes: ['key-empty'] }),
  )
  const secrets = [...work.secrets, ...none]
  for (const step of planSearch(secrets)) {
    if (step.depth < from || step.depth > to) continue
    for (const secret of step.secrets) {
      const found = await trySecret(work, secret, step.depth)
      if (found) return found === 'spent' ? undefined : found
    }
  }
  return undefined
}

async function trySecret<Opened>(
  { derivations, open, budget }: Work<Opened>,
  secret: DoctorSecret,
  depth: number,
): Promise<(Found & { opened: Opened }) | 'spent' | undefined> {
  const route = {
    start: { mistakes: secret.mistakes, cost: 0, value: secret.secret as never },
    axes: [keyTextForms, keyByteForms, derivations],
  }
  for (let keyCost = depth; keyCost >= 0; keyCost -= 1)
    for (const key of follow<never, Buffer>(route, keyCost)) {
      if (budget.isDue() && !(await budget.pause())) return 'spent'
      if (!key) continue
      const result = open(key.value, depth - keyCost)
      if (result)
        return {
          mistakes: [...key.mistakes, ...result.mistakes],
          cost: depth + secret.mistakes.length,
          secret,
          opened: result.opened,
        }
    }
  return undefined
}

import type { SureSendCompany, SureSendPerson } from '@/lib/protocols/sure-send'

/** What some protocols say of a record beyond Sure Send's context. */
type Further = { externalId: string | null; apiId: string | null; lastContactedAt: Date | null }

/** The record that a launch is about. A person's `account` is their company, where they have one. */
export type LaunchSubject =
  | { kind: 'none' }
  | ({
      kind: 'person'
      person: SureSendPerson
      title: string | null
      account: LaunchAccount | null
    } & Further)
  | ({ kind: 'company'; company: SureSendCompany } & Further)

export type LaunchAccount = {
  id: string
  name: string
  industry: string | null
  website: string | null
  phone: string | null
  lastContactedAt: Date | null
}

/** ISO 8601 in UTC without fractions, as in the seed's samples. */
export function toSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z')
}

import type { CompanyRecord, PersonRecord } from '@/lib/domain/crm/records'
import type {
  SureSendCompany,
  SureSendContext,
  SureSendEmail,
  SureSendPerson,
  SureSendPhone,
} from '@/lib/protocols/sure-send'

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

/** The context of one launch, in exactly the seed's shape. */
export function buildContext(
  input: {
    team: { id: string; name: string }
    user: { id: string; email: string }
    subject: Exclude<LaunchSubject, { kind: 'none' }>
  },
  now: Date,
): SureSendContext {
  const { team, user, subject } = input
  const record = subject.kind === 'person' ? { person: subject.person } : { company: subject.company }
  return { team, user, ...record, timestamp: toSeconds(now) }
}

export function toPerson(person: PersonRecord): SureSendPerson {
  return {
    id: person.id,
    firstName: person.firstName,
    lastName: person.lastName,
    stage: { name: person.stage },
    emails: person.emails.map(toEmail),
    phones: person.phones.map(toPhone),
  }
}

export function toCompany(company: CompanyRecord): SureSendCompany {
  return {
    id: company.id,
    name: company.name,
    industry: company.industry,
    website: company.website,
    description: company.description,
    companySize: company.companySize,
    annualRevenue: company.annualRevenue,
    foundedDate: company.foundedDate ? toSeconds(company.foundedDate) : null,
    registrationNumber: company.registrationNumber,
    taxId: company.taxId,
    stage: { name: company.stage },
    emails: company.emails.map(toEmail),
    phones: company.phones.map(toPhone),
    addresses: company.addresses.map((address) => ({
      id: address.id,
      type: address.type,
      street: address.street,
      city: address.city,
      state: address.state,
      code: address.code,
      country: address.country,
      isPrimary: address.isPrimary ? 1 : 0,
    })),
  }
}

type EmailRow = PersonRecord['emails'][number]
type PhoneRow = PersonRecord['phones'][number]

function toEmail(row: EmailRow): SureSendEmail {
  return {
    id: row.id,
    email: row.email,
    value: row.value,
    isPrimary: row.isPrimary ? 1 : 0,
    created_at: toSeconds(row.createdAt),
    updated_at: toSeconds(row.updatedAt),
  }
}

function toPhone(row: PhoneRow): SureSendPhone {
  return {
    id: row.id,
    phone: row.phone,
    type: row.type,
    isPrimary: row.isPrimary ? 1 : 0,
    normalized: row.normalized,
    created_at: toSeconds(row.createdAt),
    updated_at: toSeconds(row.updatedAt),
  }
}

/** ISO 8601 in UTC without fractions, as in the seed's samples. */
export function toSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z')
}

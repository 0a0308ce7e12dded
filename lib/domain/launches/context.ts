import type { CompanyRecord, PersonRecord } from '@/lib/domain/crm/records'
import { toSeconds } from '@/lib/domain/protocols/launch-subject'
import type { SureSendCompany, SureSendEmail, SureSendPerson, SureSendPhone } from '@/lib/protocols/sure-send'

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

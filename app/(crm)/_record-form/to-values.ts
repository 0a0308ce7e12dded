import type { CompanyRecord, PersonRecord } from '@/lib/domain/crm/records'
import { type RecordValues, writeRows } from './record-values'

/** What a person's form starts with. */
export function toPersonValues(person: PersonRecord): RecordValues {
  return {
    firstName: person.firstName,
    lastName: person.lastName,
    title: person.title ?? '',
    stage: person.stage,
    companyId: person.company?.id ?? '',
    companyName: person.company?.name ?? '',
    externalId: person.externalId ?? '',
    apiId: person.apiId ?? '',
    ...writeRows('emails', person.emails),
    ...writeRows('phones', person.phones),
  }
}

export function toCompanyValues(company: CompanyRecord): RecordValues {
  return {
    name: company.name,
    stage: company.stage,
    industry: company.industry ?? '',
    website: company.website ?? '',
    description: company.description ?? '',
    companySize: company.companySize ?? '',
    annualRevenue: company.annualRevenue === null ? '' : String(company.annualRevenue),
    foundedDate: company.foundedDate?.toISOString().slice(0, 10) ?? '',
    registrationNumber: company.registrationNumber ?? '',
    taxId: company.taxId ?? '',
    externalId: company.externalId ?? '',
    apiId: company.apiId ?? '',
    ...writeRows('emails', company.emails),
    ...writeRows('phones', company.phones),
    ...writeRows('addresses', company.addresses),
  }
}

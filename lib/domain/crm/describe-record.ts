import type { Actor } from '@/lib/auth/permissions'
import { getCompany, getPerson } from '@/lib/domain/crm/records'

/** A person as the JSON API answers it. @throws AppError not_found */
export async function describePerson(actor: Actor, personId: string) {
  const person = await getPerson(actor, personId)
  return { ...person, ...describeTimes(person) }
}

/** A company as the JSON API answers it. @throws AppError not_found */
export async function describeCompany(actor: Actor, companyId: string) {
  const company = await getCompany(actor, companyId)
  return {
    ...company,
    ...describeTimes(company),
    foundedDate: company.foundedDate?.toISOString() ?? null,
  }
}

function describeTimes(record: { createdAt: Date; updatedAt: Date; sourceUpdatedAt: Date | null }) {
  return {
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
    sourceUpdatedAt: record.sourceUpdatedAt?.toISOString() ?? null,
  }
}

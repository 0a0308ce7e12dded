'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { requireTeam } from '@/lib/auth/permissions'
import { createCompany, createPerson, updateCompany, updatePerson } from '@/lib/domain/crm/change-records'
import { eraseCompany, erasePerson } from '@/lib/domain/crm/erase-records'
import { findLastChange } from '@/lib/domain/crm/last-change'
import { findCompanies, getCompany, getPerson } from '@/lib/domain/crm/records'
import { findCompaniesInput } from '@/lib/domain/crm/records.schema'
import { callAction, formAction } from '@/lib/http/action'
import { companyForm, personForm } from './read-record-form'
import type { PresentRecord } from './record-values'
import { toCompanyValues, toPersonValues } from './to-values'

const personInput = z.object({ personId: z.string().max(64) })
const companyInput = z.object({ companyId: z.string().max(64) })

export const savePersonAction = formAction(
  personForm,
  async (actor, { existing: { id, revision }, fields }) => {
    const saved = id
      ? await updatePerson(actor, { personId: id, revision, changes: fields })
      : await createPerson(actor, fields)
    revalidatePath('/people', 'layout')
    return saved
  },
)

export const saveCompanyAction = formAction(
  companyForm,
  async (actor, { existing: { id, revision }, fields }) => {
    const saved = id
      ? await updateCompany(actor, { companyId: id, revision, changes: fields })
      : await createCompany(actor, fields)
    revalidatePath('/companies', 'layout')
    return saved
  },
)

/** What the person says now, for a form that was opened before. */
export const readPersonAction = callAction(
  personInput,
  async (actor, { personId }): Promise<PresentRecord> => {
    const team = requireTeam(actor, 'record.write')
    const [person, change] = await Promise.all([getPerson(team, personId), findLastChange(team, personId)])
    return { revision: person.revision, values: toPersonValues(person), change: toChange(change) }
  },
)

export const readCompanyAction = callAction(
  companyInput,
  async (actor, { companyId }): Promise<PresentRecord> => {
    const team = requireTeam(actor, 'record.write')
    const [company, change] = await Promise.all([
      getCompany(team, companyId),
      findLastChange(team, companyId),
    ])
    return { revision: company.revision, values: toCompanyValues(company), change: toChange(change) }
  },
)

function toChange(change: Awaited<ReturnType<typeof findLastChange>>): PresentRecord['change'] {
  return change && { ...change, at: change.at.toISOString() }
}

export const findCompaniesAction = callAction(findCompaniesInput, async (actor, input) => ({
  companies: await findCompanies(actor, input),
}))

export const erasePersonAction = callAction(personInput, async (actor, input) => {
  const erasure = await erasePerson(actor, input)
  revalidatePath('/people')
  return erasure
})

export const eraseCompanyAction = callAction(companyInput, async (actor, input) => {
  const erasure = await eraseCompany(actor, input)
  revalidatePath('/companies')
  return erasure
})

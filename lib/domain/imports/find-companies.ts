import { randomUUID } from 'node:crypto'
import { toCompanySearch } from '@/lib/domain/crm/record-columns'
import { type CompanyFields, noCompany } from '@/lib/domain/crm/record-fields.schema'
import { companyKind } from '@/lib/domain/crm/record-kinds'
import type { NewRecord } from '@/lib/domain/crm/record-table'
import type { ClaimedImport } from '@/lib/domain/imports/claim'
import type { RowProblem } from '@/lib/domain/imports/file-rows'
import type { RowValues } from '@/lib/domain/imports/row-values'
import { queueRecordEvents } from '@/lib/domain/webhooks/events'
import type { Tx } from '@/lib/server/db'

/** The company of a row: its id, undefined where the row names none, or why it has none. */
export type CompanyNames = (values: RowValues) => string | undefined | RowProblem

/**
 * The companies that rows of people name: by id, by external ID, else by exact name, unless the row and the company have different
 * external IDs. One that is named and not there is created, so that
 * a file of contacts alone brings their companies along.
 */
export async function findCompanies(
  tx: Tx,
  { teamId, mode }: ClaimedImport,
  rows: readonly { values: RowValues }[],
  now: Date,
): Promise<CompanyNames> {
  const ids = unique(rows.map(({ values }) => readCompanyId(values)))
  const externalIds = unique(rows.map(({ values }) => values.companyExternalId))
  const names = unique(rows.map(({ values }) => values.companyName && sortNameOf(values.companyName)))
  const found = await findStored(tx, teamId, { ids, externalIds, names })
  const byId = new Set(found.map(({ id }) => id))
  const byExternalId = new Map(found.map(({ externalId, id }) => [externalId, id]))
  const byName = new Map<string, { id: string; externalId: string | null }[]>()
  for (const { sortName, ...company } of found)
    byName.set(sortName, [...(byName.get(sortName) ?? []), company])
  const added: NewRecord<CompanyFields>[] = []
  const add = (name: string, externalId: string | null): string => {
    const company = companyOf(name, externalId)
    added.push(company)
    byId.add(company.id)
    if (externalId !== null) byExternalId.set(externalId, company.id)
    const sortName = sortNameOf(name)
    byName.set(sortName, [...(byName.get(sortName) ?? []), { id: company.id, externalId }])
    return company.id
  }
  const answers = new Map<RowValues, string | RowProblem>()
  for (const { values } of rows) {
    const { companyExternalId, companyName } = values
    const id = readCompanyId(values)
    const named = companyName === null ? [] : (byName.get(sortNameOf(companyName)) ?? [])
    const own = named.filter(({ externalId: theirs }) => companyExternalId === null || theirs === null)
    const external = companyExternalId === null ? undefined : byExternalId.get(companyExternalId)
    if (id !== null && (byId.has(id) || (companyName === null && companyExternalId === null)))
      answers.set(values, byId.has(id) ? id : unknown('companyId', 'This team has no company with this ID.'))
    else if (external !== undefined) answers.set(values, external)
    else if (own.length > 1)
      answers.set(values, {
        field: 'companyName',
        code: 'ambiguous',
        detail: `Several companies have the name ${companyName}. Name the company by its external ID.`,
      })
    else if (own[0] !== undefined) answers.set(values, own[0].id)
    else if (companyName !== null) answers.set(values, add(companyName, companyExternalId))
    else if (companyExternalId !== null)
      answers.set(
        values,
        unknown(
          'companyExternalId',
          'This team has no company with this external ID. Import companies first.',
        ),
      )
  }
  if (mode === 'apply' && added.length > 0) {
    await companyKind.insert(tx, teamId, added, now)
    const records = added.map(({ id }) => id)
    await queueRecordEvents(tx, { teamId, type: 'company.created', records, now })
  }
  return (values) => answers.get(values)
}

function unknown(field: string, detail: string): RowProblem {
  return { field, code: 'unknown_company', detail }
}

function readCompanyId({ changes }: RowValues): string | null {
  return ('companyId' in changes ? changes.companyId : null) ?? null
}

function findStored(
  tx: Tx,
  teamId: string,
  { ids, externalIds, names }: { ids: string[]; externalIds: string[]; names: string[] },
) {
  if (ids.length + externalIds.length + names.length === 0) return Promise.resolve([])
  // One index each; an OR would read the team's whole list.
  return tx.$queryRaw<{ id: string; externalId: string | null; sortName: string }[]>`
    SELECT id, "externalId", "sortName" FROM "Company" WHERE "teamId" = ${teamId}::uuid AND id = ANY(${ids}::uuid[])
    UNION SELECT id, "externalId", "sortName" FROM "Company"
      WHERE "teamId" = ${teamId}::uuid AND "externalId" = ANY(${externalIds}::text[])
    UNION SELECT id, "externalId", "sortName" FROM "Company"
      WHERE "teamId" = ${teamId}::uuid AND "sortName" = ANY(${names}::text[])`
}

function companyOf(name: string, externalId: string | null): NewRecord<CompanyFields> {
  return { id: randomUUID(), fields: { ...noCompany, name, externalId }, sourceUpdatedAt: null }
}

function sortNameOf(name: string): string {
  return toCompanySearch({ name, emails: [], phones: [] }).sortName
}

function unique(values: readonly (string | null | undefined)[]): string[] {
  return [...new Set(values.filter((value): value is string => Boolean(value)))]
}

import { randomUUID } from 'node:crypto'
import { setImmediate as othersFirst } from 'node:timers/promises'
import {
  type CompanyFields,
  isNamed,
  noCompany,
  noPerson,
  type PersonFields,
  unnamedPerson,
} from '@/lib/domain/crm/record-fields.schema'
import { companyKind, personKind } from '@/lib/domain/crm/record-kinds'
import {
  type ChangedRecord,
  judgeChange,
  type NewRecord,
  type RecordKind,
  type StoredRecord,
} from '@/lib/domain/crm/record-table'
import type { ClaimedImport } from '@/lib/domain/imports/claim'
import type { RowProblem } from '@/lib/domain/imports/file-rows'
import { findCompanies } from '@/lib/domain/imports/find-companies'
import type { RowValues } from '@/lib/domain/imports/row-values'
import { queueRecordEvents } from '@/lib/domain/webhooks/events'
import type { Tx } from '@/lib/server/db'

export type ValidRow = { line: number; values: RowValues }
export type FailedRow = { line: number; problems: RowProblem[] }

export type Written = { created: number; updated: number; unchanged: number; failed: FailedRow[] }

type AnyFields = PersonFields | CompanyFields

/** How many rows are worked off before requests of the same process have a turn. */
export const rowsPerTurn = 25

/**
 * Writes rows as changes of the records that they find, or as new records; in a dry run only counts. A row that cannot be written is
 * left out with its reason, and the others are written.
 */
export function writeRows(
  tx: Tx,
  claim: ClaimedImport,
  rows: readonly ValidRow[],
  now: Date,
): Promise<Written> {
  return claim.type === 'people'
    ? writeBatch(tx, claim, rows, personKind, noPerson, now)
    : writeBatch(tx, claim, rows, companyKind, noCompany, now)
}

async function writeBatch<Fields extends AnyFields>(
  tx: Tx,
  claim: ClaimedImport,
  rows: readonly ValidRow[],
  kind: RecordKind<Fields>,
  empty: Fields,
  now: Date,
): Promise<Written> {
  const failed: FailedRow[] = []
  const known = await findStored(tx, claim, rows, kind)
  const companies = claim.type === 'people' ? await findCompanies(tx, claim, rows, now) : undefined
  const added: NewRecord<Fields>[] = []
  const changed: ChangedRecord<Fields>[] = []
  const taken = new Set<string>()
  let unchanged = 0
  for (const [index, { line, values }] of rows.entries()) {
    if (index % rowsPerTurn === 0) await othersFirst()
    const fail = (problem: RowProblem) => failed.push({ line, problems: [problem] })
    const found = known(values)
    if ('code' in found) {
      fail(found)
      continue
    }
    const company = companies?.(values)
    if (typeof company === 'object' && company !== null) {
      fail(company)
      continue
    }
    const { stored } = found
    const given = { ...values.changes, ...(company === undefined ? {} : { companyId: company }) }
    const fields = kind.settle({ ...(stored?.fields ?? empty), ...given } as unknown as Fields)
    const missing = findMissing(fields)
    if (missing) fail(missing)
    else if (stored && taken.has(stored.id))
      fail({ field: '', code: 'duplicate_in_file', detail: 'An earlier row changes the same record.' })
    else if (!stored)
      added.push({ id: randomUUID(), fields, sourceUpdatedAt: toMoment(values.sourceUpdatedAt) })
    else {
      taken.add(stored.id)
      const sourceUpdatedAt = toMoment(values.sourceUpdatedAt) ?? stored.sourceUpdatedAt
      if (judgeChange(stored, fields, sourceUpdatedAt) === 'updated')
        changed.push({ stored, fields, sourceUpdatedAt })
      else unchanged += 1
    }
  }
  if (claim.mode === 'apply') {
    const { teamId } = claim
    await kind.insert(tx, teamId, added, now)
    await kind.update(tx, changed, now)
    const isNew = added.map(({ id }) => id)
    const isOther = changed.map(({ stored }) => stored.id)
    await queueRecordEvents(tx, { teamId, type: `${kind.noun}.created`, records: isNew, now })
    await queueRecordEvents(tx, { teamId, type: `${kind.noun}.updated`, records: isOther, now })
  }
  return { created: added.length, updated: changed.length, unchanged, failed }
}

type Found<Fields> = { stored: StoredRecord<Fields> | undefined } | RowProblem

/** Locks the records that the rows may be of, and says of each row which it is. */
async function findStored<Fields extends AnyFields>(
  tx: Tx,
  { teamId, match }: ClaimedImport,
  rows: readonly ValidRow[],
  kind: RecordKind<Fields>,
): Promise<(values: RowValues) => Found<Fields>> {
  const externalIds = rows.flatMap(({ values }) => values.externalId ?? [])
  const ids = rows.flatMap(({ values }) => values.id ?? [])
  const emails = match === 'email' ? rows.flatMap(({ values }) => firstEmail(values) ?? []) : []
  const byEmail = await findByEmail(tx, kind.noun, teamId, emails)
  const wanted = [...new Set([...ids, ...[...byEmail.values()].flat()])]
  const byId = new Map<string, StoredRecord<Fields>>()
  for (const by of [{ externalIds }, { ids: wanted }])
    if (Object.values(by)[0].length > 0)
      for (const stored of await kind.lock(tx, teamId, by)) byId.set(stored.id, stored)
  const byExternalId = new Map([...byId.values()].map((stored) => [stored.fields.externalId, stored]))
  return (values) => {
    const own = values.id === null ? undefined : byId.get(values.id)
    const external = values.externalId === null ? undefined : byExternalId.get(values.externalId)
    if (own && external && own.id !== external.id)
      return { field: 'externalId', code: 'conflict', detail: `Another ${kind.noun} has this external ID.` }
    if (own ?? external) return { stored: own ?? external }
    const email = match === 'email' ? firstEmail(values) : undefined
    if (email === undefined) return values.externalId === null ? missingKey(match) : { stored: undefined }
    const [first, ...others] = (byEmail.get(email) ?? []).filter((id) => {
      const theirs = byId.get(id)?.fields.externalId ?? null
      return byId.has(id) && (theirs === null || values.externalId === null || theirs === values.externalId)
    })
    if (others.length > 0)
      return { field: 'emails', code: 'ambiguous', detail: `Several records have the email ${email}.` }
    return { stored: first === undefined ? undefined : byId.get(first) }
  }
}

function missingKey(match: ClaimedImport['match']): RowProblem {
  return match === 'email'
    ? {
        field: 'emails',
        code: 'missing_key',
        detail: 'The row has neither an external ID nor an email to find its record by.',
      }
    : {
        field: 'externalId',
        code: 'missing_key',
        detail: 'The row has no external ID. Add one, or match rows by email.',
      }
}

export function firstEmail({ changes }: RowValues): string | undefined {
  return changes.emails?.[0]?.email.toLowerCase()
}

async function findByEmail(
  tx: Tx,
  noun: 'person' | 'company',
  teamId: string,
  emails: readonly string[],
): Promise<Map<string, string[]>> {
  const byEmail = new Map<string, string[]>()
  if (emails.length === 0) return byEmail
  const found =
    noun === 'person'
      ? await tx.$queryRaw<{ id: string; value: string }[]>`
          SELECT DISTINCT p.id, e.value FROM "PersonEmail" e JOIN "Person" p ON p.id = e."personId"
          WHERE e.value = ANY(${emails}::text[]) AND p."teamId" = ${teamId}::uuid`
      : await tx.$queryRaw<{ id: string; value: string }[]>`
          SELECT DISTINCT c.id, e.value FROM "CompanyEmail" e JOIN "Company" c ON c.id = e."companyId"
          WHERE e.value = ANY(${emails}::text[]) AND c."teamId" = ${teamId}::uuid`
  for (const { id, value } of found) byEmail.set(value, [...(byEmail.get(value) ?? []), id])
  return byEmail
}

function findMissing(fields: PersonFields | CompanyFields): RowProblem | undefined {
  if ('name' in fields)
    return fields.name === ''
      ? { field: 'name', code: 'missing', detail: 'A company has a name.' }
      : undefined
  return isNamed(fields) ? undefined : { field: 'firstName', code: 'missing', detail: unnamedPerson }
}

function toMoment(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}

import { randomUUID } from 'node:crypto'
import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { isUniqueViolation } from '@/lib/database-errors'
import { recordAudit } from '@/lib/domain/audit/events'
import type { AuditAction } from '@/lib/domain/audit/events.schema'
import {
  type CompanyChanges,
  type CompanyFields,
  isNamed,
  type PersonChanges,
  type PersonFields,
  unnamedPerson,
} from '@/lib/domain/crm/record-fields.schema'
import { companyKind, personKind } from '@/lib/domain/crm/record-kinds'
import { judgeChange, type RecordKind, type StoredRecord } from '@/lib/domain/crm/record-table'
import { queueRecordEvents } from '@/lib/domain/webhooks/events'
import { AppError, notFound } from '@/lib/errors'
import { isUuid } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction, type Tx } from '@/lib/server/db'

/** What became of a record. `unchanged`: it said all of it already; `stale`: its source knew less than what is stored. */
export type RecordChange = {
  id: string
  revision: number
  outcome: 'created' | 'updated' | 'unchanged' | 'stale'
}

type Source = { sourceUpdatedAt?: string | null | undefined }

/** Adds a person to the actor's team. @throws AppError invalid_input naming the field, conflict for an external id that is taken */
export const createPerson = (actor: Actor, fields: PersonFields & Source, now = databaseNow()) =>
  create(personKind, actor, fields, now)

/**
 * Changes what `changes` names. With `revision`, only the record that was read.
 * @throws AppError not_found, changed_since_read, invalid_input, conflict
 */
export const updatePerson = (
  actor: Actor,
  input: { personId: string; revision?: number | undefined; changes: PersonChanges },
  now = databaseNow(),
) => update(personKind, actor, { ...input, id: input.personId }, now)

/** Creates or replaces a person by the CRM's own id. @throws AppError changed_since_read, invalid_input */
export const putPerson = (actor: Actor, input: PutInput<PersonFields>, now = databaseNow()) =>
  put(personKind, actor, input, now)

/** The same of companies. */
export const createCompany = (actor: Actor, fields: CompanyFields & Source, now = databaseNow()) =>
  create(companyKind, actor, fields, now)

export const updateCompany = (
  actor: Actor,
  input: { companyId: string; revision?: number | undefined; changes: CompanyChanges },
  now = databaseNow(),
) => update(companyKind, actor, { ...input, id: input.companyId }, now)

export const putCompany = (actor: Actor, input: PutInput<CompanyFields>, now = databaseNow()) =>
  put(companyKind, actor, input, now)

type PutInput<Fields> = {
  externalId: string
  revision?: number | undefined
  fields: Omit<Fields, 'externalId'> & Source
}

type AnyFields = { externalId: string | null; companyId?: string | null | undefined }

async function create<Fields extends AnyFields>(
  kind: RecordKind<Fields>,
  actor: Actor,
  { sourceUpdatedAt, ...fields }: Fields & Source,
  now: Date,
): Promise<RecordChange> {
  const team = requireWriter(actor)
  return withTakenIds(kind, () =>
    inTransaction((tx) =>
      insert(tx, kind, team, { fields: fields as unknown as Fields, sourceUpdatedAt, now }),
    ),
  )
}

async function update<Fields extends AnyFields>(
  kind: RecordKind<Fields>,
  actor: Actor,
  input: { id: string; revision?: number | undefined; changes: Partial<Fields> },
  now: Date,
): Promise<RecordChange> {
  const team = requireWriter(actor)
  if (!isUuid(input.id)) throw notFound(kind.noun)
  return withTakenIds(kind, () =>
    inTransaction(async (tx) => {
      const [stored] = await kind.lock(tx, team.teamId, { ids: [input.id] })
      if (!stored) throw notFound(kind.noun)
      requireAsRead(kind, stored, input.revision)
      const fields = { ...stored.fields, ...input.changes }
      return write(tx, kind, team, { stored, fields, sourceUpdatedAt: undefined, now })
    }),
  )
}

async function put<Fields extends AnyFields>(
  kind: RecordKind<Fields>,
  actor: Actor,
  { externalId, revision, fields: { sourceUpdatedAt, ...given } }: PutInput<Fields>,
  now: Date,
): Promise<RecordChange> {
  const team = requireWriter(actor)
  const fields = { ...given, externalId } as unknown as Fields
  const once = () =>
    inTransaction(async (tx) => {
      const [stored] = await kind.lock(tx, team.teamId, { externalIds: [externalId] })
      if (!stored) {
        if (revision !== undefined) throw notFound(kind.noun)
        return insert(tx, kind, team, { fields, sourceUpdatedAt, now })
      }
      requireAsRead(kind, stored, revision)
      return write(tx, kind, team, { stored, fields, sourceUpdatedAt, now })
    })
  try {
    return await once()
  } catch (thrown) {
    // Somebody else created it meanwhile: now it is there to replace.
    if (isUniqueViolation(thrown)) return once()
    throw thrown
  }
}

async function insert<Fields extends AnyFields>(
  tx: Tx,
  kind: RecordKind<Fields>,
  team: TeamActor,
  { fields, sourceUpdatedAt, now }: { fields: Fields; now: Date } & Source,
): Promise<RecordChange> {
  await requireCompany(tx, team, fields.companyId)
  const id = randomUUID()
  const record = { id, fields: kind.settle(fields), sourceUpdatedAt: toDate(sourceUpdatedAt) }
  await kind.insert(tx, team.teamId, [record], now)
  await queueRecordEvents(tx, { teamId: team.teamId, type: `${kind.noun}.created`, records: [id], now })
  await recordChange(tx, team, kind, id, 'record.created', now)
  return { id, revision: 1, outcome: 'created' }
}

async function write<Fields extends AnyFields>(
  tx: Tx,
  kind: RecordKind<Fields>,
  team: TeamActor,
  {
    stored,
    fields,
    sourceUpdatedAt,
    now,
  }: { stored: StoredRecord<Fields>; fields: Fields; now: Date } & Source,
): Promise<RecordChange> {
  const { id, revision } = stored
  const settled = kind.settle(fields)
  requireNamed(settled)
  const source = toDate(sourceUpdatedAt) ?? stored.sourceUpdatedAt
  const outcome = judgeChange(stored, settled, source)
  if (outcome !== 'updated') return { id, revision, outcome }
  if (settled.companyId !== stored.fields.companyId) await requireCompany(tx, team, settled.companyId)
  await kind.update(tx, [{ stored, fields: settled, sourceUpdatedAt: source }], now)
  await queueRecordEvents(tx, { teamId: team.teamId, type: `${kind.noun}.updated`, records: [id], now })
  await recordChange(tx, team, kind, id, 'record.updated', now)
  return { id, revision: revision + 1, outcome: 'updated' }
}

/** Who writes any record of the team; a launch's token reads one, and writes none. */
function requireWriter(actor: Actor): TeamActor {
  const team = requireTeam(actor, 'record.write')
  if (team.onlyRecordId === undefined) return team
  throw new AppError('forbidden', 'A token of a launch reads its record and changes none.')
}

/** Someone else's company is answered like none. */
async function requireCompany(
  tx: Tx,
  { teamId }: TeamActor,
  companyId: string | null | undefined,
): Promise<void> {
  if (!companyId) return
  // It is not erased before the record that names it is committed.
  const [company] = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "Company" WHERE id = ${companyId}::uuid AND "teamId" = ${teamId}::uuid FOR KEY SHARE`
  if (company) return
  throw new AppError('invalid_input', 'Some fields are missing or malformed; errors names each.', {
    fields: { companyId: ['This team has no company with this ID.'] },
  })
}

/** A change may have taken the last name, email and phone away. */
function requireNamed(fields: object): void {
  if (!('firstName' in fields) || isNamed(fields as PersonFields)) return
  throw new AppError('invalid_input', 'Some fields are missing or malformed; errors names each.', {
    fields: { firstName: [unnamedPerson] },
  })
}

function requireAsRead(kind: { noun: string }, stored: { revision: number }, revision?: number): void {
  if (revision === undefined || revision === stored.revision) return
  throw new AppError(
    'changed_since_read',
    `Somebody changed this ${kind.noun} since you opened it. Read it again, then make your change.`,
  )
}

async function withTakenIds<T>(kind: { noun: string }, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (!isUniqueViolation(thrown)) throw thrown
    throw new AppError('conflict', `Another ${kind.noun} of this team has this external ID.`, {
      cause: thrown,
      fields: { externalId: [`Another ${kind.noun} has this external ID.`] },
    })
  }
}

/** Without a word of the record itself: the log outlives it. */
async function recordChange(
  tx: Tx,
  team: TeamActor,
  { noun }: { noun: 'person' | 'company' },
  id: string,
  action: AuditAction,
  at: Date,
): Promise<void> {
  const name = noun === 'person' ? 'A person' : 'A company'
  await recordAudit(tx, team, { action, subject: { type: 'record', id, name }, teamId: team.teamId, at })
}

function toDate(moment: string | null | undefined): Date | null {
  return moment ? new Date(moment) : null
}

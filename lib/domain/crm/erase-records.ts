import { type Actor, requireTeam } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { findMentions, forgetImportedRows, forgetMentions } from '@/lib/domain/crm/record-mentions'
import { forgetRecordEvents, queueRecordEvents } from '@/lib/domain/webhooks/events'
import { notFound } from '@/lib/errors'
import { isUuid } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Tx } from '@/lib/server/db'

const peopleAtOnce = 1_000

/** What an erasure removed. What it keeps, and why, is in docs/help/admin.md. */
export type Erasure = { activities: number; launches: number }

/**
 * Erases a person: the record with its emails, phones and steps, activities that were about nobody else, the person's place in launches,
 * of which the rest stays, and what platforms asked for in the log of their requests. What is left of a person is in no page and no export.
 * @throws AppError not_found
 */
export function erasePerson(
  actor: Actor,
  input: { personId: string },
  now = databaseNow(),
): Promise<Erasure> {
  return erase(actor, { id: input.personId, noun: 'person' }, now)
}

/** The same of a company. Its people stay, without a company. @throws AppError not_found */
export function eraseCompany(
  actor: Actor,
  input: { companyId: string },
  now = databaseNow(),
): Promise<Erasure> {
  return erase(actor, { id: input.companyId, noun: 'company' }, now)
}

async function erase(
  actor: Actor,
  { id, noun }: { id: string; noun: 'person' | 'company' },
  now: Date,
): Promise<Erasure> {
  const { teamId, onlyRecordId, ...team } = requireTeam(actor, 'record.erase')
  if (!isUuid(id) || onlyRecordId !== undefined) throw notFound(noun)
  const mentions = await findMentions({ teamId, id, noun })
  if (!mentions) throw notFound(noun)
  // Apart from the rest, since the log of a month may take longer than a transaction may.
  await forgetMentions(teamId, mentions)
  await forgetImportedRows(teamId, mentions)
  if (noun === 'company') await leaveInBatches({ id, teamId }, now)
  return inTransaction(async (tx) => {
    await lockRecord(tx, { id, teamId, noun })
    await forgetRecordEvents(tx, { teamId, recordId: id, now })
    await queueRecordEvents(tx, { teamId, type: `${noun}.deleted`, records: [id], now })
    if (noun === 'person') await tx.person.deleteMany({ where: { id, teamId } })
    else await deleteCompany(tx, { id, teamId }, now)
    const erasure = await forget(tx, { id, teamId })
    const name = noun === 'person' ? 'A person' : 'A company'
    await recordAudit(
      tx,
      { ...team, teamId },
      {
        action: 'record.erased',
        subject: { type: 'record', id, name },
        teamId,
        data: erasure,
        at: now,
      },
    )
    return erasure
  })
}

/** Nobody changes it any more. @throws AppError not_found */
async function lockRecord(
  tx: Tx,
  { id, teamId, noun }: { id: string; teamId: string; noun: 'person' | 'company' },
): Promise<void> {
  const rows =
    noun === 'person'
      ? await tx.$queryRaw<unknown[]>`
          SELECT 1 FROM "Person" WHERE id = ${id}::uuid AND "teamId" = ${teamId}::uuid FOR UPDATE`
      : await tx.$queryRaw<unknown[]>`
          SELECT 1 FROM "Company" WHERE id = ${id}::uuid AND "teamId" = ${teamId}::uuid FOR UPDATE`
  if (rows.length === 0) throw notFound(noun)
}

type Company = { id: string; teamId: string }

async function deleteCompany(tx: Tx, { id, teamId }: Company, now: Date): Promise<void> {
  await leaveCompany(tx, { id, teamId }, {}, now)
  await tx.company.deleteMany({ where: { id, teamId } })
}

/** Its people are changed by that: who reads changes since a moment, or is told of them, finds them. */
async function leaveCompany(tx: Tx, company: Company, people: { id?: { in: string[] } }, now: Date) {
  const left = await tx.person.updateManyAndReturn({
    where: { companyId: company.id, teamId: company.teamId, ...people },
    data: { companyId: null, revision: { increment: 1 }, updatedAt: now },
    select: { id: true },
  })
  const records = left.map(({ id }) => id)
  await queueRecordEvents(tx, { teamId: company.teamId, type: 'person.updated', records, now })
}

/** Of a company with more people than one statement changes in its time, most leave before. */
async function leaveInBatches(company: Company, now: Date): Promise<void> {
  for (;;) {
    const people = await db().person.findMany({
      where: { companyId: company.id, teamId: company.teamId },
      select: { id: true },
      take: peopleAtOnce + 1,
    })
    if (people.length <= peopleAtOnce) return
    await inTransaction((tx) => leaveCompany(tx, company, { id: { in: people.map(({ id }) => id) } }, now))
  }
}

/** Of an activity about several records only this one's part goes. */
async function forget(tx: Tx, { id, teamId }: { id: string; teamId: string }): Promise<Erasure> {
  const activities = await tx.$executeRaw`
    DELETE FROM "Activity" a WHERE a."teamId" = ${teamId}::uuid
      AND EXISTS (SELECT 1 FROM "ActivityRecord" r WHERE r."activityId" = a.id AND r."recordId" = ${id}::uuid)
      AND NOT EXISTS (SELECT 1 FROM "ActivityRecord" r WHERE r."activityId" = a.id AND r."recordId" <> ${id}::uuid)`
  await tx.activityRecord.deleteMany({ where: { recordId: id, activity: { teamId } } })
  await tx.accessToken.deleteMany({ where: { recordId: id, teamId } })
  const { count: launches } = await tx.launch.updateMany({
    where: { teamId, recordId: id },
    data: { recordId: null, stepId: null },
  })
  return { activities, launches }
}

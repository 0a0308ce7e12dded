import type { TeamActor } from '@/lib/auth/permissions'
import { getCompany, getPerson } from '@/lib/domain/crm/records'
import { toCompany, toPerson } from '@/lib/domain/launches/context'
import type { LaunchAccount, LaunchSubject } from '@/lib/domain/protocols/launch-subject'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import { db } from '@/lib/server/db'

/** The stored record of a launch. @throws AppError not_found when it is not the team's */
export async function loadSubject(
  team: TeamActor,
  { placement, record, isDetailed }: { placement: Placement; record: string | null; isDetailed: boolean },
): Promise<LaunchSubject> {
  if (record === null) return { kind: 'none' }
  if (placement === 'company') {
    const company = await getCompany(team, record)
    const { externalId, apiId } = company
    const lastContactedAt = isDetailed ? await findLastContact(team, company.id) : null
    return { kind: 'company', company: toCompany(company), externalId, apiId, lastContactedAt }
  }
  const person = await getPerson(team, record)
  const { externalId, apiId, title } = person
  const [lastContactedAt, account] = isDetailed
    ? await Promise.all([findLastContact(team, person.id), loadAccount(team, person.company?.id)])
    : [null, null]
  return { kind: 'person', person: toPerson(person), externalId, apiId, title, lastContactedAt, account }
}

async function loadAccount(team: TeamActor, companyId: string | undefined): Promise<LaunchAccount | null> {
  if (!companyId) return null
  const [company, lastContactedAt] = await Promise.all([
    db().company.findFirst({
      where: { id: companyId, teamId: team.teamId },
      select: {
        id: true,
        name: true,
        industry: true,
        website: true,
        phones: { orderBy: { isPrimary: 'desc' }, take: 1, select: { phone: true } },
      },
    }),
    findLastContact(team, companyId),
  ])
  if (!company) return null
  const { phones, ...account } = company
  return { ...account, phone: phones[0]?.phone ?? null, lastContactedAt }
}

/** When anything was last logged on a record: one step on an index. */
async function findLastContact(team: TeamActor, recordId: string): Promise<Date | null> {
  const row = await db().activityRecord.findFirst({
    where: { recordId, activity: { teamId: team.teamId } },
    orderBy: { occurredAt: 'desc' },
    select: { occurredAt: true },
  })
  return row?.occurredAt ?? null
}

import { type Actor, requireTeam } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { encodeCursor, readWindow } from '@/lib/domain/crm/record-pages'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction } from '@/lib/server/db'

const batchSize = 500

const primaryFirst: ({ isPrimary: 'desc' } | { createdAt: 'asc' })[] = [
  { isPrimary: 'desc' },
  { createdAt: 'asc' },
]
const contact = {
  emails: { select: { email: true, isPrimary: true }, orderBy: primaryFirst },
  phones: { select: { phone: true, type: true, isPrimary: true }, orderBy: primaryFirst },
} as const

const stored = { sourceUpdatedAt: true, createdAt: true, updatedAt: true } as const

export type ExportedPerson = Awaited<ReturnType<typeof exportPeople>>['rows'][number]
export type ExportedCompany = Awaited<ReturnType<typeof exportCompanies>>['rows'][number]

/** Some hundred of the team's people by name, as an import reads them, and where the next ones begin. */
export async function exportPeople(actor: Actor, cursor: string | undefined) {
  const { teamId } = requireTeam(actor, 'record.export')
  const { where, orderBy } = readWindow({ after: cursor })
  const found = await db().person.findMany({
    where: { teamId, ...where },
    orderBy,
    take: batchSize,
    select: {
      id: true,
      externalId: true,
      apiId: true,
      firstName: true,
      lastName: true,
      title: true,
      stage: true,
      sortName: true,
      company: { select: { id: true, externalId: true, name: true } },
      ...contact,
      ...stored,
    },
  })
  return { rows: found.map(({ sortName: _, ...person }) => person), nextCursor: cursorOf(found) }
}

/** The same of companies. */
export async function exportCompanies(actor: Actor, cursor: string | undefined) {
  const { teamId } = requireTeam(actor, 'record.export')
  const { where, orderBy } = readWindow({ after: cursor })
  const found = await db().company.findMany({
    where: { teamId, ...where },
    orderBy,
    take: batchSize,
    select: {
      id: true,
      externalId: true,
      apiId: true,
      name: true,
      stage: true,
      industry: true,
      website: true,
      description: true,
      companySize: true,
      annualRevenue: true,
      foundedDate: true,
      registrationNumber: true,
      taxId: true,
      sortName: true,
      ...contact,
      addresses: { omit: { id: true, companyId: true }, orderBy: [{ isPrimary: 'desc' }, { id: 'asc' }] },
      ...stored,
    },
  })
  const rows = found.map(({ sortName: _, annualRevenue, foundedDate, ...company }) => ({
    ...company,
    annualRevenue: annualRevenue?.toNumber() ?? null,
    foundedDate: foundedDate?.toISOString().slice(0, 10) ?? null,
  }))
  return { rows, nextCursor: cursorOf(found) }
}

/** Who took the team's records away, and when. */
export async function recordExport(
  actor: Actor,
  { type }: { type: 'people' | 'companies' },
  now = databaseNow(),
): Promise<void> {
  const team = requireTeam(actor, 'record.export')
  await inTransaction((tx) =>
    recordAudit(tx, team, {
      action: 'record.exported',
      subject: { type: 'team', id: team.teamId, name: type === 'people' ? 'People' : 'Companies' },
      teamId: team.teamId,
      at: now,
    }),
  )
}

function cursorOf(rows: readonly { sortName: string; id: string }[]): string | undefined {
  const last = rows.length === batchSize ? rows.at(-1) : undefined
  return last && encodeCursor(last.sortName, last.id)
}

import { type Actor, requireTeam } from '@/lib/auth/permissions'
import { db } from '@/lib/server/db'
import { Prisma } from '@/lib/server/prisma/client'

/** A team that has more than these keeps something else in the column; a list of choices helps nobody then. */
const stagesMax = 100

/**
 * The stages that the team's people or companies have, in the order of the alphabet. Each is one step into an index, so the cost grows
 * with the stages and not with the records.
 */
export async function listStages(actor: Actor, kind: 'person' | 'company'): Promise<string[]> {
  const team = requireTeam(actor, 'record.read')
  if (team.onlyRecordId !== undefined) return []
  const table = kind === 'person' ? Prisma.sql`"Person"` : Prisma.sql`"Company"`
  const rows = await db().$queryRaw<{ stage: string }[]>`
    WITH RECURSIVE found AS (
      (SELECT stage FROM ${table} WHERE "teamId" = ${team.teamId}::uuid AND stage > '' ORDER BY stage LIMIT 1)
      UNION ALL
      SELECT (
        SELECT r.stage FROM ${table} r WHERE r."teamId" = ${team.teamId}::uuid AND r.stage > found.stage
        ORDER BY r.stage LIMIT 1
      ) FROM found WHERE found.stage IS NOT NULL
    )
    SELECT stage FROM found WHERE stage IS NOT NULL LIMIT ${stagesMax}`
  return rows.map(({ stage }) => stage).sort((one, other) => one.localeCompare(other, 'en'))
}

import type { TeamActor } from '@/lib/auth/permissions'
import type { LaunchProbe } from '@/lib/domain/framing/framing.schema'
import { db } from '@/lib/server/db'

/** Keeps what a probe found with the launch of this member for which it was made. The first one counts. */
export async function keepProbe(
  { teamId, userId }: TeamActor,
  { launchId, widgetId, probe }: { launchId: string; widgetId: string; probe: LaunchProbe },
): Promise<void> {
  await db().$executeRaw`
    UPDATE "Launch" SET "probe" = ${JSON.stringify(probe)}::jsonb
    WHERE "id" = ${launchId} AND "teamId" = ${teamId}::uuid AND "userId" = ${userId}::uuid AND "widgetId" = ${widgetId}
      AND "probe" IS NULL`
}

import { AppError } from '@/lib/errors'
import type { Reader } from '@/lib/server/db'

/** The location for which a member opens a marketplace widget. @throws AppError not_registered */
export async function findLaunchRegistration(
  reader: Reader,
  input: { widgetId: string; teamId: string; userId: string },
): Promise<{ locationId: string }> {
  const rows = await reader.registration.findMany({
    where: { widgetId: input.widgetId, teamId: input.teamId, unregisteredAt: null },
    orderBy: [{ registeredAt: 'asc' }, { id: 'asc' }],
    select: { locationId: true, userId: true },
  })
  const own = rows.find(
    ({ locationId, userId }) =>
      userId === input.userId && rows.some((row) => row.userId === null && row.locationId === locationId),
  )
  if (own) return { locationId: own.locationId }
  throw new AppError('not_registered', 'Neither location nor user are registered.')
}

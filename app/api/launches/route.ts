import { refreshLaunch } from '@/lib/domain/launches/launches'
import { openLaunchInput } from '@/lib/domain/launches/launches.schema'
import { AppError } from '@/lib/errors'
import { answerLaunchData } from '@/lib/http/launch-data'
import { readJson } from '@/lib/http/request'
import { route } from '@/lib/http/route'

/** A newly signed launch of what a stage shows, as data: its widget asked for one. */
export const POST = route({ access: 'session' }, async ({ request, actor }) => {
  const input = openLaunchInput.safeParse(await readJson(request))
  if (!input.success)
    throw new AppError('malformed_request', 'A launch needs a widget, a placement and a record.')
  return answerLaunchData(await refreshLaunch(actor, input.data))
})

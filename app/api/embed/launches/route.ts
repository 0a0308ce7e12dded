import { embeddedLaunchBody } from '@/lib/domain/api/api.schema'
import { refreshEmbeddedLaunch } from '@/lib/domain/embed/launches'
import { parseApiInput } from '@/lib/http/api-route'
import { embedRoute } from '@/lib/http/embed-route'
import { answerLaunchData, embeddedLaunchBytesMax } from '@/lib/http/launch-data'
import { readJson } from '@/lib/http/request'

/** A newly signed launch of what a stage in an embedding page shows, as data: its widget asked for one. */
export const POST = embedRoute(async ({ request, actor }) => {
  const body = parseApiInput(
    embeddedLaunchBody,
    await readJson(request, { bytesMax: embeddedLaunchBytesMax }),
  )
  return answerLaunchData(await refreshEmbeddedLaunch(actor, body))
})

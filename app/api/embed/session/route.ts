import { readSecondsLeft } from '@/lib/domain/embed/sessions'
import { embedRoute } from '@/lib/http/embed-route'

/** Whether the token works here, and for how long yet. */
export const GET = embedRoute(async ({ actor }) =>
  Response.json({ expiresInSeconds: readSecondsLeft(actor) }),
)

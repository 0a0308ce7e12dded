import { refreshSandboxLaunch } from '@/lib/domain/sandbox/launches'
import { answerLaunchData } from '@/lib/http/launch-data'
import { route } from '@/lib/http/route'

/** A newly signed launch of what the sandbox shows, as data: its widget asked for one. */
export const POST = route<{ launchId: string }>({ access: 'session' }, async ({ params, actor }) =>
  answerLaunchData(await refreshSandboxLaunch(actor, params)),
)

import { PortalPage } from '@/app/portal-page'
import type { Crumb } from '@/components/shell/crumbs'
import { Tile } from '@/components/ui/tile'
import type { MemberActor } from '@/lib/auth/permissions'
import { type SandboxLaunchView, sandboxSettings } from '@/lib/domain/sandbox/launches.schema'
import { getSandboxLaunch, listSandboxLaunches } from '@/lib/domain/sandbox/read'
import type { SandboxWorkbench } from '@/lib/domain/sandbox/workbench'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'
import { toAppError } from '@/lib/errors'
import { Workbench } from './workbench'

/** The sandbox of a widget, for its partner's members and for reviewers. */
export async function SandboxPage({
  actor,
  bench,
  crumbs,
  path,
  search,
}: {
  actor: MemberActor
  bench: SandboxWorkbench
  crumbs: Crumb[]
  path: string
  search: Record<string, string>
}) {
  const [history, opened] = await Promise.all([
    listSandboxLaunches(actor, { widgetId: bench.widgetId }),
    search.launch ? findLaunch(actor, bench, search.launch) : null,
  ])
  return (
    <PortalPage actor={actor} crumbs={crumbs} width="rail">
      <Workbench
        // Another link to this page starts anew.
        key={new URLSearchParams(search).toString()}
        bench={bench}
        tile={<Tile size="sm" icon={bench.icon as WidgetIcon} colour={bench.colour as WidgetColour} />}
        path={path}
        settings={sandboxSettings.parse(search)}
        opened={opened}
        history={history}
      />
    </PortalPage>
  )
}

/** If the launch was deleted or belongs to another widget, the sandbox opens without it. */
async function findLaunch(
  actor: MemberActor,
  bench: SandboxWorkbench,
  launchId: string,
): Promise<SandboxLaunchView | null> {
  try {
    return await getSandboxLaunch(actor, { launchId, widgetId: bench.widgetId })
  } catch (thrown) {
    const { code } = toAppError(thrown)
    if (code === 'not_found' || code === 'malformed_request') return null
    throw thrown
  }
}

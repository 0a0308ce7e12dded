'use server'

import { revalidatePath } from 'next/cache'
import { switchPlacement } from '@/lib/domain/installations/installations'
import { switchPlacementInput } from '@/lib/domain/installations/installations.schema'
import { startConnection } from '@/lib/domain/installations/start-connection'
import { startConnectionInput } from '@/lib/domain/installations/start-connection.schema'
import { uninstallWidget } from '@/lib/domain/installations/state'
import { revokeGrant } from '@/lib/domain/oauth/grants'
import { revokeGrantInput } from '@/lib/domain/oauth/oauth.schema'
import { widgetInput } from '@/lib/domain/widgets/widgets.schema'
import { callAction } from '@/lib/http/action'
import type { Done } from '@/lib/http/form-state.schema'

export const startConnectionAction = callAction(startConnectionInput, (actor, input) =>
  startConnection(actor, input),
)
export const switchPlacementAction = callAction(switchPlacementInput, async (actor, input) => {
  const { at } = await switchPlacement(actor, input)
  revalidatePath('/settings/integration-widgets', 'layout')
  return { at }
})
export const revokeGrantAction = callAction(revokeGrantInput, shown(revokeGrant))
export const uninstallWidgetAction = callAction(widgetInput, shown(uninstallWidget))

/** Shows the change on the pages. */
function shown<Actor, Input>(change: (actor: Actor, input: Input) => Promise<unknown>) {
  return async (actor: Actor, input: Input): Promise<Done> => {
    await change(actor, input)
    revalidatePath('/settings/integration-widgets', 'layout')
    return { done: true }
  }
}

'use server'

import { revalidatePath } from 'next/cache'
import { currentSessionKey } from '@/lib/auth/actor'
import { renewTokens, startConnection } from '@/lib/domain/connectors/connect'
import { startConnectionInput } from '@/lib/domain/connectors/connect.schema'
import { disconnectConnector } from '@/lib/domain/connectors/connection'
import {
  createConnector,
  deleteConnector,
  refusedSettings,
  switchConnector,
  updateConnector,
} from '@/lib/domain/connectors/connectors'
import {
  connectorInput,
  createConnectorInput,
  partFrameSecretInput,
  revokeConnectorSecretInput,
  rotateConnectorInput,
  switchConnectorInput,
  testConnectorInput,
  updateConnectorInput,
} from '@/lib/domain/connectors/connectors.schema'
import { renewPostbackKey } from '@/lib/domain/connectors/registrations'
import {
  joinFrameSecret,
  partFrameSecret,
  revokeConnectorSecret,
  rotateConnectorSecret,
} from '@/lib/domain/connectors/rotation'
import { testConnector } from '@/lib/domain/connectors/test-call'
import { callAction, formAction } from '@/lib/http/action'
import type { Done } from '@/lib/http/form-state.schema'

// These responses hold a secret or a key, so the page isn't rendered again with them.
export const createConnectorAction = formAction(
  createConnectorInput,
  (actor, input) => createConnector(actor, input),
  undefined,
  refusedSettings,
)
export const rotateConnectorAction = callAction(rotateConnectorInput, (actor, input) =>
  rotateConnectorSecret(actor, input),
)

export const partFrameSecretAction = callAction(partFrameSecretInput, (actor, input) =>
  partFrameSecret(actor, input),
)

export const renewPostbackKeyAction = callAction(connectorInput, (actor, input) =>
  renewPostbackKey(actor, input),
)

/** The admin confirmed what connecting replaces. */
export const startConnectionAction = callAction(startConnectionInput, async (actor, input) =>
  startConnection(actor, { ...input, replace: true, sessionKey: await currentSessionKey() }),
)

export const joinFrameSecretAction = callAction(connectorInput, shown(joinFrameSecret))
export const renewTokensAction = callAction(connectorInput, shown(renewTokens))
export const disconnectConnectorAction = callAction(connectorInput, shown(disconnectConnector))
export const updateConnectorAction = formAction(
  updateConnectorInput,
  shown(updateConnector),
  undefined,
  refusedSettings,
)
export const switchConnectorAction = callAction(switchConnectorInput, shown(switchConnector))
export const deleteConnectorAction = callAction(connectorInput, shown(deleteConnector))
export const revokeConnectorSecretAction = callAction(
  revokeConnectorSecretInput,
  shown(revokeConnectorSecret),
)
export const testConnectorAction = formAction(testConnectorInput, async (actor, input) => {
  const test = await testConnector(actor, input)
  revalidatePath('/settings/connectors', 'layout')
  return test
})

/** Shows the change on the page. */
function shown<Actor, Input>(change: (actor: Actor, input: Input) => Promise<void>) {
  return async (actor: Actor, input: Input): Promise<Done> => {
    await change(actor, input)
    revalidatePath('/settings/connectors', 'layout')
    return { done: true }
  }
}

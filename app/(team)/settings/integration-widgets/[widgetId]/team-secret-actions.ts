'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import {
  cancelTeamRotation,
  promoteTeamSecret,
  revokeTeamSecret,
  setTeamSecret,
} from '@/lib/domain/installations/team-secrets'
import {
  promoteTeamSecretInput,
  setTeamSecretInput,
  teamSecretEndpoints,
  teamSecretVersionInput,
  testTeamSecretInput,
} from '@/lib/domain/installations/team-secrets.schema'
import { testTeamSecret } from '@/lib/domain/partner-search/partner-search'
import { callAction, formAction } from '@/lib/http/action'

// The response holds a secret, so the page isn't rendered again with it.
export const setTeamSecretAction = formAction(setTeamSecretInput, (actor, input) =>
  setTeamSecret(actor, input),
)

export const promoteTeamSecretAction = callAction(promoteTeamSecretInput, async (actor, input) => {
  await promoteTeamSecret(actor, input)
  return refreshed(input.widgetId)
})

const endpointInput = z.object({
  widgetId: z.string().max(64),
  endpoint: z.enum(teamSecretEndpoints).optional(),
})

export const cancelTeamRotationAction = callAction(endpointInput, async (actor, input) => {
  await cancelTeamRotation(actor, input)
  return refreshed(input.widgetId)
})

export const revokeTeamSecretAction = callAction(teamSecretVersionInput, async (actor, input) => {
  await revokeTeamSecret(actor, input)
  return refreshed(input.widgetId)
})

export const testTeamSecretAction = callAction(testTeamSecretInput, (actor, input) =>
  testTeamSecret(actor, input),
)

function refreshed(widgetId: string): { done: true } {
  revalidatePath(`/settings/integration-widgets/${widgetId}`)
  return { done: true }
}

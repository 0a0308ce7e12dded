'use server'

import { revalidatePath } from 'next/cache'
import {
  registerAllMembers,
  registerLocation,
  registerUser,
  unregisterLocation,
  unregisterUser,
} from '@/lib/domain/installations/registrations'
import { registerLocationInput, registerUserInput } from '@/lib/domain/installations/registrations.schema'
import { callAction } from '@/lib/http/action'

export const registerLocationAction = callAction(registerLocationInput, shown(registerLocation))
export const unregisterLocationAction = callAction(registerLocationInput, shown(unregisterLocation))
export const registerUserAction = callAction(registerUserInput, shown(registerUser))
export const unregisterUserAction = callAction(registerUserInput, shown(unregisterUser))
export const registerAllMembersAction = callAction(registerLocationInput, shown(registerAllMembers))

/** Shows the change on the page. */
function shown<Actor, Input extends { widgetId: string }, T>(
  change: (actor: Actor, input: Input) => Promise<T>,
) {
  return async (actor: Actor, input: Input): Promise<T> => {
    const result = await change(actor, input)
    revalidatePath(`/settings/integration-widgets/${input.widgetId}`)
    return result
  }
}

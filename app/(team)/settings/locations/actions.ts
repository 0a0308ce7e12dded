'use server'

import { revalidatePath } from 'next/cache'
import { createLocation, deleteLocation, updateLocation } from '@/lib/domain/installations/locations'
import {
  createLocationInput,
  locationInput,
  updateLocationInput,
  updateMarketplaceMemberInput,
} from '@/lib/domain/installations/locations.schema'
import { updateMarketplaceMember } from '@/lib/domain/installations/marketplace-members'
import { callAction } from '@/lib/http/action'
import type { Done } from '@/lib/http/form-state.schema'

export const createLocationAction = callAction(createLocationInput, shown(createLocation))
export const updateLocationAction = callAction(updateLocationInput, shown(updateLocation))
export const deleteLocationAction = callAction(locationInput, shown(deleteLocation))
export const updateMarketplaceMemberAction = callAction(
  updateMarketplaceMemberInput,
  shown(updateMarketplaceMember),
)

/** Shows the change on the page. */
function shown<Actor, Input>(change: (actor: Actor, input: Input) => Promise<unknown>) {
  return async (actor: Actor, input: Input): Promise<Done> => {
    await change(actor, input)
    revalidatePath('/settings/locations')
    return { done: true }
  }
}

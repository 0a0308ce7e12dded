'use server'

import { revalidatePath } from 'next/cache'
import { enablePostbacks, replayFailed, replayPostback } from '@/lib/domain/postbacks/postbacks'
import { postbackInput } from '@/lib/domain/postbacks/postbacks.schema'
import { widgetInput } from '@/lib/domain/widgets/widgets.schema'
import { callAction } from '@/lib/http/action'

export const replayPostbackAction = callAction(postbackInput, shown(replayPostback))
export const replayFailedAction = callAction(widgetInput, shown(replayFailed))
export const enablePostbacksAction = callAction(widgetInput, shown(enablePostbacks))

/** Shows what the change made of the log. */
function shown<Actor, Input extends { widgetId: string }, T>(
  change: (actor: Actor, input: Input) => Promise<T>,
) {
  return async (actor: Actor, input: Input): Promise<T> => {
    const result = await change(actor, input)
    revalidatePath(`/partner/widgets/${input.widgetId}/postbacks`)
    return result
  }
}

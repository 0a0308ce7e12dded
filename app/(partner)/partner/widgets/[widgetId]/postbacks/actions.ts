'use server'

import { revalidatePath } from 'next/cache'
import { enablePostbacks, replayPostback } from '@/lib/domain/postbacks/postbacks'
import { postbackInput, replaySelectedInput, startReplayInput } from '@/lib/domain/postbacks/postbacks.schema'
import { replaySelected, startReplay } from '@/lib/domain/postbacks/replays'
import { widgetInput } from '@/lib/domain/widgets/widgets.schema'
import { callAction } from '@/lib/http/action'

export const replayPostbackAction = callAction(postbackInput, shown(replayPostback))
export const replaySelectedAction = callAction(replaySelectedInput, shown(replaySelected))
export const startReplayAction = callAction(startReplayInput, shown(startReplay))
export const enablePostbacksAction = callAction(widgetInput, shown(enablePostbacks))

/** Shows the changed log. */
function shown<Actor, Input extends { widgetId: string }, T>(
  change: (actor: Actor, input: Input) => Promise<T>,
) {
  return async (actor: Actor, input: Input): Promise<T> => {
    const result = await change(actor, input)
    revalidatePath(`/partner/widgets/${input.widgetId}/postbacks`)
    return result
  }
}

'use server'

import { revalidatePath } from 'next/cache'
import type { Actor } from '@/lib/auth/permissions'
import { enablePostbacks, replayPostback } from '@/lib/domain/postbacks/postbacks'
import {
  ownerInput,
  postbackInput,
  replaySelectedInput,
  startReplayInput,
} from '@/lib/domain/postbacks/postbacks.schema'
import { replaySelected, startReplay } from '@/lib/domain/postbacks/replays'
import { callAction } from '@/lib/http/action'

type Owner = { widgetId: string } | { endpointId: string }

export const replayPostbackAction = callAction(postbackInput, shown(replayPostback))
export const replaySelectedAction = callAction(replaySelectedInput, shown(replaySelected))
export const startReplayAction = callAction(startReplayInput, shown(startReplay))
export const enablePostbacksAction = callAction(ownerInput, shown(enablePostbacks))

/** Shows the changed log. */
function shown<Input extends Owner, T>(change: (actor: Actor, input: Input) => Promise<T>) {
  return async (actor: Actor, input: Input): Promise<T> => {
    const result = await change(actor, input)
    revalidatePath(
      'widgetId' in input
        ? `/partner/widgets/${input.widgetId}/postbacks`
        : `/settings/webhooks/${input.endpointId}`,
      'layout',
    )
    return result
  }
}

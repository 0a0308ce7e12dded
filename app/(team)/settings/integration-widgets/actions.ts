'use server'

import { revalidatePath } from 'next/cache'
import { switchPlacement } from '@/lib/domain/installations'
import { switchPlacementInput } from '@/lib/domain/installations.schema'
import { answerTesting } from '@/lib/domain/testing'
import { answerTestingInput } from '@/lib/domain/widgets.schema'
import { callAction } from '@/lib/http/action'

export const switchPlacementAction = callAction(switchPlacementInput, switchPlacement)

export const answerTestingAction = callAction(answerTestingInput, async (actor, input) => {
  await answerTesting(actor, input)
  revalidatePath('/settings/integration-widgets')
  return { accepted: input.accept }
})

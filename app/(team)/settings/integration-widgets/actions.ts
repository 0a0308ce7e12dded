'use server'

import { revalidatePath } from 'next/cache'
import { switchPlacement } from '@/lib/domain/installations/installations'
import { switchPlacementInput } from '@/lib/domain/installations/installations.schema'
import { answerTesting } from '@/lib/domain/review/team-testing'
import { answerTestingInput } from '@/lib/domain/widgets/widgets.schema'
import { callAction } from '@/lib/http/action'

export const switchPlacementAction = callAction(switchPlacementInput, switchPlacement)

export const answerTestingAction = callAction(answerTestingInput, async (actor, input) => {
  await answerTesting(actor, input)
  revalidatePath('/settings/integration-widgets')
  return { accepted: input.accept }
})

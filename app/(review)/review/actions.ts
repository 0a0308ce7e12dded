'use server'

import { revalidatePath } from 'next/cache'
import { decideVersion, reinstateWidget, suspendWidget } from '@/lib/domain/review/approvals'
import { decideVersionInput, reasonedInput } from '@/lib/domain/widgets/widgets.schema'
import { callAction } from '@/lib/http/action'

export const decideVersionAction = callAction(decideVersionInput, async (actor, input) => {
  await decideVersion(actor, input)
  revalidatePath('/review', 'layout')
  return { decision: input.decision }
})

export const suspendWidgetAction = callAction(reasonedInput, async (actor, input) => {
  await suspendWidget(actor, input)
  revalidatePath('/review', 'layout')
  return { suspended: true }
})

export const reinstateWidgetAction = callAction(reasonedInput, async (actor, input) => {
  await reinstateWidget(actor, input)
  revalidatePath('/review', 'layout')
  return { suspended: false }
})

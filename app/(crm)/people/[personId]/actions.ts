'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { saveEmail } from '@/lib/domain/crm/emails'
import { saveEmailInput } from '@/lib/domain/crm/emails.schema'
import { completeStep, reopenStep } from '@/lib/domain/crm/steps'
import { callAction, formAction } from '@/lib/http/action'

const stepInput = z.object({ stepId: z.number().int().min(1).max(2_147_483_647) })

export const completeStepAction = callAction(stepInput, async (actor, input) => {
  await completeStep(actor, input)
  revalidatePath('/people/[personId]', 'page')
  return { done: true as const }
})

export const reopenStepAction = callAction(stepInput, async (actor, input) => {
  await reopenStep(actor, input)
  revalidatePath('/people/[personId]', 'page')
  return { done: true as const }
})

export const saveEmailAction = formAction(saveEmailInput, (actor, input) => saveEmail(actor, input))

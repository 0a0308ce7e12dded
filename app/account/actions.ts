'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { currentSessionId } from '@/lib/auth/actor'
import { sessionInput } from '@/lib/domain/accounts/accounts.schema'
import { endOwnSessions } from '@/lib/domain/accounts/sessions'
import { callAction } from '@/lib/http/action'

export const endSessionAction = callAction(sessionInput, async (actor, input) => {
  await endOwnSessions(actor, input)
  revalidatePath('/account')
  return input
})

export const endOtherSessionsAction = callAction(z.object({}), async (actor, input) => {
  await endOwnSessions(actor, { allBut: await currentSessionId() })
  revalidatePath('/account')
  return input
})

'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { embedForm, embedSessionInput } from '@/lib/domain/embed/embed.schema'
import { saveEmbed } from '@/lib/domain/embed/embeds'
import { createTestSession, revokeEmbedSession } from '@/lib/domain/embed/sessions'
import { callAction, formAction } from '@/lib/http/action'

export const saveEmbedAction = formAction(embedForm, async (actor, input) => {
  await saveEmbed(actor, input)
  revalidatePath('/settings/embedding')
  return { done: true as const }
})

export const endEmbedSessionAction = callAction(embedSessionInput, async (actor, input) => {
  await revokeEmbedSession(actor, input)
  revalidatePath('/settings/embedding')
  return { done: true as const }
})

/** A token for the test page, of the admin who looks at it. */
export const startTestSessionAction = callAction(z.object({}), async (actor) => {
  const { token } = await createTestSession(actor)
  return { token }
})

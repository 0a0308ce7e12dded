'use server'

import { revalidatePath } from 'next/cache'
import { embedForm, embedSessionInput } from '@/lib/domain/embed/embed.schema'
import { saveEmbed } from '@/lib/domain/embed/embeds'
import { revokeEmbedSession } from '@/lib/domain/embed/sessions'
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

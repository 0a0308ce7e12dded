'use server'

import { revalidatePath } from 'next/cache'
import type { Actor } from '@/lib/auth/permissions'
import {
  createWebhook,
  deleteWebhook,
  pauseWebhook,
  revokeWebhookSecret,
  rotateWebhookSecret,
  testWebhook,
  updateWebhook,
} from '@/lib/domain/webhooks/endpoints'
import {
  createWebhookInput,
  revokeWebhookInput,
  rotateWebhookInput,
  updateWebhookInput,
  webhookInput,
} from '@/lib/domain/webhooks/webhooks.schema'
import { callAction, formAction } from '@/lib/http/action'
import type { Done } from '@/lib/http/form-state.schema'

// These responses hold a secret, so the page isn't rendered again with them.
export const createWebhookAction = formAction(createWebhookInput, (actor, input) =>
  createWebhook(actor, input),
)
export const rotateWebhookAction = callAction(rotateWebhookInput, (actor, input) =>
  rotateWebhookSecret(actor, input),
)

export const updateWebhookAction = formAction(updateWebhookInput, shown(updateWebhook))
export const revokeWebhookSecretAction = callAction(revokeWebhookInput, shown(revokeWebhookSecret))
export const testWebhookAction = callAction(webhookInput, shown(testWebhook))
export const pauseWebhookAction = callAction(webhookInput, shown(pauseWebhook))
export const deleteWebhookAction = callAction(webhookInput, shown(deleteWebhook))

/** Shows what changed. */
function shown<Input>(change: (actor: Actor, input: Input) => Promise<unknown>) {
  return async (actor: Actor, input: Input): Promise<Done> => {
    await change(actor, input)
    revalidatePath('/settings/webhooks', 'layout')
    return { done: true }
  }
}

'use server'

import { revalidatePath } from 'next/cache'
import { createApiKey, revokeApiKey } from '@/lib/domain/accounts/api-keys'
import { apiKeyInput, createApiKeyInput } from '@/lib/domain/accounts/api-keys.schema'
import { callAction, formAction } from '@/lib/http/action'

// Its answer has the key: the page is not rendered again with it, only the one who asked gets it.
export const createApiKeyAction = formAction(createApiKeyInput, (actor, input) => createApiKey(actor, input))

export const revokeApiKeyAction = callAction(apiKeyInput, async (actor, input) => {
  await revokeApiKey(actor, input)
  for (const path of ['/partner/api-keys', '/settings/api-keys', '/review/api-keys']) revalidatePath(path)
  return input
})

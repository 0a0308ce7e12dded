'use server'

import { answerAuthorization } from '@/lib/domain/oauth/authorize'
import { answerAuthorizationInput } from '@/lib/domain/oauth/oauth.schema'
import { callAction } from '@/lib/http/action'

export const answerAuthorizationAction = callAction(answerAuthorizationInput, (actor, input) =>
  answerAuthorization(actor, input),
)

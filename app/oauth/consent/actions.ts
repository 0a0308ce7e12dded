'use server'

import { answerAuthorizationInput } from '@/lib/domain/oauth.schema'
import { answerAuthorization } from '@/lib/domain/oauth-authorization'
import { callAction } from '@/lib/http/action'

export const answerAuthorizationAction = callAction(answerAuthorizationInput, (actor, input) =>
  answerAuthorization(actor, input),
)

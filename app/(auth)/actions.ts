'use server'

import { cookies } from 'next/headers'
import { encodeSession, sessionCookieName, sessionCookieOptions, sessionSeconds } from '@/lib/auth/session'
import {
  changePasswordInput,
  joinInput,
  resetPasswordInput,
  signUpInput,
  updateAccountInput,
} from '@/lib/domain/accounts/accounts.schema'
import { acceptInvitation } from '@/lib/domain/accounts/invitations'
import { changePassword, updateAccount } from '@/lib/domain/accounts/own-account'
import { resetPassword } from '@/lib/domain/accounts/password-reset'
import { signUpPartner } from '@/lib/domain/accounts/sign-up'
import { formAction } from '@/lib/http/action'

export const signUpAction = formAction(
  signUpInput,
  (_actor, input, caller) => signUpPartner({ ...input, ...caller }),
  () => '/sign-in?registered=1',
)

export const joinAction = formAction(
  joinInput,
  (_actor, input, caller) => acceptInvitation({ ...input, ...caller }),
  () => '/sign-in?joined=1',
)

export const resetPasswordAction = formAction(
  resetPasswordInput,
  (_actor, input, caller) => resetPassword({ ...input, ...caller }),
  () => '/sign-in?reset=1',
)

export const changePasswordAction = formAction(changePasswordInput, async (actor, input, caller) => {
  const claims = await changePassword(actor, { ...input, ...caller })
  // The change ended every session, this one too: it goes on under the new token version.
  const jar = await cookies()
  jar.set(sessionCookieName(), await encodeSession(claims), {
    ...sessionCookieOptions(),
    maxAge: sessionSeconds,
  })
  return { changed: true }
})

export const updateAccountAction = formAction(updateAccountInput, async (actor, input) => {
  await updateAccount(actor, input)
  return { saved: true }
})

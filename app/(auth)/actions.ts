'use server'

import { keepSession } from '@/app/keep-session'
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
  async (_actor, input, caller) => {
    const claims = await signUpPartner({ ...input, ...caller })
    if (claims) await keepSession(claims)
    return { isSignedIn: claims !== null }
  },
  ({ isSignedIn }) => (isSignedIn ? '/partner/widgets/new?first=1' : '/sign-in?registered=1'),
)

export const joinAction = formAction(
  joinInput,
  (_actor, input, caller) => acceptInvitation({ ...input, ...caller }),
  () => '/sign-in?joined=1',
)

export const resetPasswordAction = formAction(
  resetPasswordInput,
  async (_actor, input, caller) => {
    await keepSession(await resetPassword({ ...input, ...caller }))
  },
  () => '/',
)

export const changePasswordAction = formAction(changePasswordInput, async (actor, input, caller) => {
  const claims = await changePassword(actor, { ...input, ...caller })
  // The change ended every session. This one goes on under the new token version.
  await keepSession(claims)
  return { changed: true }
})

export const updateAccountAction = formAction(updateAccountInput, async (actor, input) => {
  await updateAccount(actor, input)
  return { saved: true }
})

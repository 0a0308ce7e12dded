'use server'

import { revalidatePath } from 'next/cache'
import {
  changeRoleInput,
  installGrantInput,
  invitationInput,
  inviteInput,
  memberInput,
  removeMemberInput,
} from '@/lib/domain/accounts/accounts.schema'
import { inviteMember, withdrawInvitation } from '@/lib/domain/accounts/invitations'
import { listMadeByMember } from '@/lib/domain/accounts/made-by-member'
import { changeRole, createResetLink, removeMember, setInstallGrant } from '@/lib/domain/accounts/members'
import { callAction, formAction } from '@/lib/http/action'

export const inviteMemberAction = formAction(inviteInput, async (actor, input) => {
  const invitation = await inviteMember(actor, input)
  revalidateMembers()
  return invitation
})

export const withdrawInvitationAction = callAction(invitationInput, async (actor, input) => {
  await withdrawInvitation(actor, input)
  revalidateMembers()
  return input
})

export const changeRoleAction = callAction(changeRoleInput, async (actor, input) => {
  await changeRole(actor, input)
  revalidateMembers()
  return input
})

export const setInstallGrantAction = callAction(installGrantInput, async (actor, input) => {
  await setInstallGrant(actor, input)
  revalidateMembers()
  return input
})

export const listMadeByMemberAction = callAction(memberInput, listMadeByMember)

export const removeMemberAction = callAction(removeMemberInput, async (actor, input) => {
  await removeMember(actor, input)
  revalidateMembers()
  return input
})

export const createResetLinkAction = callAction(memberInput, createResetLink)

function revalidateMembers(): void {
  revalidatePath('/partner/members')
  revalidatePath('/settings/members')
}

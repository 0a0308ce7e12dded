'use client'

import { KeyRound, MoreHorizontal, UserCog, UserMinus } from 'lucide-react'
import { useState } from 'react'
import type { z } from 'zod'
import { LinkOnce } from '@/components/link-once'
import { Dialog, DialogClose } from '@/components/ui/dialog'
import { Icon } from '@/components/ui/icon'
import { Menu } from '@/components/ui/menu'
import { useCall } from '@/components/use-call'
import type { changeRoleInput } from '@/lib/domain/accounts/accounts.schema'
import { changeRoleAction, createResetLinkAction, listMadeByMemberAction } from './actions'
import type { MemberRow } from './member-row'
import { type MadeByMember, RemoveDialog } from './remove-dialog'

type AssignedRole = z.infer<typeof changeRoleInput>['role']

/** The actions of a manager on a member. */
export function MemberMenu({
  member,
  roles,
  organisation,
}: {
  member: MemberRow
  roles: { value: string; label: string }[]
  organisation: string
}) {
  const role = useCall(changeRoleAction)
  const reset = useCall(createResetLinkAction)
  const [resetLink, setResetLink] = useState<string>()
  const made = useCall(listMadeByMemberAction)
  const [removal, setRemoval] = useState<MadeByMember>()

  async function makeResetLink() {
    const data = await reset.call({ userId: member.id })
    if (data) setResetLink(data.link)
  }

  async function askToRemove() {
    setRemoval(await made.call({ userId: member.id }))
  }

  return (
    <>
      <Menu
        trigger={{
          size: 'sm',
          variant: 'quiet',
          icon: <Icon of={MoreHorizontal} size={14} />,
          label: `Actions for ${member.name}`,
          pending: role.isPending || reset.isPending || made.isPending,
        }}
        items={[
          ...roles
            .filter(({ value }) => value !== member.role)
            .map(({ value, label }) => ({
              label: `Change role to ${label}`,
              icon: <Icon of={UserCog} size={14} />,
              onSelect: () =>
                void role.call(
                  { userId: member.id, role: value as AssignedRole },
                  {
                    title: `${member.name} is now ${label}`,
                    description: 'It applies from their next click.',
                  },
                ),
            })),
          {
            label: 'Create password reset link',
            icon: <Icon of={KeyRound} size={14} />,
            onSelect: () => void makeResetLink(),
          },
          { kind: 'separator', id: 'before-remove' },
          {
            label: `Remove ${member.name}`,
            icon: <Icon of={UserMinus} size={14} />,
            danger: true,
            onSelect: () => void askToRemove(),
          },
        ]}
      />
      {removal ? (
        <RemoveDialog
          member={member}
          made={removal}
          organisation={organisation}
          onClose={() => setRemoval(undefined)}
        />
      ) : null}
      <Dialog
        open={resetLink !== undefined}
        onOpenChange={(open) => (open ? undefined : setResetLink(undefined))}
        dismissible={false}
        title={`Password reset link for ${member.name}`}
        description={`Send it to ${member.email} yourself. It’s valid for 24 hours and works once. Setting the new password signs them out everywhere.`}
        footer={
          <DialogClose variant="primary" className="ml-auto">
            I copied it
          </DialogClose>
        }
      >
        {resetLink ? <LinkOnce link={resetLink} label="Copy reset link" /> : null}
      </Dialog>
    </>
  )
}

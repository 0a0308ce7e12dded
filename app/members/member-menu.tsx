'use client'

import { KeyRound, MoreHorizontal, UserCog, UserMinus } from 'lucide-react'
import { useState } from 'react'
import type { z } from 'zod'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Dialog, DialogClose } from '@/components/ui/dialog'
import { Icon } from '@/components/ui/icon'
import { Menu } from '@/components/ui/menu'
import { Note } from '@/components/ui/note'
import { useToast } from '@/components/ui/toast'
import { useCall } from '@/components/use-call'
import type { changeRoleInput } from '@/lib/domain/accounts.schema'
import { changeRoleAction, createResetLinkAction, removeMemberAction } from './actions'
import { LinkOnce } from './link-once'
import type { MemberRow } from './member-table'

type AssignedRole = z.infer<typeof changeRoleInput>['role']

/** What a manager can do about one member. */
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
  const [isRemoving, setRemoving] = useState(false)

  async function makeResetLink() {
    const data = await reset.call({ userId: member.id })
    if (data) setResetLink(data.link)
  }

  return (
    <>
      <Menu
        trigger={{
          size: 'sm',
          variant: 'quiet',
          icon: <Icon of={MoreHorizontal} size={14} />,
          label: `Actions for ${member.name}`,
          pending: role.isPending || reset.isPending,
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
                    description: 'It holds from their next click on.',
                  },
                ),
            })),
          {
            label: 'Make a password reset link',
            icon: <Icon of={KeyRound} size={14} />,
            onSelect: () => void makeResetLink(),
          },
          { kind: 'separator', id: 'before-remove' },
          {
            label: `Remove ${member.name}`,
            icon: <Icon of={UserMinus} size={14} />,
            danger: true,
            onSelect: () => setRemoving(true),
          },
        ]}
      />
      <RemoveDialog
        member={member}
        organisation={organisation}
        open={isRemoving}
        onOpenChange={setRemoving}
      />
      <Dialog
        open={resetLink !== undefined}
        onOpenChange={(open) => (open ? undefined : setResetLink(undefined))}
        dismissible={false}
        title={`Password reset link for ${member.name}`}
        description={`Hand it to ${member.email} yourself. It is valid for 24 hours and works once; with the new password every session of theirs ends.`}
        footer={
          <DialogClose variant="primary" className="ml-auto">
            I have copied it
          </DialogClose>
        }
      >
        {resetLink ? <LinkOnce link={resetLink} label="Copy reset link" /> : null}
      </Dialog>
    </>
  )
}

function RemoveDialog({
  member,
  organisation,
  open,
  onOpenChange,
}: {
  member: MemberRow
  organisation: string
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  const { show } = useToast()
  const [failure, setFailure] = useState<string>()

  async function remove(): Promise<boolean> {
    const result = await removeMemberAction({ userId: member.id })
    setFailure(result.failure?.detail)
    if (result.failure) return false
    show({ title: `${member.name} is removed`, description: `${member.email} can be invited again.` })
    return true
  }

  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => {
        setFailure(undefined)
        onOpenChange(next)
      }}
      title={
        member.isYou ? `Remove yourself from ${organisation}?` : `Remove ${member.name} from ${organisation}?`
      }
      description={`${member.isYou ? 'You are' : 'They are'} signed out everywhere at once and cannot sign in again. What ${member.isYou ? 'you' : 'they'} did stays in the audit log under the name ${member.name}.`}
      confirmLabel={member.isYou ? 'Remove me' : `Remove ${member.name}`}
      cancelLabel={member.isYou ? 'Stay' : `Keep ${member.name}`}
      danger
      action={remove}
    >
      {failure ? (
        <Note tone="danger" title="Nobody was removed." announce="at-once">
          {failure}
        </Note>
      ) : null}
    </ConfirmDialog>
  )
}

'use client'

import { Button } from '@/components/ui/button'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { useCall } from '@/components/use-call'
import { withdrawInvitationAction } from './actions'

export type InvitationRow = {
  id: string
  email: string
  roleLabel: string
  invitedBy: string
  createdAt: Date
  expiresAt: Date
}

/** Invitations that weren't used yet. */
export function InvitationTable({
  invitations,
  canManage,
}: {
  invitations: InvitationRow[]
  canManage: boolean
}) {
  return (
    <Table
      caption="Open invitations"
      columns={[
        { label: 'Invited' },
        { label: 'Role' },
        { label: 'Invited by' },
        { label: 'Expires' },
        ...(canManage ? [{ label: 'Actions', hideLabel: true, align: 'end' as const }] : []),
      ]}
    >
      {invitations.map((invitation) => (
        <TableRow key={invitation.id}>
          <TableCell kind="lead" className="break-all">
            {invitation.email}
          </TableCell>
          <TableCell label="Role">{invitation.roleLabel}</TableCell>
          <TableCell label="Invited by">
            {invitation.invitedBy}, <Time value={invitation.createdAt} shape="date" />
          </TableCell>
          <TableCell label="Expires">
            <Time value={invitation.expiresAt} shape="relative" />
          </TableCell>
          {canManage ? (
            <TableCell kind="action">
              <WithdrawButton invitation={invitation} />
            </TableCell>
          ) : null}
        </TableRow>
      ))}
    </Table>
  )
}

function WithdrawButton({ invitation }: { invitation: InvitationRow }) {
  const { call, isPending } = useCall(withdrawInvitationAction)
  return (
    <Button
      size="sm"
      variant="quiet-danger"
      pending={isPending}
      aria-label={`Withdraw the invitation of ${invitation.email}`}
      onClick={() =>
        void call(
          { invitationId: invitation.id },
          {
            title: 'Invitation withdrawn',
            description: `The link for ${invitation.email} no longer works.`,
          },
        )
      }
    >
      Withdraw
    </Button>
  )
}

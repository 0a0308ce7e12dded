'use client'

import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import { Time } from '@/components/ui/time'
import { useCall } from '@/components/use-call'
import { endEmbedSessionAction } from './actions'

export type SessionRow = {
  id: string
  hostUserId: string
  hostUserEmail: string
  hostUserName: string
  memberId: string | null
  createdAt: Date
  expiresAt: Date
}

/** Who has tabs open in the team's CRM, with a way to end each session. */
export function SessionTable({ sessions }: { sessions: SessionRow[] }) {
  const end = useCall(endEmbedSessionAction)
  return (
    <Table
      caption="Sessions"
      columns={[
        { label: 'User' },
        { label: 'ID in your CRM' },
        { label: 'Started' },
        { label: 'Expires' },
        { label: 'Actions', hideLabel: true },
      ]}
    >
      {sessions.map(({ id, hostUserId, hostUserEmail, hostUserName, memberId, createdAt, expiresAt }) => (
        <TableRow key={id}>
          <TableCell kind="lead">
            {hostUserName} {memberId ? <Tag>Member</Tag> : null}
            <CellMeta>{hostUserEmail}</CellMeta>
          </TableCell>
          <TableCell label="ID in your CRM">
            <span className="mono break-all">{hostUserId}</span>
          </TableCell>
          <TableCell label="Started">
            <Time value={createdAt} shape="relative" />
          </TableCell>
          <TableCell label="Expires">
            <Time value={expiresAt} shape="relative" />
          </TableCell>
          <TableCell kind="action">
            <ConfirmDialog
              trigger={{ size: 'sm', variant: 'danger', children: 'End session' }}
              title={`End the session of ${hostUserName}?`}
              description="Open tabs of this session stop working at once. Your CRM can start a new session for the same user."
              confirmLabel="End session"
              cancelLabel="Keep session"
              danger
              action={() => end.call({ sessionId: id }, { title: `The session of ${hostUserName} ended` })}
            />
          </TableCell>
        </TableRow>
      ))}
    </Table>
  )
}

'use client'

import { Button } from '@/components/ui/button'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import { Time } from '@/components/ui/time'
import { useCall } from '@/components/use-call'
import { endOtherSessionsAction, endSessionAction } from './actions'

export type SessionRow = {
  id: string
  device: string
  address: string
  createdAt: Date
  lastSeenAt: Date
  isThis: boolean
}

/** Where the reader is signed in, with a button to end each session. */
export function SessionList({ sessions }: { sessions: SessionRow[] }) {
  return (
    <Table
      caption="Your sessions"
      columns={[
        { label: 'Browser' },
        { label: 'Address' },
        { label: 'Signed in' },
        { label: 'Last seen' },
        { label: 'Actions', hideLabel: true, align: 'end' },
      ]}
    >
      {sessions.map((session) => (
        <TableRow key={session.id}>
          <TableCell kind="lead">
            <span className="flex flex-wrap items-baseline gap-2">
              <span className="break-words">{session.device}</span>
              {session.isThis ? <Tag>This session</Tag> : null}
            </span>
          </TableCell>
          <TableCell label="Address" className="mono break-all">
            {session.address}
          </TableCell>
          <TableCell label="Signed in">
            <Time value={session.createdAt} shape="relative" />
          </TableCell>
          <TableCell label="Last seen">
            <Time value={session.lastSeenAt} shape="relative" />
          </TableCell>
          <TableCell kind="action">{session.isThis ? null : <EndButton session={session} />}</TableCell>
        </TableRow>
      ))}
    </Table>
  )
}

function EndButton({ session }: { session: SessionRow }) {
  const { call, isPending } = useCall(endSessionAction)
  return (
    <Button
      size="sm"
      variant="quiet-danger"
      pending={isPending}
      aria-label={`End session: ${session.device}, ${session.address}`}
      onClick={() =>
        void call(
          { sessionId: session.id },
          { title: 'Session ended', description: 'That browser needs to sign in again.' },
        )
      }
    >
      End session
    </Button>
  )
}

/** Ends every session except this one. */
export function EndOthersButton() {
  const { call, isPending } = useCall(endOtherSessionsAction)
  return (
    <Button
      size="sm"
      pending={isPending}
      onClick={() =>
        void call({}, { title: 'All other sessions ended', description: 'Only this browser is signed in.' })
      }
    >
      End all other sessions
    </Button>
  )
}

'use client'

import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Missing } from '@/components/ui/missing'
import { Status } from '@/components/ui/status'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { useCall } from '@/components/use-call'
import { revokeApiKeyAction } from './actions'

export type KeyRow = {
  id: string
  name: string
  prefix: string
  createdAt: Date
  lastUsedAt: Date | null
  revokedAt: Date | null
  createdBy: { name: string }
}

/** The organisation's keys by name and first characters, with a way to revoke each. */
export function KeyTable({ keys }: { keys: KeyRow[] }) {
  const revoke = useCall(revokeApiKeyAction)
  return (
    <Table
      caption="API keys"
      columns={[
        { label: 'Key' },
        { label: 'State' },
        { label: 'Last used' },
        { label: 'Created' },
        { label: 'Actions', hideLabel: true },
      ]}
    >
      {keys.map((key) => (
        <TableRow key={key.id} dim={key.revokedAt !== null}>
          <TableCell kind="lead">
            {key.name}
            <CellMeta>
              <span className="mono">{key.prefix}…</span>
            </CellMeta>
          </TableCell>
          <TableCell label="State">
            <Status phase={key.revokedAt ? 'revoked' : 'active'}>
              {key.revokedAt ? 'Revoked' : 'Active'}
            </Status>
          </TableCell>
          <TableCell label="Last used">
            {key.lastUsedAt ? <Time value={key.lastUsedAt} shape="both" /> : <Missing />}
          </TableCell>
          <TableCell label="Created">
            <Time value={key.createdAt} shape="date" />
            <CellMeta>{key.createdBy.name}</CellMeta>
          </TableCell>
          <TableCell kind="action">
            {key.revokedAt ? null : (
              <ConfirmDialog
                trigger={{ size: 'sm', variant: 'danger', children: `Revoke ${key.name}` }}
                title={`Revoke ${key.name}?`}
                description="Calls with this key are refused at once. This can’t be undone: programs that use it need a new key."
                confirmLabel="Revoke key"
                cancelLabel="Keep key"
                danger
                action={() => revoke.call({ apiKeyId: key.id }, { title: `${key.name} is revoked` })}
              />
            )}
          </TableCell>
        </TableRow>
      ))}
    </Table>
  )
}

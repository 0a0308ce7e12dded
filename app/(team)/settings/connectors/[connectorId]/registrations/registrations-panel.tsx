'use client'

import { useState } from 'react'
import { LeaveGuard } from '@/components/secrets/leave-guard'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { Missing } from '@/components/ui/missing'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Status } from '@/components/ui/status'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { useCall } from '@/components/use-call'
import { renewPostbackKeyAction } from '../../actions'
import { PostbackUrls } from '../../postback-urls'

type Registration = {
  locationId: string
  userId: string
  accountNumber: string | null
  locationApiId: string | null
  username: string | null
  email: string | null
  registeredAt: Date
  unregisteredAt: Date | null
}

/** The locations and users that the platform registered by postback. */
export function RegistrationsPanel({
  connectorId,
  registrations,
}: {
  connectorId: string
  registrations: Registration[]
}) {
  const renew = useCall(renewPostbackKeyAction)
  const [urls, setUrls] = useState<string[]>([])
  return (
    <Panel labelledBy="registrations">
      <PanelHeader
        id="registrations"
        title="Locations and users"
        meta="Latest 100, from the platform’s postbacks"
        actions={
          <ConfirmDialog
            trigger={{ size: 'sm', children: 'Create new postback URLs' }}
            title="Create new postback URLs?"
            description="The platform’s current URLs are refused at once, until you enter the new ones there."
            confirmLabel="Create URLs"
            cancelLabel="Keep current URLs"
            action={async () => setUrls((await renew.call({ connectorId }))?.postbackUrls ?? [])}
          />
        }
      />
      {urls.length > 0 ? (
        <PanelBody className="grid gap-3">
          <LeaveGuard what="URLs" />
          <PostbackUrls urls={urls} />
          <div>
            <Button variant="primary" onClick={() => setUrls([])}>
              I stored them
            </Button>
          </div>
        </PanelBody>
      ) : null}
      {registrations.length === 0 ? (
        <EmptyState framed={false} title="No locations or users yet">
          Enter the postback URLs in the marketplace’s settings. Locations and users that subscribe appear
          here.
        </EmptyState>
      ) : (
        <Table
          caption="Locations and users"
          density="tight"
          columns={[{ label: 'Location' }, { label: 'User' }, { label: 'State' }, { label: 'Since' }]}
        >
          {registrations.map((row) => (
            <TableRow key={`${row.locationId} ${row.userId}`} dim={row.unregisteredAt !== null}>
              <TableCell kind="lead">
                <span className="mono break-all">{row.locationId}</span>
                <CellMeta>{[row.accountNumber, row.locationApiId].filter(Boolean).join(', ')}</CellMeta>
              </TableCell>
              <TableCell label="User">
                {row.userId ? (
                  <>
                    {row.username ?? row.userId}
                    <CellMeta>{row.email}</CellMeta>
                  </>
                ) : (
                  <Missing />
                )}
              </TableCell>
              <TableCell label="State">
                <Status phase={row.unregisteredAt ? 'revoked' : 'active'}>
                  {row.unregisteredAt ? 'Unregistered' : 'Registered'}
                </Status>
              </TableCell>
              <TableCell label="Since">
                <Time value={row.unregisteredAt ?? row.registeredAt} shape="both" />
              </TableCell>
            </TableRow>
          ))}
        </Table>
      )}
    </Panel>
  )
}

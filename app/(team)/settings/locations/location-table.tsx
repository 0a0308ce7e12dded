'use client'

import { useState } from 'react'
import { FailureNote } from '@/components/failure-note'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Missing } from '@/components/ui/missing'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { useToast } from '@/components/ui/toast'
import type { ActionFailure } from '@/lib/http/form-state.schema'
import { deleteLocationAction } from './actions'
import { EditLocation, type LocationRow } from './location-dialog'

/** The team's locations, with the widgets each is registered for. */
export function LocationTable({ locations }: { locations: LocationRow[] }) {
  return (
    <Table
      caption="Locations"
      columns={[
        { label: 'Location' },
        { label: 'Account number' },
        { label: 'API ID' },
        { label: 'Registered for' },
        { label: 'Actions', hideLabel: true, align: 'end' },
      ]}
    >
      {locations.map((location) => (
        <TableRow key={location.id}>
          <TableCell kind="lead">
            <span className="break-words font-medium text-base">{location.name}</span>
            <CellMeta>
              <span className="mono break-all">{location.id}</span>
            </CellMeta>
          </TableCell>
          <TableCell label="Account number">{location.accountNumber ?? <Missing />}</TableCell>
          <TableCell label="API ID">{location.apiId ?? <Missing />}</TableCell>
          <TableCell label="Registered for">{countWidgets(location.widgetCount)}</TableCell>
          <TableCell kind="action">
            <span className="inline-flex gap-2">
              <EditLocation location={location} />
              <RemoveLocation location={location} />
            </span>
          </TableCell>
        </TableRow>
      ))}
    </Table>
  )
}

function RemoveLocation({ location }: { location: LocationRow }) {
  const { show } = useToast()
  const [failure, setFailure] = useState<ActionFailure>()

  async function remove(): Promise<boolean> {
    const result = await deleteLocationAction({ locationId: location.id })
    setFailure(result.failure)
    if (result.failure) return false
    show({ title: `${location.name} is removed` })
    return true
  }

  return (
    <ConfirmDialog
      trigger={{
        size: 'sm',
        variant: 'danger',
        children: 'Remove',
        'aria-label': `Remove ${location.name}`,
      }}
      onOpenChange={() => setFailure(undefined)}
      title={`Remove ${location.name}?`}
      description={
        location.widgetCount > 0
          ? 'It’s registered for marketplace widgets. First unregister it there, under Integration widgets. Each partner is told.'
          : 'Its ID is never used again. Its history stays in the audit log.'
      }
      confirmLabel="Remove location"
      cancelLabel="Keep location"
      danger
      confirmDisabled={location.widgetCount > 0}
      action={remove}
    >
      {failure ? <FailureNote failure={failure} /> : null}
    </ConfirmDialog>
  )
}

function countWidgets(count: number): string {
  if (count === 0) return 'No widgets'
  return count === 1 ? '1 widget' : `${count} widgets`
}

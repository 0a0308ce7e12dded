'use client'

import { Plus } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import { createLocationInput, updateLocationInput } from '@/lib/domain/installations/locations.schema'
import { createLocationAction, updateLocationAction } from './actions'
import { FieldsDialog } from './fields-dialog'

export type LocationRow = {
  id: string
  name: string
  accountNumber: string | null
  apiId: string | null
  widgetCount: number
}

function fieldsOf(location?: LocationRow) {
  return [
    { name: 'name', label: 'Name', value: location?.name ?? '', isRequired: true },
    {
      name: 'accountNumber',
      label: 'Account number',
      hint: 'The location’s number at your accounting or payment service.',
      value: location?.accountNumber ?? '',
    },
    {
      name: 'apiId',
      label: 'API ID',
      hint: 'Your programs’ ID for this location.',
      value: location?.apiId ?? '',
    },
  ]
}

export function AddLocation() {
  return (
    <FieldsDialog
      trigger={{ variant: 'primary', icon: <Icon of={Plus} />, children: 'Add a location' }}
      title="Add a location"
      description="It gets its own ID. Partners learn about it only when you register it for a widget."
      confirmLabel="Add location"
      fields={fieldsOf()}
      schema={createLocationInput}
      action={createLocationAction}
      done="Location added"
    />
  )
}

export function EditLocation({ location }: { location: LocationRow }) {
  return (
    <FieldsDialog
      trigger={{ size: 'sm', children: 'Edit', 'aria-label': `Edit ${location.name}` }}
      title={`Edit ${location.name}`}
      description={
        location.widgetCount > 0
          ? 'Partners got the current values when the location was registered. To send them new ones, unregister it and register it again.'
          : 'Partners get these values when you register the location for a widget.'
      }
      confirmLabel="Save location"
      fields={fieldsOf(location)}
      schema={updateLocationInput}
      hidden={{ locationId: location.id }}
      action={updateLocationAction}
      done={`${location.name} is saved`}
    />
  )
}

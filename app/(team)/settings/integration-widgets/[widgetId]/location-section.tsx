'use client'

import { useState } from 'react'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Status } from '@/components/ui/status'
import { Switch } from '@/components/ui/switch'
import { useToast } from '@/components/ui/toast'
import { useCall } from '@/components/use-call'
import { MemberRegistrations } from './member-registrations'
import { registerLocationAction, unregisterLocationAction } from './registration-actions'
import { type LocationRegistration, type RegistrationsPanelProps, ToldState } from './registration-state'

/** A location with its switch, whether the partner was told, and its members once it's registered. */
export function LocationSection({
  location,
  panel,
}: {
  location: LocationRegistration
  panel: RegistrationsPanelProps
}) {
  const { widget, canManage, isClosed, isHeld, memberCount } = panel
  const register = useCall(registerLocationAction)
  const unregister = useCall(unregisterLocationAction)
  const [isAsking, setAsking] = useState(false)
  const { show } = useToast()
  const isOn = location.registeredAt !== undefined
  const input = { widgetId: widget.id, locationId: location.id }

  async function turnOn() {
    const done = await register.call(input)
    if (done) show({ title: `${location.name} is registered`, description: 'Now register its members.' })
  }

  async function turnOff() {
    const done = await unregister.call(input)
    if (!done) return
    show({
      title: `${location.name} is unregistered`,
      description: `${widget.name} no longer opens there.`,
      // Undoing would not bring back its members.
      ...(location.userCount === 0 ? { action: { label: 'Undo', onAction: () => void turnOn() } } : {}),
    })
  }

  return (
    <section aria-label={location.name} className="grid gap-2 px-3.5 py-3">
      <div className="flex items-start gap-2.5">
        {canManage ? (
          <Switch
            checked={isOn}
            disabled={isClosed && !isOn}
            pending={register.isPending || unregister.isPending}
            label={`Register ${location.name}`}
            className="mt-0.5"
            onClick={() => {
              if (!isOn) void turnOn()
              else if (location.userCount > 0) setAsking(true)
              else void turnOff()
            }}
          />
        ) : null}
        <div className="min-w-0 flex-1">
          <h3 className="break-words font-medium text-base">{location.name}</h3>
          <p className="mono break-all text-ink-3 text-xs">{location.id}</p>
        </div>
        <div className="grid justify-items-end gap-0.5 text-right text-xs">
          <Status phase={isOn ? 'active' : 'staged'} tone={isOn ? 'ok' : 'neutral'}>
            {isOn ? `Registered, ${location.userCount} of ${memberCount} members` : 'Not registered'}
          </Status>
          <ToldState last={location.last} isHeld={isHeld} />
        </div>
      </div>
      {isOn ? <MemberRegistrations location={location} panel={panel} /> : null}
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={`Unregister ${location.name}?`}
        description={`${location.userCount === 1 ? 'Its member is' : `Its ${location.userCount} members are`} unregistered first, and we tell ${widget.partnerName} about each. ${widget.name} no longer opens there.`}
        confirmLabel="Unregister location"
        cancelLabel="Keep location"
        danger
        action={turnOff}
      />
    </section>
  )
}

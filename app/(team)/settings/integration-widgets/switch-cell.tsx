'use client'

import { Status } from '@/components/ui/status'
import { Switch } from '@/components/ui/switch'
import { Time } from '@/components/ui/time'
import { effectOf, thingOf } from '@/lib/domain/protocols/facts.schema'
import { type Placement, placementLabels, placementPlace } from '@/lib/domain/protocols/placements.schema'
import type { InstallationRow, SwitchState } from './use-switches'

/** A switch with its effect, who set it and when. Agents see the state only. */
export function SwitchCell({
  widget,
  placement,
  state,
  memberCount,
  canSwitch,
  onToggle,
  isNamed = false,
}: {
  widget: InstallationRow
  placement: Placement
  state: SwitchState
  memberCount: number
  canSwitch: boolean
  onToggle: (enabled: boolean) => void
  /** Whether to show the placement's name, where no column has it. */
  isNamed?: boolean
}) {
  if (!state.isOffered) {
    return (
      <span className="text-ink-3">
        {state.withdrawnAt ? (
          <>
            Withdrawn <Time value={state.withdrawnAt} shape="date" />
            <span className="block text-xs">
              The partner no longer offers this, so your {thingOf(widget.protocol, placement).toLowerCase()}{' '}
              is gone.
            </span>
          </>
        ) : (
          'Not offered'
        )}
      </span>
    )
  }
  if (widget.needs && !state.enabled) {
    return (
      <span>
        {isNamed ? <span className="block">{placementLabels[placement]}</span> : null}
        <Status phase="staged" tone="neutral">
          Off
        </Status>
      </span>
    )
  }
  const isHeld = widget.suspendedAt !== null
  const members = `${memberCount} ${memberCount === 1 ? 'member' : 'members'}`
  return (
    <span className="flex items-start gap-2.5">
      {canSwitch ? (
        <Switch
          checked={state.enabled}
          disabled={isHeld}
          pending={state.isPending}
          label={`${widget.name} in ${placementPlace(placement)}`}
          data-placement={placement}
          onClick={() => onToggle(!state.enabled)}
        />
      ) : (
        <Status phase={state.enabled ? 'active' : 'staged'} tone={state.enabled ? 'ok' : 'neutral'}>
          {state.enabled ? 'On' : 'Off'}
        </Status>
      )}
      <span className="min-w-0">
        {isNamed ? <span className="block">{placementLabels[placement]}</span> : null}
        <span className={state.enabled ? undefined : 'text-ink-2'}>
          {describeEffect({
            thing: thingOf(widget.protocol, placement),
            enabled: state.enabled,
            isHeld,
            members,
            canSwitch,
          })}
        </span>
        <span className="block text-ink-3 text-xs">
          {isHeld && state.enabled ? (
            'Your switch is kept'
          ) : state.switchedAt && state.switchedBy ? (
            <>
              {state.switchedBy.isYou ? 'You' : state.switchedBy.name},{' '}
              <Time value={state.switchedAt} shape="datetime" />
            </>
          ) : canSwitch && !isHeld ? (
            `Adds ${effectOf(widget.protocol, placement).split(' ').slice(0, 2).join(' ')} for ${members}`
          ) : null}
        </span>
      </span>
    </span>
  )
}

function describeEffect(input: {
  thing: string
  enabled: boolean
  isHeld: boolean
  members: string
  canSwitch: boolean
}): string {
  const { thing, enabled, isHeld, members, canSwitch } = input
  if (enabled) return isHeld ? 'Hidden while suspended' : `${thing} for ${members}`
  return canSwitch ? 'Off' : ''
}

'use client'

import { Status } from '@/components/ui/status'
import { Switch } from '@/components/ui/switch'
import { Time } from '@/components/ui/time'
import { type Placement, placementLabels } from '@/lib/domain/widget-settings.schema'
import type { InstallationRow, SwitchState } from './use-switches'

/** One switch with what it does, who set it and when. Agents see the same without the switch. */
export function SwitchCell({
  widget,
  placement,
  state,
  memberCount,
  canSwitch,
  onToggle,
}: {
  widget: InstallationRow
  placement: Placement
  state: SwitchState
  memberCount: number
  canSwitch: boolean
  onToggle: (enabled: boolean) => void
}) {
  if (!state.isOffered) {
    return (
      <span className="text-ink-3">
        {state.withdrawnAt ? (
          <>
            Withdrawn <Time value={state.withdrawnAt} shape="date" />
            <span className="block text-xs">
              The partner no longer offers this view; your tab went with it.
            </span>
          </>
        ) : (
          'Not offered'
        )}
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
          label={`${widget.name} in ${placementLabels[placement]} view`}
          data-placement={placement}
          onClick={() => onToggle(!state.enabled)}
        />
      ) : (
        <Status phase={state.enabled ? 'active' : 'staged'} tone={state.enabled ? 'ok' : 'neutral'}>
          {state.enabled ? 'On' : 'Off'}
        </Status>
      )}
      <span className="min-w-0">
        <span className={state.enabled ? undefined : 'text-ink-2'}>
          {describeEffect(state.enabled, isHeld, members, canSwitch)}
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
            `Adds a tab for ${members}`
          ) : null}
        </span>
      </span>
    </span>
  )
}

function describeEffect(enabled: boolean, isHeld: boolean, members: string, canSwitch: boolean): string {
  if (enabled) return isHeld ? 'Hidden while suspended' : `Tab for ${members}`
  return canSwitch ? 'Off' : ''
}

'use client'

import { Switch } from '@/components/ui/switch'
import { useToast } from '@/components/ui/toast'
import { useCall } from '@/components/use-call'
import { effectOf } from '@/lib/domain/protocols/facts.schema'
import { type Placement, placementLabels } from '@/lib/domain/protocols/placements.schema'
import { switchPlacementAction } from './actions'

/** A placement's switch, with undo. */
export function PlacementSwitch({
  widgetId,
  protocol,
  contentHash,
  name,
  placement,
  enabled,
  members,
  disabled,
}: {
  widgetId: string
  protocol: string
  contentHash: string
  name: string
  placement: Placement
  enabled: boolean
  /** "14 members". */
  members: string
  disabled: boolean
}) {
  const { show } = useToast()
  const turn = useCall(switchPlacementAction)
  const set = async (next: boolean, undoes?: string) => {
    const done = await turn.call({ widgetId, placement, enabled: next, contentHash, undoes })
    if (!done) return
    show({
      title: `${name} is ${next ? 'on' : 'off'}: ${placementLabels[placement]}`,
      description: next
        ? `${members} have ${effectOf(protocol, placement)}.`
        : `Gone for ${members}: ${effectOf(protocol, placement)}.`,
      action: { label: 'Undo', onAction: () => void set(!next, undoes ? undefined : (done.at ?? undefined)) },
    })
  }
  return (
    <Switch
      checked={enabled}
      disabled={disabled}
      pending={turn.isPending}
      label={`${name}: ${placementLabels[placement]}`}
      onClick={() => void set(!enabled)}
    />
  )
}

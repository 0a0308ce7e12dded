'use client'

import { type ReactNode, useCallback, useState } from 'react'
import { useToast } from '@/components/ui/toast'
import { effectOf } from '@/lib/domain/protocols/facts.schema'
import { type Placement, placementPlace } from '@/lib/domain/protocols/placements.schema'
import { switchPlacementAction } from './actions'

type PlacementRow = {
  placement: Placement
  isOffered: boolean
  enabled: boolean
  switchedAt: Date | undefined
  switchedBy: { name: string; isYou: boolean } | undefined
  withdrawnAt: Date | undefined
}

export type InstallationRow = {
  id: string
  protocol: string
  needs: 'connection' | 'secret' | undefined
  name: string
  /** The hash of the version on screen, so that what is enabled is what was read. */
  contentHash: string
  summary: ReactNode
  full: ReactNode
  icon: string
  colour: string
  partner: { id: string; name: string }
  isTesting: boolean
  isApproved: boolean
  suspendedAt: Date | null
  suspensionReason: string | null
  stoppedAt: Date | null
  placements: PlacementRow[]
}

export type SwitchState = Omit<PlacementRow, 'switchedAt'> & {
  switchedAt: Date | string | undefined
  isPending: boolean
}

type Setter = PlacementRow['switchedBy']
type Change = Pick<SwitchState, 'enabled' | 'switchedAt' | 'switchedBy' | 'isPending'>

/** The switches change at once, and change back if the server refuses. */
export function useSwitches(memberCount: number, singleKeys: boolean) {
  const [changes, setChanges] = useState<Record<string, Change>>({})
  const { show } = useToast()

  const stateOf = useCallback(
    (widget: InstallationRow, placement: Placement): SwitchState => {
      const row = widget.placements.find((entry) => entry.placement === placement)
      const base = row ?? {
        placement,
        isOffered: false,
        enabled: false,
        switchedAt: undefined,
        switchedBy: undefined,
        withdrawnAt: undefined,
      }
      const change = changes[`${widget.id} ${placement}`]
      if (!change) return { ...base, isPending: false }
      return { ...base, ...change }
    },
    [changes],
  )

  const toggle = useCallback(
    async (widget: InstallationRow, placement: Placement, enabled: boolean, undoes?: string) => {
      const key = `${widget.id} ${placement}`
      const before = changes[key]
      const { switchedAt, switchedBy } = stateOf(widget, placement)
      setChanges((all) => ({ ...all, [key]: { enabled, switchedAt, switchedBy, isPending: true } }))
      const { data, failure } = await switchPlacementAction({
        widgetId: widget.id,
        placement,
        enabled,
        contentHash: widget.contentHash,
        undoes,
      }).catch(() => ({
        data: undefined,
        failure: { detail: 'The portal did not answer. Check your connection and try again.' },
      }))
      if (failure) {
        setChanges(({ [key]: _refused, ...rest }) => (before ? { ...rest, [key]: before } : rest))
        show({ tone: 'error', title: `${widget.name} wasn’t changed`, description: failure.detail })
        return
      }
      const setBy: Setter = data?.by ?? undefined
      const setAt = data?.at ?? undefined
      setChanges((all) => ({
        ...all,
        [key]: { enabled, switchedAt: setAt, switchedBy: setBy, isPending: false },
      }))
      const members = `${memberCount} ${memberCount === 1 ? 'member' : 'members'}`
      const thing = effectOf(widget.protocol, placement)
      show({
        title: `${widget.name} is ${enabled ? 'on' : 'off'} in ${placementPlace(placement)}`,
        description: enabled
          ? `${members} ${memberCount === 1 ? 'has' : 'have'} ${thing.replace(/^an? /, 'a new ')}.`
          : `${thing.replace(/^an? (\w+)/, 'The $1')} is gone for ${members}.`,
        action: {
          label: 'Undo',
          ...(singleKeys ? { keyHint: 'Z' } : {}),
          // An undo is itself a change.
          onAction: () => void toggle(widget, placement, !enabled, undoes ? undefined : setAt),
        },
      })
    },
    [changes, memberCount, show, singleKeys, stateOf],
  )

  return {
    stateOf,
    toggle: (widget: InstallationRow, placement: Placement, enabled: boolean) =>
      void toggle(widget, placement, enabled),
  }
}

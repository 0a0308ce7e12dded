import { cache } from 'react'
import { hasPermission, type MemberActor } from '@/lib/auth/permissions'
import { getStanding } from '@/lib/domain/certification/standing'
import { listUnlistedOrigins } from '@/lib/domain/origins/called'
import { listOrigins } from '@/lib/domain/widgets/origin-proofs'
import type { LoadedWidget } from '../loaded-widget'
import { NextStep } from './next-step'

/** What a submission waits for, loaded once a request. */
export const loadSubmission = cache(async (actor: MemberActor, widget: LoadedWidget) => {
  const [standing, origins] = await Promise.all([
    getStanding(actor, { widgetId: widget.id }),
    listOrigins(actor, { widgetId: widget.id }),
  ])
  const unproven = listUnlistedOrigins(widget.current).filter(
    (origin) => !origins.find((state) => state.origin === origin)?.isProven,
  )
  const isSelfRun = standing?.standing.state === 'passed' && standing.standing.isSelfRun
  return {
    state: standing?.standing.state,
    detail: standing?.detail,
    // The portal can't call these origins, so it can't read their proof.
    unproven: isSelfRun ? [] : unproven,
  }
})

export async function WidgetNextStep({ actor, widget }: { actor: MemberActor; widget: LoadedWidget }) {
  const { state, detail, unproven } = await loadSubmission(actor, widget)
  return (
    <NextStep
      widgetId={widget.id}
      name={widget.current.name}
      status={widget.status}
      change={widget.change}
      number={widget.current.number}
      servingNumber={widget.servingVersion?.number}
      currentState={widget.current.state}
      teamCount={widget.teamCount}
      returned={widget.returned}
      suspensionReason={widget.suspensionReason ?? undefined}
      stopReason={widget.stopReason ?? undefined}
      canSubmit={hasPermission(actor, 'widget.submit')}
      uncertified={state && detail ? { state, detail } : undefined}
      unproven={unproven}
      canStop={hasPermission(actor, 'widget.stop')}
    />
  )
}

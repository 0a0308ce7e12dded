import type { ReactNode } from 'react'
import { Fingerprint } from '@/components/ui/fingerprint'
import { Time } from '@/components/ui/time'
import { auditActions } from '@/lib/domain/audit/events.schema'
import { isPlacement, placementPlace } from '@/lib/domain/protocols/placements.schema'
import { describeFact, type FactValue } from './fact-words'

/** One event in words: what was done, then its facts. */
export function AuditWhat({ action, data }: { action: string; data: [string, FactValue][] }) {
  const details = data
    .filter(([key]) => key !== 'placement')
    .sort(([one], [other]) => rankOf(one) - rankOf(other))
    .flatMap(([key, value]) => {
      const words = drawFact(key, value)
      return words === undefined ? [] : [{ key, words }]
    })
  return (
    <>
      <span className="block">{describeEvent(action, data)}</span>
      {details.length > 0 ? (
        <span className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 text-ink-2 text-xs">
          {details.map(({ key, words }) => (
            <span key={key} className="max-w-[72ch] [overflow-wrap:anywhere]">
              {words}
            </span>
          ))}
        </span>
      ) : null}
    </>
  )
}

/** What was done, in one sentence. */
export function describeEvent(action: string, data: [string, FactValue][]): string {
  const words = (auditActions as Record<string, string>)[action] ?? action
  const placement = new Map(data).get('placement')
  const view =
    typeof placement === 'string'
      ? ` in ${isPlacement(placement) ? placementPlace(placement) : placement}`
      : ''
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${view}`
}

export function subjectLabel(type: string): string {
  return subjectLabels[type] ?? type
}

const subjectLabels: Record<string, string> = {
  widget: 'Widget',
  member: 'Member',
  team: 'Team',
  partner: 'Partner',
  invitation: 'Invitation',
  account: 'Account',
  connector: 'Connector',
  api_key: 'API key',
  location: 'Location',
  record: 'Record',
  step: 'Step',
  webhook: 'Webhook',
}

function drawFact(key: string, value: FactValue): ReactNode {
  if (typeof value === 'string') {
    if (key === 'fingerprint') return <Fingerprint hex={value} />
    if (key === 'url') return <span className="mono">{value}</span>
    if (key === 'failedSince')
      return (
        <>
          Failed since <Time value={value} shape="datetime" />
        </>
      )
  }
  return describeFact(key, value)
}

const factOrder = ['version', 'fingerprint', 'from', 'to', 'role', 'url']

/** These come first, because the database doesn't keep the order in which facts were written. */
function rankOf(key: string): number {
  const rank = factOrder.indexOf(key)
  return rank < 0 ? factOrder.length : rank
}

import type { ReactNode } from 'react'
import { Fingerprint } from '@/components/ui/fingerprint'
import { Time } from '@/components/ui/time'
import { versionFieldLabels } from '@/components/version-diff'
import { roleLabels } from '@/lib/auth/permissions'
import { auditActions } from '@/lib/domain/audit/events.schema'
import { isPlacement, placementPlace } from '@/lib/domain/protocols/placements.schema'

type Value = string | number | boolean | null | string[]

/** One event in words: what was done, then the facts that were written with it. */
export function AuditWhat({ action, data }: { action: string; data: [string, Value][] }) {
  const details = data
    .flatMap(([key, value]) =>
      key === 'placement' || value === null || value === '' ? [] : [{ key, value }],
    )
    .sort((one, other) => rankOf(one.key) - rankOf(other.key))
  return (
    <>
      <span className="block">{describeEvent(action, data)}</span>
      {details.length > 0 ? (
        <span className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 text-ink-2 text-xs">
          {details.map(({ key, value }) => (
            <span key={key} className="max-w-[72ch] [overflow-wrap:anywhere]">
              {describeFact(key, value)}
            </span>
          ))}
        </span>
      ) : null}
    </>
  )
}

/** What was done, in one sentence. */
export function describeEvent(action: string, data: [string, Value][]): string {
  const words = (auditActions as Record<string, string>)[action] ?? action
  const placement = new Map(data).get('placement')
  const view =
    typeof placement === 'string'
      ? ` in ${isPlacement(placement) ? placementPlace(placement) : placement}`
      : ''
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${view}`
}

export function subjectLabel(type: string): string {
  return labelOf(subjectLabels, type)
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
}

function describeFact(key: string, value: Value): ReactNode {
  if (Array.isArray(value))
    return `${factLabels[key] ?? key}: ${value.map((entry) => labelOf(versionFieldLabels, entry)).join(', ')}`
  switch (key) {
    case 'version':
      return `Version ${value}`
    case 'fingerprint':
      return <Fingerprint hex={String(value)} />
    case 'reason':
    case 'note':
      return `“${value}”`
    case 'role':
      return labelOf(roleLabels, String(value))
    case 'from':
    case 'to':
      return `${key} ${labelOf(roleLabels, String(value))}`
    case 'url':
      return <span className="mono">{value}</span>
    case 'passed':
      return value ? 'Passed' : 'Not passed'
    case 'probed':
      return value ? 'After a passed probe' : 'Without a passed probe'
    case 'graceHours':
      return value === 0 ? 'No grace' : `${value} h grace`
    case 'failedSince':
      return (
        <>
          Failed since <Time value={String(value)} shape="datetime" />
        </>
      )
    case 'undone':
      return 'Taken back'
    case 'singleKeys':
      return `Single-key shortcuts ${value ? 'on' : 'off'}`
    default:
      return `${factLabels[key] ?? key}: ${value}`
  }
}

const factLabels: Record<string, string> = {
  changed: 'Changed',
  protocol: 'Protocol',
  team: 'Team',
  name: 'Name',
  owner: 'Owner',
  widget: 'Widget',
  location: 'Location',
  postback: 'Postback',
  postbacks: 'Postbacks',
  attempts: 'Attempts',
  status: 'Status',
  username: 'Username',
  domain: 'Domain',
}

const factOrder = ['version', 'fingerprint', 'from', 'to', 'role', 'url']

/** The database forgets the order in which facts were written; the rest follow these. */
function rankOf(key: string): number {
  const rank = factOrder.indexOf(key)
  return rank < 0 ? factOrder.length : rank
}

function labelOf(labels: Record<string, string>, value: string): string {
  return labels[value] ?? value
}

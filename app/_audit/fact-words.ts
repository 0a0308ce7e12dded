import { versionFieldLabels } from '@/components/version-diff'
import { roleLabels } from '@/lib/auth/permissions'
import { attestations } from '@/lib/domain/certification/attestations.schema'
import { scopes } from '@/lib/domain/oauth/oauth.schema'
import { findFacts } from '@/lib/domain/protocols/facts.schema'

export type FactValue = string | number | boolean | null | string[]

/** A fact of an event in words that its reader knows. Undefined for what says nothing to people: internal ids, and what isn't so. */
export function describeFact(key: string, value: FactValue): string | undefined {
  if (value === null || value === '' || value === false || isId(value)) return negations[key]?.(value)
  const words = phrases[key]
  if (words) return words(value)
  return `${humanise(key)}: ${listWords(value)}`
}

const phrases: Record<string, (value: FactValue) => string | undefined> = {
  version: (value) => `Version ${value}`,
  reason: (value) => `“${value}”`,
  note: (value) => `“${value}”`,
  role: (value) => labelOf(roleLabels, value),
  from: (value) => `from ${labelOf(roleLabels, value)}`,
  to: (value) => `to ${labelOf(roleLabels, value)}`,
  passed: () => 'Passed',
  probed: () => 'After a passed probe',
  pasted: () => 'Secret provided by the team',
  undone: () => 'Undone',
  disconnected: () => 'The connection ended',
  singleKeys: () => 'Single-key shortcuts on',
  graceHours: (value) =>
    value === 0 ? 'The previous secret ended at once' : `Previous secret accepted for ${value} h`,
  protocol: (value) => findFacts(String(value))?.name ?? String(value),
  scopes: (value) => `Access: ${listWords(value, scopes)}`,
  changed: (value) => `Changed: ${listWords(value, versionFieldLabels)}`,
  check: (value) => attestations[value as keyof typeof attestations]?.title ?? String(value),
  by: (value) => `By the ${value}`,
  status: (value) => `Response ${value}`,
  attempts: (value) => count(value, 'attempt'),
  characters: (value) => count(value, 'character'),
  sessions: (value) => count(value, 'session'),
  postbacks: (value) => count(value, 'postback'),
  queued: (value) => count(value, 'event'),
  recipients: (value) => (value === 1 ? 'For 1 person' : `For ${value} people`),
  lifetimeHours: (value) => `Links valid for ${value} h`,
  unsignedParameters: () => 'Accepts unsigned parameters',
}

/** What is worth saying although it isn't so. */
const negations: Record<string, (value: FactValue) => string | undefined> = {
  passed: (value) => (value === false ? 'Not passed' : undefined),
  probed: (value) => (value === false ? 'Without a passed probe' : undefined),
  singleKeys: (value) => (value === false ? 'Single-key shortcuts off' : undefined),
  selfRun: (value) => (value ? 'With a self-run report' : undefined),
}

function isId(value: FactValue): boolean {
  return (
    typeof value === 'string' &&
    /^(?:[a-z]{2,4}_[A-Za-z0-9_-]{8,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.test(value)
  )
}

function humanise(key: string): string {
  const words = key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function listWords(value: FactValue, labels: Record<string, string> = {}): string {
  if (value === true) return 'yes'
  return (
    [value]
      .flat()
      .map((entry) => labelOf(labels, entry))
      .join(', ') || 'none'
  )
}

function labelOf(labels: Record<string, string>, value: FactValue): string {
  return labels[String(value)] ?? String(value)
}

function count(value: FactValue, noun: string): string {
  return `${Number(value).toLocaleString('en')} ${noun}${value === 1 ? '' : 's'}`
}

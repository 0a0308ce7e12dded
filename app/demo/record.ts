import type { SureSendContext } from '@/lib/protocols/sure-send'

/** What a demo page shows of the person or company that it was opened for. */
export type DemoRecord = {
  kind: 'person' | 'company'
  id: string
  teamId: string
  /** The whole name, and the part of it that a sentence uses. */
  name: string
  shortName: string
  stage: string | undefined
  email: string | undefined
  industry: string | undefined
  companySize: string | undefined
  annualRevenue: number | undefined
  city: string | undefined
  agent: string
  signedAt: string
}

/** Reads a verified context. Fields that another sender may leave out are optional here. */
export function readRecord(context: SureSendContext): DemoRecord {
  const { source, kind } =
    'person' in context && context.person ? fromPerson(context.person) : fromCompany(context)
  const names =
    kind === 'person' ? [readText(source.firstName), readText(source.lastName)] : [readText(source.name)]
  const given = names.filter((name) => name !== undefined)
  const fallback = kind === 'person' ? 'this person' : 'this company'
  return {
    kind,
    id: readText(source.id) ?? '',
    teamId: context.team.id,
    name: given.join(' ') || fallback,
    shortName: given[0] ?? fallback,
    stage: readText(readObject(source.stage).name),
    email: readText(readPrimary(source.emails).email),
    industry: readText(source.industry),
    companySize: readText(source.companySize),
    annualRevenue: typeof source.annualRevenue === 'number' ? source.annualRevenue : undefined,
    city: readText(readPrimary(source.addresses).city),
    agent: context.user.email,
    signedAt: context.timestamp,
  }
}

function fromPerson(person: object) {
  return { source: readObject(person), kind: 'person' as const }
}

function fromCompany(context: SureSendContext) {
  return { source: readObject('company' in context ? context.company : undefined), kind: 'company' as const }
}

function readPrimary(value: unknown): Record<string, unknown> {
  const entries: unknown[] = Array.isArray(value) ? value : []
  const objects = entries.map(readObject)
  return objects.find(({ isPrimary }) => isPrimary === 1) ?? objects[0] ?? {}
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() ? value.trim() : undefined
}

function readObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

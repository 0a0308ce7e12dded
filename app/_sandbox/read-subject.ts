import type { SandboxLaunchView } from '@/lib/domain/sandbox/launches.schema'

const nameLengthMax = 80

/** The record of a launch in words, if its content has one. */
export function readSubject({ content }: Pick<SandboxLaunchView, 'content'>): { name: string } {
  const told = parse(content)
  const { person, company, account } = told
  const name =
    join(person, 'firstName', 'lastName') ||
    join(person, 'display_name') ||
    join(company, 'name') ||
    join(account, 'name') ||
    join(told, 'contact_id') ||
    join(told, 'id') ||
    join(told, 'q') ||
    join(told, 'query')
  return { name: name.slice(0, nameLengthMax) || 'No record' }
}

function parse(content: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(content ?? '{}')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function join(of: unknown, ...names: string[]): string {
  if (typeof of !== 'object' || of === null) return ''
  const told = of as Record<string, unknown>
  return names
    .map((name) => told[name])
    .filter((value) => typeof value === 'string')
    .join(' ')
    .trim()
}

import type { OpenedVersion } from '@/lib/domain/profiles/profile'
import type { LaunchSubject } from '@/lib/domain/protocols/launch-subject'
import { type Placement, placements } from '@/lib/domain/protocols/placements.schema'
import { AppError } from '@/lib/errors'
import { fiveMinutes } from '@/lib/protocols/freshness'

/** @throws AppError malformed_request */
export function requireRecord(subject: LaunchSubject): Exclude<LaunchSubject, { kind: 'none' }> {
  if (subject.kind === 'none')
    throw new AppError('malformed_request', 'Launches of this protocol open for a person or a company.')
  return subject
}

/** When a launch signed now expires, by the published five minutes. */
export function inFiveMinutes(now: Date): Date {
  return new Date(now.getTime() + fiveMinutes.pastSeconds * 1000)
}

/** The placements that a version offers, in their order. */
export function listOffered({ placements: offered }: Pick<OpenedVersion, 'placements'>): Placement[] {
  return placements.filter((placement) => offered.includes(placement))
}

/** What most platforms treat as success. */
export function isAnySuccess(status: number): boolean {
  return status >= 200 && status < 300
}

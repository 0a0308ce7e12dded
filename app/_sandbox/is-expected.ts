import type { SandboxOutcome } from '@/lib/domain/sandbox/launches.schema'

/** Whether the outcome is the one that a correct receiver gives. */
export function isExpected(outcome: SandboxOutcome, expected: string): boolean {
  if (expected === 'accept') return outcome === 'accepted'
  if (expected === 'refuse') return outcome === 'refused'
  return outcome === 'accepted' || outcome === 'refused'
}

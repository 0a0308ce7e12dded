import type { CertificationReport } from '@/lib/domain/certification/checks.schema'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'

export type LineChange = 'fixed' | 'newly_failing' | 'changed'

/** What became of each check since the report before: only of those that ended otherwise. */
export function compareRuns(
  before: Pick<CertificationReport, 'checks'> | null | undefined,
  now: Pick<CertificationReport, 'checks'>,
): Map<CheckId, LineChange> {
  const former = new Map(before?.checks.map(({ id, outcome }) => [id, outcome]))
  const changes = new Map<CheckId, LineChange>()
  for (const { id, outcome } of now.checks) {
    const was = former.get(id)
    if (was === undefined || was === outcome) continue
    const isBad = outcome === 'failed' || outcome === 'warned'
    const wasBad = was === 'failed' || was === 'warned'
    if (outcome === 'failed' || (isBad && !wasBad)) changes.set(id, 'newly_failing')
    else changes.set(id, wasBad && !isBad && outcome !== 'skipped' ? 'fixed' : 'changed')
  }
  return changes
}

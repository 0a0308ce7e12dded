import { fetchFromHere } from '@/cli/fetch-from-here'
import type { CertificationReport, CheckOutcome } from '@/lib/domain/certification/checks.schema'
import { runCertification } from '@/lib/domain/certification/run-certification'
import type { CertificationLimits, CertificationTarget } from '@/lib/domain/certification/target'
import { zooHost } from '@/test/zoo/pages'

/** A run against a server of the zoo, by the real clock as its servers have it. */
export function certify(
  target: Pick<CertificationTarget, 'protocol' | 'urls' | 'secrets'> & Partial<CertificationTarget>,
  limits: Partial<CertificationLimits> = {},
): Promise<CertificationReport> {
  return runCertification(
    { hostOrigin: zooHost, ...target },
    { now: new Date(), fetch: fetchFromHere, limits },
  )
}

/** The ids of the checks with one of these outcomes. */
export function idsOf({ checks }: CertificationReport, ...outcomes: CheckOutcome[]): string[] {
  return checks.filter(({ outcome }) => outcomes.includes(outcome)).map(({ id }) => id)
}

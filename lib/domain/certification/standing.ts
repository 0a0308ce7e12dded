import { type Actor, requirePartner } from '@/lib/auth/permissions'
import { certificationReport } from '@/lib/domain/certification/checks.schema'
import { contentHashOf, type MeasuredVersion } from '@/lib/domain/certification/target-of-widget'
import { versionRow } from '@/lib/domain/versions/content'
import { AppError, notFound } from '@/lib/errors'
import { db, type Reader } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'

/** Whether a version may be submitted for review, and what is in the way. */
export type CertificationStanding =
  /** `isSelfRun`: by the partner's own report, of a server that the portal cannot reach. */
  | { state: 'passed'; runId: string; isSelfRun: boolean }
  | {
      state: 'missing' | 'under_way' | 'changed' | 'rotated' | 'unmeasured' | 'failed'
      runId: string | null
      failing: string[]
    }

type StandingVersion = MeasuredVersion & { id: string; widgetId: string }

/**
 * What the newest runs say about this version's current content. A run of another version that measured the same counts too. A self-run report counts
 * if the portal tried and never reached the server at this content: where it can test itself, it accepts no report.
 */
export async function readStanding(reader: Reader, version: StandingVersion): Promise<CertificationStanding> {
  const [newest, measured, own] = await Promise.all([
    reader.certificationRun.findFirst({
      where: { versionId: version.id, selfRunDigest: null },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      select: { id: true, state: true },
    }),
    findMeasured(reader, version),
    findDone(reader, { versionId: version.id, selfRunDigest: null }),
  ])
  const done = measured ?? own
  const isCurrent = measured !== null
  const isSigned = done?.passed && isCurrent && (await isSignedStill(reader, version.widgetId, done))
  if (done && isSigned) return { state: 'passed', runId: done.id, isSelfRun: done.selfRunDigest !== null }
  if (newest && (newest.state === 'queued' || newest.state === 'running'))
    return { state: 'under_way', runId: newest.id, failing: [] }
  if (!done) return { state: 'missing', runId: newest?.id ?? null, failing: [] }
  if (!isCurrent) return { state: 'changed', runId: done.id, failing: [] }
  if (done.passed) return { state: 'rotated', runId: done.id, failing: [] }
  const failing = certificationReport
    .parse(done.report)
    .checks.filter(({ outcome, required }) => required && outcome === 'failed')
    .map(({ title }) => title)
  return { state: done.wasReached ? 'failed' : 'unmeasured', runId: done.id, failing }
}

function findDone(reader: Reader, where: Prisma.CertificationRunWhereInput) {
  return reader.certificationRun.findFirst({
    where: { ...where, state: 'done' },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: {
      id: true,
      passed: true,
      wasReached: true,
      report: true,
      secretOwner: true,
      fingerprint: true,
      selfRunDigest: true,
    },
  })
}

/** The report that counts for what a version says: the portal's newest, or the partner's own where the portal reached nobody there. */
async function findMeasured(reader: Reader, version: StandingVersion) {
  const own = { widgetId: version.widgetId, contentHash: contentHashOf(version) }
  const found = await findDone(reader, { ...own, selfRunDigest: null })
  if (!found || found.wasReached) return found
  const reached = await findDone(reader, { ...own, selfRunDigest: null, wasReached: true })
  return reached ? found : ((await findDone(reader, { ...own, selfRunDigest: { not: null } })) ?? found)
}

/** The id of the report that counts for what a version says; undefined where nobody has certified just that. */
export async function findMeasuredId(reader: Reader, version: StandingVersion): Promise<string | undefined> {
  return (await findMeasured(reader, version))?.id
}

/** Whether the secret that signed a run is the one that signs now: whether its server knows another, nobody has seen. */
async function isSignedStill(
  reader: Reader,
  widgetId: string,
  run: { secretOwner: string | null; fingerprint: string | null },
): Promise<boolean> {
  // A team's may end with the team's test, and is not the partner's.
  if (run.secretOwner !== 'widget' && run.secretOwner !== 'sandbox') return true
  const select = { fingerprint: true } as const
  const secret =
    run.secretOwner === 'sandbox'
      ? await reader.sandboxSecret.findUnique({ where: { widgetId }, select })
      : await reader.secret.findFirst({ where: { widgetId, state: 'active' }, select })
  return secret?.fingerprint === run.fingerprint
}

/** The standing of a widget's working version, for its partner; undefined where there is nothing to submit. @throws AppError not_found */
export async function getStanding(
  actor: Actor,
  input: { widgetId: string },
): Promise<{ standing: CertificationStanding; detail: string | undefined } | undefined> {
  const partner = requirePartner(actor, 'certification.read')
  const widget = await db().widget.findFirst({
    where: { id: input.widgetId, partnerId: partner.partnerId },
    select: { workingVersion: { select: versionRow } },
  })
  if (!widget) throw notFound('widget')
  if (!widget.workingVersion) return undefined
  const standing = await readStanding(db(), { ...widget.workingVersion, widgetId: input.widgetId })
  const detail =
    standing.state === 'passed' ? undefined : describeStanding(standing, widget.workingVersion.number)
  return { standing, detail }
}

/** The report that passed. @throws AppError certification_required that names the checks that fail, or what is missing */
export async function requirePassing(
  reader: Reader,
  version: Omit<StandingVersion, 'widgetId'> & { number: number },
  { widgetId }: { widgetId: string },
): Promise<{ runId: string; isSelfRun: boolean }> {
  const standing = await readStanding(reader, { ...version, widgetId })
  if (standing.state === 'passed') return standing
  throw new AppError('certification_required', describeStanding(standing, version.number))
}

/** Why a version cannot be submitted, and what to do, in a sentence or two. */
export function describeStanding(
  standing: Exclude<CertificationStanding, { state: 'passed' }>,
  number: number,
): string {
  switch (standing.state) {
    case 'missing':
      return `Version ${number} isn’t certified yet. Run its certification, then submit it.`
    case 'under_way':
      return `The certification of version ${number} is still running. Submit the version when its required checks pass.`
    case 'changed':
      return `Version ${number} changed since it was certified. Run its certification again, then submit it.`
    case 'rotated':
      return `The secret changed since version ${number} was certified. Run its certification again, then submit it.`
    case 'unmeasured':
      return `We couldn’t reach your server, so version ${number} wasn’t tested. Its report says why. Make it reachable, or run the command on the Certification page and attach its report.`
    case 'failed':
      return standing.failing.length === 0
        ? `The certification of version ${number} ended early. Its report says why; run it again.`
        : `Version ${number} fails ${standing.failing.length} required ${standing.failing.length === 1 ? 'check' : 'checks'} of its certification: ${standing.failing.join('; ')}. Fix it and run the certification again.`
  }
}

import { certificationReport } from '@/lib/domain/certification/checks.schema'
import { noteDivergence } from '@/lib/domain/certification/health'
import { contentHashOf, type MeasuredVersion } from '@/lib/domain/certification/target-of-widget'
import { judgeFraming, listAncestors } from '@/lib/domain/framing/framing'
import type { Endpoint } from '@/lib/domain/samples/launches'
import { db, inTransaction } from '@/lib/server/db'
import { env } from '@/lib/server/env'
import type { SafeResponse } from '@/lib/server/safe-fetch'

type Probed = {
  widgetId: string
  version: MeasuredVersion & { id: string }
  endpoint: Endpoint
  answer: Pick<SafeResponse, 'status' | 'headers'>
  widgetOrigin: string
  now: Date
}

/**
 * Compares what a team's probe was answered with what the newest passing run of the same content was, and keeps a difference: a server that does
 * otherwise for its users than for the certification shows it here.
 */
export async function compareWithCertified(probed: Probed): Promise<void> {
  const run = await db().certificationRun.findFirst({
    where: {
      widgetId: probed.widgetId,
      contentHash: contentHashOf(probed.version),
      state: 'done',
      passed: true,
      selfRunDigest: null,
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { record: true, report: true },
  })
  const report = certificationReport.safeParse(run?.report)
  const certified = report.data?.answers?.[probed.endpoint]
  if (!run || !certified) return
  const difference = describeDifference(certified, probed, run.record === null)
  if (difference)
    await inTransaction((tx) => noteDivergence(tx, { ...probed, versionId: probed.version.id, difference }))
}

/** Null where both are of one kind. A fault or a limit of the moment is told by other means. */
function describeDifference(
  certified: { status: number; mayFrame: boolean; namesAncestors: boolean },
  { answer, widgetOrigin }: Probed,
  isMadeUp: boolean,
): string | null {
  const { status } = answer
  if (status >= 500 || status === 429) return null
  // A run with a record that the server knows may be answered otherwise than one that nobody knows.
  if (isMadeUp && classOf(status) !== classOf(certified.status))
    return `A launch was answered with ${status}, the certification with ${certified.status}.`
  const seen = describeFraming(answer, widgetOrigin)
  if (seen.mayFrame !== certified.mayFrame)
    return `This portal ${seen.mayFrame ? 'can' : 'can’t'} frame a launch; in the certification it ${certified.mayFrame ? 'could' : 'couldn’t'}.`
  if (seen.namesAncestors !== certified.namesAncestors)
    return `A launch was answered ${seen.namesAncestors ? 'with' : 'without'} frame-ancestors, the certification ${certified.namesAncestors ? 'with' : 'without'} it.`
  return null
}

function describeFraming(answer: Probed['answer'], widgetOrigin: string) {
  const { verdict } = judgeFraming(
    { ...answer, status: 200 },
    { portalOrigin: env().PORTAL_ORIGIN, widgetOrigin },
  )
  return { mayFrame: verdict === 'ok', namesAncestors: listAncestors(answer).length > 0 }
}

function classOf(status: number): number {
  return Math.floor(status / 100)
}

import { createHash } from 'node:crypto'
import { type Actor, requirePartner } from '@/lib/auth/permissions'
import { isUniqueViolation } from '@/lib/database-errors'
import { recordAudit } from '@/lib/domain/audit/events'
import { secretForms } from '@/lib/domain/certification/find-leaks'
import { countOutcomes, listWords, toStorable } from '@/lib/domain/certification/kept-report'
import { parseSelfRun, rebuildReport } from '@/lib/domain/certification/read-self-run'
import { type SelfRunPayload, selfRunHoursMax } from '@/lib/domain/certification/self-run.schema'
import { isSelfRunSignature } from '@/lib/domain/certification/sign-self-run'
import { listApplying } from '@/lib/domain/certification/target'
import {
  type CertifyingSecrets,
  contentHashOf,
  type MeasuredVersion,
  openCertifyingSecrets,
} from '@/lib/domain/certification/target-of-widget'
import { listUrls } from '@/lib/domain/profiles/list-urls'
import { profileOf } from '@/lib/domain/profiles/registry'
import { isProtocolId, type ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { readSettings } from '@/lib/domain/protocols/widget-settings'
import { lockOwnWidget } from '@/lib/domain/widgets/widgets'
import { AppError, notFound } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction } from '@/lib/server/db'
import { consumeLimit } from '@/lib/server/rate-limit'

const hourMs = 60 * 60 * 1000
const aheadMsMax = 5 * 60 * 1000

/**
 * Attaches a report that the partner made on their own machine to the version that they work on. It is theirs by the signature of the secret
 * that signed the launches, and is kept marked as self-run: the portal saw none of it.
 * @throws AppError not_found, wrong_state without a version to submit, no_secret, rate_limited, conflict for one that is attached already,
 *   report_too_large, report_unreadable, report_other_widget, report_other_version, report_altered, report_too_old
 */
export async function attachSelfRun(
  actor: Actor,
  input: { widgetId: string; file: string },
  now = databaseNow(),
): Promise<{ runId: string }> {
  const partner = requirePartner(actor, 'certification.run')
  await consumeLimit('certification_start', partner.partnerId)
  const { payload, text, signature } = parseSelfRun(input.file)
  try {
    return await inTransaction(async (tx) => {
      const widget = await lockOwnWidget(tx, partner, input.widgetId)
      const { protocol, workingVersion: version } = widget
      if (!isProtocolId(protocol)) throw notFound('widget')
      if (version?.state !== 'draft')
        throw new AppError(
          'wrong_state',
          'This widget has no draft to submit. Start a new version, then attach a report.',
        )
      requireSubject(payload, { widgetId: widget.id, protocol, version })
      const signing = await openCertifyingSecrets(tx, { ...widget, protocol }, now)
      requireSigned({ text, signature }, signing)
      requireRecent(payload, now)
      const mode = profileOf(protocol).modeOf(readSettings(version.settings))
      const report = rebuildReport(payload, {
        protocol,
        applying: listApplying({ protocol, mode }),
        words: await listWords(tx, widget.id),
        hidden: signing.secrets.flatMap(({ secret }) => secretForms(secret)),
      })
      const startedAt = new Date(report.startedAt)
      const { id: runId } = await tx.certificationRun.create({
        data: {
          id: newId('crt'),
          widgetId: widget.id,
          versionId: version.id,
          versionNumber: version.number,
          requestedById: partner.userId,
          selfRunDigest: createHash('sha256').update(text, 'utf8').digest('hex'),
          state: 'done',
          createdAt: now,
          startedAt,
          finishedAt: new Date(startedAt.getTime() + report.durationMs),
          contentHash: contentHashOf(version),
          secretOwner: signing.source,
          secretVersion: signing.version,
          fingerprint: signing.fingerprint,
          passed: report.passed,
          wasReached: report.wasReached,
          counts: countOutcomes(report),
          report: toStorable(report),
        },
        select: { id: true },
      })
      await recordAudit(tx, partner, {
        action: 'certification.self_run_attached',
        subject: { type: 'widget', id: widget.id, name: version.name },
        partnerId: partner.partnerId,
        data: {
          run: runId,
          version: version.number,
          passed: report.passed,
          fingerprint: signing.fingerprint,
        },
        at: now,
      })
      return { runId }
    })
  } catch (thrown) {
    if (isUniqueViolation(thrown)) throw new AppError('conflict', 'This report is already attached.')
    throw thrown
  }
}

/** Whether it says that it is of this widget, of what this version says, and of every address of it. */
function requireSubject(
  { widget, content, urls }: SelfRunPayload,
  own: { widgetId: string; protocol: ProtocolId; version: MeasuredVersion & { number: number } },
): void {
  const { widgetId, protocol, version } = own
  if (widget !== widgetId)
    throw new AppError(
      'report_other_widget',
      'This report is for another widget. Run the command on this page and attach its file.',
    )
  const isCovered = Object.entries(listUrls(protocol, version)).every(
    ([endpoint, url]) => urls[endpoint] === url,
  )
  if (content !== contentHashOf(version) || !isCovered)
    throw new AppError(
      'report_other_version',
      `Version ${version.number} changed since this report. Run the command on this page and attach its file.`,
    )
}

function requireSigned(
  { text, signature }: { text: string; signature: string },
  { secrets, version }: CertifyingSecrets,
): void {
  const [active] = secrets
  if (active && isSelfRunSignature(active.secret, text, signature)) return
  throw new AppError(
    'report_altered',
    `The signature of this report does not match its content and the secret v${version}. Either the file was changed or the command used another secret. Run it again with v${version}.`,
  )
}

function requireRecent({ report }: SelfRunPayload, now: Date): void {
  const age = now.getTime() - new Date(report.startedAt).getTime()
  if (age <= selfRunHoursMax * hourMs && age >= -aheadMsMax) return
  throw new AppError(
    'report_too_old',
    age < 0
      ? 'This report is dated in the future. Set the clock of the machine that ran the command, and run it again.'
      : `This report is older than ${selfRunHoursMax} hours. Run the command again and attach the new file.`,
  )
}

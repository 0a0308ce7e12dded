import { parseBoundedJson } from '@/lib/bounded-json'
import { isAttestation } from '@/lib/domain/certification/attestations.schema'
import { checkCatalog, isRequired } from '@/lib/domain/certification/check-catalog'
import type { CertificationCheck, CertificationReport } from '@/lib/domain/certification/checks.schema'
import { hideAll } from '@/lib/domain/certification/describe-exchange'
import {
  type SelfRunPayload,
  selfRunBytesMax,
  selfRunFile,
  selfRunPayload,
} from '@/lib/domain/certification/self-run.schema'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { type CheckId, checkIds } from '@/lib/domain/samples/check-ids.schema'
import { AppError } from '@/lib/errors'

const detailLengthMax = 600
const exchangeLengthMax = 4000

/** A file as its partner gave it, of which nothing is known yet but its shape. @throws AppError report_too_large, report_unreadable */
export function parseSelfRun(file: string): { payload: SelfRunPayload; text: string; signature: string } {
  if (Buffer.byteLength(file, 'utf8') > selfRunBytesMax)
    throw new AppError(
      'report_too_large',
      `This file is larger than ${selfRunBytesMax / 1024} kB. Attach the file that --report wrote, without pictures.`,
    )
  const outer = selfRunFile.safeParse(parseBoundedJson(file, 'report_unreadable', 'This file'))
  if (!outer.success) throw unreadable('It doesn’t contain a “framegate-self-run/1” report.')
  const { payload: text, signature } = outer.data
  const inner = selfRunPayload.safeParse(parseBoundedJson(text, 'report_unreadable', 'The report in it'))
  if (!inner.success) throw unreadable('The report in it has fields that the portal does not know.')
  return { payload: inner.data, text, signature }
}

/**
 * The report of a file as the portal keeps it: the checks that apply, in the portal's own words, graded by its own rules. From the file it
 * takes what was found and the texts of the exchange. What is attested is what members attested here.
 * @throws AppError report_unreadable
 */
export function rebuildReport(
  { report }: SelfRunPayload,
  given: {
    protocol: ProtocolId
    applying: readonly CheckId[]
    words: ReadonlyMap<string, string>
    /** Texts that are never shown, such as the secret. */
    hidden: readonly string[]
  },
): CertificationReport {
  const { protocol, applying, words, hidden } = given
  const found = new Map(report.checks.map((check) => [check.id, check]))
  const checks = checkIds
    .filter((id) => applying.includes(id))
    .map((id): CertificationCheck => {
      const said = found.get(id)
      if (!said || (said.outcome === 'attested' && !isAttestation(id)))
        throw unreadable(`It has no result for ${id}. Run the current version of the command again.`)
      const { title, why, fix } = checkCatalog[id]
      const required = isRequired(id, protocol)
      const clean = (text: string, max: number) => cleanText(hideAll(text, hidden)).slice(0, max)
      if (isAttestation(id)) {
        const word = words.get(id)
        const outcome = word ? 'attested' : 'skipped'
        const detail = word ?? 'Can’t be tested automatically and hasn’t been attested.'
        return {
          id,
          title,
          required,
          outcome,
          detail,
          sent: null,
          received: null,
          why,
          fix,
          durationMs: null,
        }
      }
      return {
        id,
        title,
        required,
        outcome: said.outcome === 'failed' && !required ? 'warned' : said.outcome,
        detail: clean(said.detail, detailLengthMax),
        sent: said.sent === null ? null : clean(said.sent, exchangeLengthMax),
        received: said.received === null ? null : clean(said.received, exchangeLengthMax),
        why,
        fix,
        durationMs: said.durationMs === null ? null : Math.round(said.durationMs),
      }
    })
  const { isComplete, wasReached, startedAt, durationMs } = report
  const isAccepted = found.get('accepts-valid')?.outcome === 'passed'
  return {
    passed: isComplete && wasReached && isAccepted && checks.every(({ outcome }) => outcome !== 'failed'),
    isComplete,
    wasReached,
    checks,
    startedAt,
    durationMs: Math.round(durationMs),
  }
}

/** Without what PostgreSQL does not take, steers a terminal or turns the direction of the text around it. */
function cleanText(text: string): string {
  return text.toWellFormed().replace(/[^\P{C}\n\t]/gu, '\u{FFFD}')
}

function unreadable(why: string): AppError {
  return new AppError(
    'report_unreadable',
    `This file is not a report from the command. ${why} Attach the file that --report wrote, unchanged.`,
  )
}

import type {
  CertificationCheck,
  CertificationReport,
  CheckOutcome,
} from '../lib/domain/certification/checks.schema'

const marks: Record<CheckOutcome, string> = {
  passed: 'passed',
  failed: 'FAILED',
  warned: 'warned',
  skipped: 'skipped',
  attested: 'attested',
}

/** A report as a table for a terminal, and for each check that failed or warned the request, the response and the fix. */
export function formatReport(report: CertificationReport, { isVerbose }: { isVerbose: boolean }): string {
  const idWidth = Math.max(...report.checks.map(({ id }) => id.length))
  const lines = report.checks.map(
    ({ id, outcome, detail }) => `${marks[outcome].padEnd(8)}  ${id.padEnd(idWidth)}  ${detail}`,
  )
  const explained = report.checks.filter(
    ({ outcome }) => isVerbose || outcome === 'failed' || outcome === 'warned',
  )
  const parts = [lines.join('\n'), ...explained.map(explain), summarise(report)]
  return parts.join('\n\n')
}

function explain({ id, title, outcome, required, sent, received, why, fix }: CertificationCheck): string {
  const needs = required ? 'required' : 'not required'
  const shown = [
    ['Sent', sent],
    ['Received', received],
    ['Why', why],
    ['Fix', fix],
  ] as const
  const lines = shown.flatMap(([name, text]) => (text ? [`  ${name}`, indent(text)] : []))
  return [`${marks[outcome]}  ${id} (${needs}): ${title}`, ...lines].join('\n')
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${printable(line)}`.trimEnd())
    .join('\n')
}

/** A response is untrusted text: it may not control the terminal. */
function printable(line: string): string {
  return line.replace(/\p{Cc}/gu, ' ')
}

function summarise({ checks, passed, isComplete, durationMs }: CertificationReport): string {
  const counts = Object.keys(marks)
    .map((outcome) => [outcome, checks.filter((check) => check.outcome === outcome).length] as const)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome}`)
  const ended = isComplete ? '' : ' The run ended early, so the report is not complete.'
  const seconds = (durationMs / 1000).toFixed(1)
  return `${passed ? 'Passed' : 'Failed'}: ${counts.join(', ')}, in ${seconds} s.${ended}`
}

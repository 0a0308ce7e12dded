import { parseArgs } from 'node:util'
import type { CertificationReport } from '../lib/domain/certification/checks.schema'
import type { BrowserInspection } from '../lib/domain/certification/grade-run'
import { runCertification } from '../lib/domain/certification/run-certification'
import type { CertificationProgress } from '../lib/domain/certification/send-cases'
import { writeSelfRun } from '../lib/domain/certification/sign-self-run'
import {
  activeSecret,
  type CertificationFetch,
  type CertificationLimits,
  type CertificationTarget,
  listEndpoints,
} from '../lib/domain/certification/target'
import { profileOf } from '../lib/domain/profiles/registry'
import { endpointsOf } from '../lib/domain/profiles/sample-launches'
import { type ProtocolId, protocolIds } from '../lib/domain/protocols/facts.schema'
import { type CheckId, checkIds } from '../lib/domain/samples/check-ids.schema'
import type { Endpoint } from '../lib/domain/samples/launches'
import { AppError } from '../lib/errors'
import { formatReport } from './format-report'
import { type CommandIo, readRecord, readSecret, UsageError } from './io'

export type CertifyIo = CommandIo & {
  fetch: CertificationFetch
  writeFile: (path: string, content: string) => void
  /** A line that the next one replaces. */
  showProgress: (progress: CertificationProgress) => void
  /** A launched browser's inspection, or why there is none. */
  openBrowser: (
    options: BrowserOptions,
  ) => Promise<{ inspect: BrowserInspection | string; close: () => Promise<void> }>
  limits?: Partial<CertificationLimits>
}

export type BrowserOptions = { hostOrigin: string | null; screenshots: string | undefined }

export function describeCertifyUsage(): string {
  return `Usage: npx framegate certify --protocol PROTOCOL --url URL --secret-file FILE [options]

  --protocol            ${protocolIds.join(', ')}
  --url                 the widget's URL, including its own query
  --secret-file         a file with the secret, or - for standard input. Other users of the machine can see the command line
  --staged-secret-file  a file with the staged secret, which your server should also accept
  --host-origin         the origin of the CRM that frames the widget, such as https://app.suresend.ai
  --allow               a permission of the widget's frame, such as camera; repeatable
  --ancestor-origin     an origin that frames the CRM itself; repeatable
  --further-origin      an origin that the widget redirects to; repeatable
  --record              a JSON object, or a file with one: its fields replace those of the sample record, such as ids that
                        your server knows
  --placement           sure-send: person or company; default: both
  --search-url          social-signin: the search URL, in addition to the frame's --url
  --slot                salesloft: the slot of --url; default: people_page
  --slot-url            salesloft: another slot as SLOT=URL; repeatable
  --mode                marketplace: encrypted or plain; default: encrypted
  --activities-url      showpad: the URL for activities
  --location-postback-url, --user-postback-url   marketplace: the postback templates
  --with-effects        also sends activities and postbacks, which create data
  --attest              a check that you attest, such as secret-stored-safely; repeatable
  --browser             also opens a valid launch in Chromium
  --screenshots         with --browser: a folder for screenshots
  --report              writes a signed report to this file, to attach to the widget's version; needs --widget and --content from the
                        widget's Certification page
  --json                prints the report as JSON
  --verbose             shows the request, the response and the fix for every check

The target can be on this machine. The command calls only the target's addresses. Exit code 0: passed. 1: failed. 2: could not run.`
}

/** Certifies a server and prints the report. Resolves to the exit code. */
export async function runCertify(argv: string[], io: CertifyIo, now = new Date()): Promise<number> {
  try {
    const { values } = parseArgs({ args: argv, options })
    if (values.help) {
      io.print(describeCertifyUsage())
      return 0
    }
    const target = readTarget(values, io)
    const evidence = readEvidence(values)
    const report = await certify(target, values, io, now)
    if (evidence) writeReport(evidence, target, report, io)
    io.print(
      values.json
        ? JSON.stringify(report, null, 2)
        : formatReport(report, { isVerbose: values.verbose === true }),
    )
    if (report.wasReached) return report.passed ? 0 : 1
    io.complain(`The target could not be reached: ${report.checks[0]?.detail ?? ''}`)
    return 2
  } catch (thrown) {
    io.complain(describeProblem(thrown))
    return 2
  }
}

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const list = { type: 'string', multiple: true } as const
const options = {
  protocol: text,
  url: text,
  'secret-file': text,
  'staged-secret-file': text,
  'host-origin': text,
  allow: list,
  'ancestor-origin': list,
  'further-origin': list,
  record: text,
  placement: text,
  'search-url': text,
  slot: text,
  'slot-url': list,
  mode: text,
  'activities-url': text,
  'location-postback-url': text,
  'user-postback-url': text,
  widget: text,
  content: text,
  report: text,
  'with-effects': flag,
  attest: list,
  browser: flag,
  screenshots: text,
  json: flag,
  verbose: flag,
  help: { type: 'boolean', short: 'h' },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

async function certify(
  target: CertificationTarget,
  values: Values,
  io: CertifyIo,
  now: Date,
): Promise<CertificationReport> {
  const browser = values.browser
    ? await io.openBrowser({ hostOrigin: target.hostOrigin, screenshots: values.screenshots })
    : null
  try {
    return await runCertification(target, {
      now,
      fetch: io.fetch,
      onProgress: io.showProgress,
      browser: browser?.inspect ?? 'Not requested: --browser opens a launch in Chromium.',
      ...(io.limits ? { limits: io.limits } : {}),
    })
  } finally {
    await browser?.close()
  }
}

function readTarget(values: Values, io: CommandIo): CertificationTarget {
  const protocol = protocolIds.find((id) => id === need(values, 'protocol'))
  if (!protocol) throw new UsageError(`--protocol must be one of ${protocolIds.join(', ')}.`)
  const mode = values.mode ?? 'encrypted'
  if (mode !== 'encrypted' && mode !== 'plain') throw new UsageError('--mode must be encrypted or plain.')
  const active = readSecret(need(values, 'secret-file'), io)
  const staged = values['staged-secret-file']
  return {
    protocol,
    mode,
    urls: readUrls(protocol, values),
    secrets: [
      { label: 'active', secret: active },
      ...(staged ? [{ label: 'staged' as const, secret: readSecret(staged, io) }] : []),
    ],
    hostOrigin: values['host-origin'] ? readOrigin('host-origin', values['host-origin']) : null,
    allow: values.allow ?? [],
    ancestorOrigins: (values['ancestor-origin'] ?? []).map((origin) => readOrigin('ancestor-origin', origin)),
    furtherOrigins: (values['further-origin'] ?? []).map((origin) => readOrigin('further-origin', origin)),
    record: values.record ? readRecord(values.record, io) : {},
    sendsEffects: values['with-effects'] === true,
    postbackUrls: readPostbackUrls(values),
    attested: (values.attest ?? []).map(readCheckId),
  }
}

type Evidence = { widget: string; content: string; path: string }

function readEvidence({ report, widget, content }: Values): Evidence | undefined {
  if (report === undefined) return undefined
  if (!widget || !content) throw new UsageError('--report needs --widget and --content.')
  return { widget, content, path: report }
}

/** The report for the portal, signed by the secret that signed the launches. */
function writeReport(
  { widget, content, path }: Evidence,
  target: CertificationTarget,
  report: CertificationReport,
  io: CertifyIo,
): void {
  const { isComplete, wasReached, checks, startedAt, durationMs } = report
  const found = checks.map(({ id, outcome, detail, sent, received, durationMs: took }) => ({
    id,
    outcome,
    detail,
    sent,
    received,
    durationMs: took,
  }))
  const urls = Object.fromEntries(listEndpoints(target).map(({ endpoint, url }) => [endpoint, url]))
  const payload = {
    widget,
    content,
    urls,
    report: { isComplete, wasReached, checks: found, startedAt, durationMs },
  }
  try {
    io.writeFile(path, writeSelfRun(payload, activeSecret(target)))
  } catch (thrown) {
    throw new UsageError(
      `${path} can't be written: ${thrown instanceof Error ? thrown.message : 'unknown error'}`,
    )
  }
}

function need(values: Values, name: 'protocol' | 'url' | 'secret-file'): string {
  const value = values[name]
  if (!value) throw new UsageError(`--${name} is missing.`)
  return value
}

function readUrls(protocol: ProtocolId, values: Values): Partial<Record<Endpoint, string>> {
  const url = readUrl('url', need(values, 'url'))
  const optional = (name: 'search-url' | 'activities-url', endpoint: Endpoint) => {
    const given = values[name]
    return given ? { [endpoint]: readUrl(name, given) } : {}
  }
  const { main, chosenBy, further } = profileOf(protocol).command
  const chosen = chosenBy ? values[chosenBy] : undefined
  const own = chosenBy && chosen ? [readEndpoint(protocol, chosenBy, chosen)] : main
  return {
    ...Object.fromEntries(own.map((endpoint) => [endpoint, url])),
    ...(chosenBy === 'slot'
      ? Object.fromEntries((values['slot-url'] ?? []).map((pair) => readSlotUrl(protocol, pair)))
      : {}),
    ...(further ? optional(further.option, further.endpoint) : {}),
  }
}

function readSlotUrl(protocol: ProtocolId, pair: string): [Endpoint, string] {
  const at = pair.indexOf('=')
  if (at < 0) throw new UsageError('Write --slot-url as SLOT=URL, such as account_page=https://….')
  return [readEndpoint(protocol, 'slot-url', pair.slice(0, at)), readUrl('slot-url', pair.slice(at + 1))]
}

function readPostbackUrls(values: Values): CertificationTarget['postbackUrls'] {
  const location = values['location-postback-url']
  const user = values['user-postback-url']
  return location || user ? { location, user } : undefined
}

function readEndpoint(protocol: ProtocolId, name: string, value: string): Endpoint {
  const known: readonly Endpoint[] = endpointsOf(protocol)
  const endpoint = known.find((id) => id === value)
  if (!endpoint) throw new UsageError(`--${name} must be one of ${known.join(', ')}.`)
  return endpoint
}

function readCheckId(value: string): CheckId {
  const id = checkIds.find((known) => known === value)
  if (!id) throw new UsageError(`There is no check named ${value} to attest.`)
  return id
}

function readUrl(name: string, value: string): string {
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol))
    throw new UsageError(`--${name} must be an http or https URL.`)
  return value
}

function readOrigin(name: string, value: string): string {
  if (!URL.canParse(value) || new URL(value).origin !== value.replace(/\/$/, ''))
    throw new UsageError(`--${name} must be an origin such as https://app.suresend.ai.`)
  return new URL(value).origin
}

function describeProblem(thrown: unknown): string {
  const help = 'For help, run npx framegate certify --help.'
  if (thrown instanceof AppError) return `The launch can't be signed: ${thrown.publicDetail} (${thrown.code})`
  if (thrown instanceof UsageError) return `${thrown.message}\n\n${help}`
  // What parseArgs refuses.
  if (thrown instanceof TypeError && 'code' in thrown) return `${thrown.message}\n\n${help}`
  throw thrown
}

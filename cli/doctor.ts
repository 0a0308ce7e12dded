import { parseArgs } from 'node:util'
import { examineRequest } from '../lib/domain/profiles/examine-request'
import { type ProtocolId, protocolIds } from '../lib/domain/protocols/facts.schema'
import type { Diagnosis, Fix } from '../lib/domain/signature-doctor/signature-doctor.schema'
import { type CommandIo, UsageError } from './io'

export function describeDoctorUsage(): string {
  return `Usage: npx framegate doctor --protocol PROTOCOL --secret-file FILE [options] < REQUEST

  --protocol     ${protocolIds.join(', ')}
  --secret-file  a file with the secret; repeatable. One line break at its end is ignored
  --signature    the signature that your own code computed, instead of the one in the request
  --now          when the request is verified, in Unix seconds; default: now
  --json         prints the diagnosis as JSON

Pass the request on standard input: a URL, a curl command, raw HTTP, a log line or a form body. Nothing is stored or
sent. Exit code 0: it verifies. 1: a mistake was found, or no known mistake explains it. 2: the request, an argument
or a file can't be read.`
}

const verdicts = {
  well: { verdict: 'well', exitCode: 0 },
  mistakes: { verdict: 'mistake', exitCode: 1 },
  unexplained: { verdict: 'unexplained', exitCode: 1 },
  unreadable: { verdict: 'unreadable', exitCode: 2 },
} as const

/** Examines a request from standard input and prints what is wrong with it. Resolves to the exit code. */
export async function runDoctor(argv: string[], io: CommandIo): Promise<number> {
  try {
    const { values } = parseArgs({ args: argv, options })
    if (values.help) {
      io.print(describeDoctorUsage())
      return 0
    }
    const diagnosis = await examineRequest(readGiven(values, io))
    io.print(values.json ? JSON.stringify(toReport(diagnosis), null, 2) : describeDiagnosis(diagnosis))
    return verdicts[diagnosis.outcome].exitCode
  } catch (thrown) {
    io.complain(describeProblem(thrown))
    return 2
  }
}

const text = { type: 'string' } as const
const options = {
  protocol: text,
  'secret-file': { type: 'string', multiple: true },
  signature: text,
  now: text,
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

const requestMax = 100_000

/** A process that has just begun is slow, and nobody else waits for this one. */
const workMs = 1000

function readGiven(values: Values, io: CommandIo): Parameters<typeof examineRequest>[0] {
  const protocol = readProtocol(values.protocol)
  const files = values['secret-file'] ?? []
  if (files.length === 0) throw new UsageError('--secret-file is missing.')
  if (files.includes('-'))
    throw new UsageError('--secret-file must be a file, because the request is on standard input.')
  const secrets = files.map((file) => ({
    label: `the secret in ${file}`,
    secret: readSecretAsItIs(file, io),
    mistakes: [],
  }))
  const pasted = readText('-', io)
  if (pasted.length > requestMax)
    throw new UsageError(`The request has more than ${requestMax.toLocaleString('en-GB')} characters.`)
  const ownSignature = values.signature
  const given = { protocol, pasted, secrets, now: readNow(values.now), workMs }
  return ownSignature ? { ...given, ownSignature } : given
}

function readProtocol(value: string | undefined): ProtocolId {
  if (!value) throw new UsageError('--protocol is missing.')
  const protocol = protocolIds.find((id) => id === value)
  if (!protocol) throw new UsageError(`--protocol must be one of ${protocolIds.join(', ')}.`)
  return protocol
}

/** White space around a secret may be the very mistake: only the line break that an editor adds is taken off. */
function readSecretAsItIs(file: string, io: CommandIo): string {
  const secret = readText(file, io).replace(/\r?\n$/, '')
  if (!secret) throw new UsageError(`${file} is empty.`)
  return secret
}

function readText(path: string, io: CommandIo): string {
  try {
    return io.readFile(path)
  } catch (cause) {
    const name = path === '-' ? 'Standard input' : path
    throw new UsageError(`${name} can't be read: ${cause instanceof Error ? cause.message : 'unknown error'}`)
  }
}

function readNow(value: string | undefined): Date {
  if (value === undefined) return new Date()
  const now = /^[0-9]{1,12}$/.test(value) ? new Date(Number(value) * 1000) : undefined
  if (!now) throw new UsageError('Write --now in Unix seconds, such as 1772366400.')
  return now
}

/** What `--json` prints. A finding's `fix` is the line to change in each language, as a diff of two lines. */
function toReport({ outcome, mistakes, verifier }: Diagnosis) {
  return {
    verdict: verdicts[outcome].verdict,
    findings: mistakes.map(({ id, title, why, fix }) => ({ id, title, detail: why, fix: toDiffs(fix) })),
    verifier,
  }
}

function toDiffs(fix: Fix): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fix).map(([language, { wrong, right }]) => [language, `- ${wrong}\n+ ${right}`]),
  )
}

function describeDiagnosis({ outcome, detail, mistakes, verifier, secret, expected }: Diagnosis): string {
  const parts = [detail]
  if (secret && outcome === 'mistakes') parts.push(`It was made with ${secret}.`)
  for (const { id, title, why, fix } of mistakes) {
    const lines = Object.entries(toDiffs(fix)).map(([language, diff]) => `  ${language}\n${indent(diff)}`)
    const isSame = new Set(Object.values(toDiffs(fix))).size === 1
    parts.push(`${id}: ${title}\n  ${why}\n${isSame ? indent(toDiffs(fix).node ?? '') : lines.join('\n')}`)
  }
  if (verifier) parts.push(`The verifier answers ${verifier.code}: ${verifier.detail}`)
  if (expected && outcome !== 'well')
    parts.push(`The text that the protocol signs:\n${indent(expected.stringToSign)}`)
  return parts.join('\n\n')
}

function indent(lines: string): string {
  return lines.replace(/^/gm, '    ')
}

function describeProblem(thrown: unknown): string {
  const help = 'For help, run npx framegate doctor --help.'
  if (thrown instanceof UsageError) return `${thrown.message}\n\n${help}`
  // What parseArgs refuses.
  if (thrown instanceof TypeError && 'code' in thrown) return `${thrown.message}\n\n${help}`
  throw thrown
}

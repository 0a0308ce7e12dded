import { parseArgs } from 'node:util'
import { profileOf } from '../lib/domain/profiles/registry'
import { signSampleLaunch } from '../lib/domain/profiles/sample-launches'
import { type ProtocolId, protocolIds } from '../lib/domain/protocols/facts.schema'
import type { Endpoint } from '../lib/domain/samples/launches'
import { AppError } from '../lib/errors'
import { html } from '../lib/html'
import type { SignedRequest } from '../lib/protocols/protocol'
import { type SalesloftSlot, salesloftSlots } from '../lib/protocols/salesloft'
import { type CommandIo, readRecord, readSecret, UsageError } from './io'

type Format = (typeof formats)[number]
type Given = {
  protocol: ProtocolId
  url: string
  secret: string
  record: Record<string, unknown>
  slot: string
  mode: string
  now: Date
}

const formats = ['url', 'html', 'curl', 'json'] as const

export function describeSignUsage(): string {
  return `Usage: npx framegate sign --protocol PROTOCOL --url URL --secret-file FILE [options]

  --protocol     ${protocolIds.join(', ')}
  --url          the widget's URL, including its own query
  --secret-file  a file with the secret, or - for standard input. Other users of the machine can see the command line
  --record       a JSON file whose fields replace those of the sample record
  --slot         salesloft: ${salesloftSlots.join(', ')}; default: people_page
  --mode         marketplace: encrypted or plain; default: encrypted
  --format       ${formats.join(', ')}; default: url for a GET, html for a form POST, otherwise curl
  --at           when the launch is signed, such as 2026-01-31T12:00:00Z; default: now

The command signs the same bytes as the portal. Exit code 0: signed. 2: an argument or a file can't be used.`
}

/** Prints a signed request. Nothing is sent anywhere. Resolves to the exit code. */
export async function runSign(argv: string[], io: CommandIo): Promise<number> {
  try {
    const { values } = parseArgs({ args: argv, options })
    if (values.help) {
      io.print(describeSignUsage())
      return 0
    }
    const request = await sign(readGiven(values, io))
    io.print(formatRequest(request, readFormat(values.format, request)))
    return 0
  } catch (thrown) {
    io.complain(describeProblem(thrown))
    return 2
  }
}

const text = { type: 'string' } as const
const options = {
  protocol: text,
  url: text,
  'secret-file': text,
  record: text,
  slot: text,
  mode: text,
  format: text,
  at: text,
  help: { type: 'boolean', short: 'h' },
} as const

function readGiven(values: Partial<Record<string, string | boolean>>, io: CommandIo): Given {
  const need = (name: string): string => {
    const value = values[name]
    if (typeof value !== 'string' || !value) throw new UsageError(`--${name} is missing.`)
    return value
  }
  const protocol = protocolIds.find((id) => id === need('protocol'))
  if (!protocol) throw new UsageError(`--protocol must be one of ${protocolIds.join(', ')}.`)
  const url = need('url')
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new UsageError('--url must be an http or https URL.')
  const now = typeof values.at === 'string' ? new Date(values.at) : new Date()
  if (Number.isNaN(now.getTime())) throw new UsageError('Write --at as a time such as 2026-01-31T12:00:00Z.')
  return {
    protocol,
    url,
    now,
    secret: readSecret(need('secret-file'), io),
    record: typeof values.record === 'string' ? readRecord(values.record, io) : {},
    slot: typeof values.slot === 'string' ? values.slot : 'people_page',
    mode: typeof values.mode === 'string' ? values.mode : 'encrypted',
  }
}

async function sign({ protocol, slot, mode, ...given }: Given): Promise<SignedRequest> {
  if (mode !== 'encrypted' && mode !== 'plain') throw new UsageError('--mode must be encrypted or plain.')
  const known = salesloftSlots.find((name) => name === slot)
  if (!known) throw new UsageError(`--slot must be one of ${salesloftSlots.join(', ')}.`)
  return signSampleLaunch({
    protocol,
    endpoint: chooseEndpoint(protocol, known, given.record),
    mode,
    ...given,
  })
}

/** The record decides what is signed, unless a slot was named where the protocol has slots. */
function chooseEndpoint(protocol: ProtocolId, slot: SalesloftSlot, record: Given['record']): Endpoint {
  const { chosenBy, endpointFor } = profileOf(protocol).command
  return chosenBy === 'slot' ? slot : endpointFor(record)
}

function readFormat(value: string | undefined, { method, fields }: SignedRequest): Format {
  if (value === undefined) return method === 'GET' ? 'url' : Object.keys(fields).length > 0 ? 'html' : 'curl'
  const format = formats.find((name) => name === value)
  if (!format) throw new UsageError(`--format must be one of ${formats.join(', ')}.`)
  if (format === 'url' && method !== 'GET')
    throw new UsageError('This protocol posts a form, so a URL is not enough. Use html, curl or json.')
  if (format === 'html' && method !== 'GET' && Object.keys(fields).length === 0)
    throw new UsageError('This call has headers, which a form cannot send. Use curl or json.')
  return format
}

function formatRequest(request: SignedRequest, format: Format): string {
  if (format === 'json') return JSON.stringify(request, null, 2)
  if (format === 'url') return request.url
  return format === 'html' ? toPage(request) : toCurl(request)
}

/** A page that opens the launch in a frame, as the CRM does. */
function toPage({ method, url, fields }: SignedRequest): string {
  const inputs = Object.entries(fields).map(([name, value]) => html`<input name="${name}" value="${value}">`)
  const frame = html`<iframe name="widget" title="Widget" style="width:100%;height:90vh"`
  if (method === 'GET')
    return html`<!doctype html><meta charset="utf-8"><title>Launch</title>${frame} src="${url}"></iframe>`
      .text
  return html`<!doctype html><meta charset="utf-8"><title>Launch</title>
<form id="launch" method="post" target="widget" action="${url}" hidden>${inputs}</form>
${frame}></iframe><script>document.getElementById('launch').submit()</script>`.text
}

function toCurl({ method, url, headers, body }: SignedRequest): string {
  const parts = [`curl -i -X ${method}`, quote(url)]
  for (const [name, value] of Object.entries(headers)) parts.push(`-H ${quote(`${name}: ${value}`)}`)
  if (body !== null) parts.push(`--data-binary ${quote(body)}`)
  return parts.join(' \\\n  ')
}

function quote(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`
}

function describeProblem(thrown: unknown): string {
  if (thrown instanceof AppError) return `The record can't be signed: ${thrown.publicDetail} (${thrown.code})`
  if (thrown instanceof UsageError) return `${thrown.message}\n\nFor help, run npx framegate sign --help.`
  // What parseArgs refuses.
  if (thrown instanceof TypeError && 'code' in thrown)
    return `${thrown.message}\n\nFor help, run npx framegate sign --help.`
  throw thrown
}

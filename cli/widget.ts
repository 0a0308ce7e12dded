import { parseArgs } from 'node:util'
import {
  compareManifests,
  findManifestProblems,
  type ManifestChange,
  toManifest,
} from '../lib/domain/api/manifest.schema'
import { AppError } from '../lib/errors'
import type { SafeRequest, SafeResponse } from '../lib/server/safe-fetch'
import { type CommandIo, readRecord, readSecret, UsageError } from './io'

export type WidgetIo = CommandIo & { fetch: (request: SafeRequest) => Promise<SafeResponse> }

export function describeWidgetUsage(): string {
  return `Usage: npx framegate widget export|diff|apply --portal ORIGIN --widget ID --key-file FILE [options]

  export         prints the widget's newest version as JSON, without secrets
  diff           shows what a file would change. Exit code 1 if there is a difference
  apply          applies the file to the widget; changing an approved widget starts a new version

  --portal       the origin of the portal, such as https://portal.example.com
  --widget       the widget's id, such as wgt_…
  --key-file     a file with an API key of the widget's partner, or - for standard input
  --file         diff and apply: the JSON file
  --dry-run      apply: shows the difference without changing anything
  --json         prints the changes as JSON

Exit code 0: done, or nothing to change. 1: diff found a difference. 2: could not run, or the portal refused.`
}

const text = { type: 'string' } as const
const options = {
  portal: text,
  widget: text,
  'key-file': text,
  file: text,
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']
type Widget = Record<string, unknown> & { revision: string }

/** A widget as code: to a file, compared with one, changed to one. Resolves to the exit code. */
export async function runWidget(argv: string[], io: WidgetIo): Promise<number> {
  try {
    const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true })
    const [verb = ''] = positionals
    if (values.help) {
      io.print(describeWidgetUsage())
      return 0
    }
    if (!['export', 'diff', 'apply'].includes(verb)) throw new UsageError('Start with export, diff or apply.')
    const target = readTarget(values, io)
    const given = verb === 'export' ? undefined : readManifest(need(values, 'file'), io)
    const widget = await readWidget(target, io)
    if (!given) {
      io.print(JSON.stringify(toManifest(widget, target.portal), null, 2))
      return 0
    }
    if (given.protocol !== widget.protocol)
      throw new UsageError(`The widget uses ${widget.protocol}, and a widget's protocol can't change.`)
    const changes = compareManifests(widget, given)
    io.print(values.json ? JSON.stringify({ changes }, null, 2) : describeChanges(changes))
    if (verb === 'diff') return changes.length > 0 ? 1 : 0
    if (changes.length > 0 && !values['dry-run']) {
      const { $schema: _, protocol: __, ...fields } = given
      await ask(target, io, { method: 'PUT', body: { ...fields, revision: widget.revision } })
    }
    return 0
  } catch (thrown) {
    io.complain(describeProblem(thrown))
    return 2
  }
}

type Target = { portal: string; widget: string; key: string }

function readTarget(values: Values, io: CommandIo): Target {
  const given = need(values, 'portal')
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol))
    throw new UsageError('--portal must be an origin such as https://portal.example.com.')
  const widget = need(values, 'widget')
  if (!/^wgt_[A-Za-z0-9]{1,40}$/.test(widget)) throw new UsageError('--widget must be an id such as wgt_….')
  return { portal: new URL(given).origin, widget, key: readSecret(need(values, 'key-file'), io) }
}

function need(values: Values, name: 'portal' | 'widget' | 'key-file' | 'file'): string {
  const value = values[name]
  if (!value) throw new UsageError(`--${name} is missing.`)
  return value
}

/** The file, which has to be what the published schema says. */
function readManifest(path: string, io: CommandIo): Record<string, unknown> {
  const record = readRecord(path, io)
  const problems = findManifestProblems(record)
  if (problems.length === 0) return record
  throw new UsageError(`${path} doesn't describe a widget.\n${problems.join('\n')}`)
}

async function readWidget(target: Target, io: WidgetIo): Promise<Widget> {
  return (await ask(target, io, { method: 'GET' })) as Widget
}

async function ask(
  { portal, widget, key }: Target,
  io: WidgetIo,
  { method, body }: { method: 'GET' | 'PUT'; body?: object },
): Promise<unknown> {
  const answer = await io.fetch({
    url: `${portal}/api/v1/widgets/${widget}`,
    method,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${key}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    timeoutSeconds: 30,
    bodyBytesMax: 1024 * 1024,
  })
  const given = parse(answer.body.toString('utf8'))
  if (answer.status === 200) return given
  const { code, detail, errors } = Object(given)
  const fields = Object.entries(Object(errors) as Record<string, string[]>).map(
    ([field, messages]) => `\n${field}: ${messages.join(' ')}`,
  )
  throw new UsageError(
    code
      ? `The portal refused: ${detail} (${code})${fields.join('')}`
      : `The portal answered ${answer.status}.`,
  )
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return null
  }
}

function describeChanges(changes: ManifestChange[]): string {
  if (changes.length === 0) return 'No difference.'
  return changes
    .map(
      ({ field, before, after }) => `${field}\n  - ${JSON.stringify(before)}\n  + ${JSON.stringify(after)}`,
    )
    .join('\n')
}

function describeProblem(thrown: unknown): string {
  const help = 'For help, run npx framegate widget --help.'
  if (thrown instanceof UsageError) return `${thrown.message}\n\n${help}`
  if (thrown instanceof AppError) return `The portal could not be reached: ${thrown.publicDetail}`
  if (thrown instanceof TypeError && 'code' in thrown) return `${thrown.message}\n\n${help}`
  throw thrown
}

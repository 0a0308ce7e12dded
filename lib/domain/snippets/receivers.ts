import { z } from 'zod'
import { findFacts } from '@/lib/domain/protocols/facts.schema'
import {
  type Import,
  type Language,
  type LanguageId,
  languageIds,
  languageOf,
} from '@/lib/domain/snippets/languages'
import { readSnippet } from '@/lib/domain/snippets/read-snippet'

/** What the reader's own widget fills in. */
export type ReceiverValues = {
  /** The environment variable that holds the live secrets. */
  variable: string
  /** The origin of the CRM's pages, which frame the widget. */
  portalOrigin: string
  /** Where it is opened and called, by the protocol's name for it. Only the paths count. */
  urls: Readonly<Partial<Record<string, string>>>
  port: number
  /** How the parameters travel, where there is more than one way. */
  mode?: 'encrypted' | 'plain' | undefined
  widgetId?: string | undefined
}

export type Receiver = {
  fileName: string
  code: string
  /** The command that starts it, without the variable. */
  run: string
  /** The commands of another runtime for the same file: Mono where there is no .NET. */
  alternative: { build: string; run: string } | null
  /** The command that installs what the standard library lacks; null where it lacks nothing. */
  install: string | null
}

/** The languages in which there are receivers, in the order of a choice. */
export const receiverLanguages: readonly { id: LanguageId; label: string; fileName: string }[] =
  languageIds.map((id) => ({ id, label: languageOf(id).label, fileName: languageOf(id).fileName }))

const notes = z.record(
  z.string(),
  z.partialRecord(
    z.enum(languageIds),
    z.object({
      install: z.string().optional(),
      onlyMode: z.enum(['encrypted', 'plain']).optional(),
      leftOut: z.string().optional(),
    }),
  ),
)

/**
 * A whole server in one file, which verifies by the functions of docs/snippets and shows what was signed. Null where there is none:
 * `whyLeftOut` has the reason. @throws Error for a variable, an origin or an id that would be something else in the code
 */
export function receiverFor(protocol: string, id: LanguageId, values: ReceiverValues): Receiver | null {
  const language = languageOf(id)
  const pieces = readPieces(protocol, language)
  if (!pieces) return null
  const run = language.run(values.port)
  const alternative = language.alternative ?? null
  const { install, onlyMode } = noteOf(protocol, id)
  const needed = install && (!onlyMode || onlyMode === (values.mode ?? 'encrypted')) ? install : null
  const filled = describeValues(values, language)
  const split = (text: string) => splitPiece(text, language)
  const [server, answer] = [split(pieces.server), split(pieces.answer)]
  const [verify, json] = [split(pieces.verify), split(pieces.json)]
  const code = fill(server.code, {
    ...filled,
    answer: fill(answer.code, filled),
    verify: verify.code,
    json: json.code,
  })
  const imports = mergeImports([server, answer, verify, json].flatMap((piece) => piece.imports))
  const used = imports.filter((imported) => language.isUsed(imported, code))
  const about = describeFile(protocol, values, { run, alternative, install: needed })
  return {
    fileName: language.fileName,
    code: [
      language.opening,
      about.map((line) => `${language.comment} ${line}`.trimEnd()).join('\n'),
      language.writeImports(used),
      code,
    ]
      .filter(Boolean)
      .join('\n\n')
      .concat('\n'),
    run,
    alternative,
    install: needed,
  }
}

/** Why a protocol has no receiver in a language, in a sentence; null where it has one. */
export function whyLeftOut(protocol: string, id: LanguageId): string | null {
  if (readPieces(protocol, languageOf(id))) return null
  return noteOf(protocol, id).leftOut ?? 'Not available yet.'
}

/** The header with which a page lets the CRM frame it, and nobody else. */
export function framingHeader(portalOrigin: string): string {
  return `Content-Security-Policy: frame-ancestors ${portalOrigin}`
}

/** The server of every protocol, what this one is answered, and its verification; JSON where the language brings none. */
function readPieces(protocol: string, { extension }: Language) {
  const server = readSnippet('receivers', `server.${extension}`)
  const answer = readSnippet('receivers', `${protocol}.${extension}`)
  const verify = readSnippet(protocol, `verify.${extension}`)
  const json = readSnippet('receivers', `Json.${extension}`) ?? ''
  return server && answer && verify ? { server, answer, verify, json } : null
}

function noteOf(protocol: string, id: LanguageId) {
  const all = notes.parse(JSON.parse(readSnippet('receivers', 'notes.json') ?? '{}'))
  return all[protocol]?.[id] ?? {}
}

type Piece = { imports: Import[]; code: string }

/** What a file of docs/snippets has for its own command line, which a server does not need, begins with this line. */
const seam = /^(?:\/\/|#) From the command line: /m

function splitPiece(text: string, { opening, readImports }: Language): Piece {
  const [kept = ''] = text.split(seam)
  const { imports, rest } = readImports(kept.startsWith(opening) ? kept.slice(opening.length) : kept)
  return { imports, code: rest.trim() }
}

/** Each module once, with every imported name: whole modules first. */
function mergeImports(imports: readonly Import[]): Import[] {
  const modules = new Map<string, Import>()
  for (const { module, names } of imports) {
    const key = `${names.length > 0} ${module}`
    const known = modules.get(key)?.names ?? []
    modules.set(key, { module, names: [...new Set([...known, ...names])].sort() })
  }
  return [...modules].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, merged]) => merged)
}

function describeValues(values: ReceiverValues, language: Language): Record<string, string> {
  const { variable, portalOrigin, port, mode = 'encrypted', widgetId = '' } = values
  // They become code: nothing but names and an origin may.
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable))
    throw new Error(`${variable} is not the name of a variable.`)
  if (new URL(portalOrigin).origin !== portalOrigin) throw new Error(`${portalOrigin} is not an origin.`)
  if (!/^[\w-]*$/.test(widgetId)) throw new Error(`${widgetId} is not the id of a widget.`)
  const routes = listRoutes(values).map(({ path, name }) => language.writeRoute(path, name))
  return { variable, origin: portalOrigin, port: String(port), mode, routes: routes.join('\n') }
}

/** Each path once, with the name of what is opened there. */
function listRoutes({ urls }: ReceiverValues): { path: string; name: string }[] {
  const names = new Map<string, string[]>()
  for (const [name, url] of Object.entries(urls)) {
    if (!url) continue
    // A placeholder's value is only known when it is opened.
    const path = new URL(url.split('{{')[0] ?? url).pathname
    names.set(path, [...(names.get(path) ?? []), name])
  }
  return [...names].map(([path, all]) => ({ path, name: all.join(' or ') }))
}

function describeFile(
  protocol: string,
  { variable, portalOrigin, widgetId }: ReceiverValues,
  { run, alternative, install }: Pick<Receiver, 'run' | 'alternative' | 'install'>,
): string[] {
  return [
    `A receiver for ${findFacts(protocol)?.name ?? protocol}: it verifies what ${portalOrigin} sends${widgetId ? ` for the widget ${widgetId}` : ''}, and shows it.`,
    '',
    ...(install ? [`  ${install}`] : []),
    `  ${variable}=… ${run}`,
    ...(alternative
      ? ['', 'Or by Mono:', '', `  ${alternative.build}`, `  ${variable}=… ${alternative.run}`]
      : []),
    '',
    `${variable} holds every live secret, separated by commas. There are two during a rotation.`,
    'It listens only on this machine. Put a tunnel or your HTTPS server in front of it.',
  ]
}

/** A text with each {{name}} filled; a value of several lines keeps the indentation of its place. */
function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/^([ \t]*)\{\{(\w+)\}\}$|\{\{(\w+)\}\}/gm, (_, indent = '', line, inline) => {
    const value = values[line ?? inline]
    if (value === undefined) throw new Error(`Nothing fills {{${line ?? inline}}}.`)
    return value
      .split('\n')
      .map((one) => (one ? indent + one : one))
      .join('\n')
  })
}

/** The file that verifies a protocol in each language that has one, from docs/snippets. */
export function listVerifiers(protocol: string): { id: LanguageId; label: string; code: string }[] {
  return languageIds.flatMap((id) => {
    const { label, extension } = languageOf(id)
    const code = readSnippet(protocol, `verify.${extension}`)
    return code === null ? [] : [{ id, label, code: code.trimEnd() }]
  })
}

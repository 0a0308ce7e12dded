import { z } from 'zod'
import { type Place, places } from '@/lib/domain/protocols/places.schema'
import type { SignedText } from '@/lib/domain/protocols/signed-text.schema'
import type { WireCode } from '@/lib/wire/messages.schema'

export const sandboxRecords = ['ordinary', 'sparse', 'hostile', 'own'] as const
export type SandboxRecord = (typeof sandboxRecords)[number]

/** The widths of the frame; `slot` is the placement's own. */
export const sandboxWidths = ['slot', '320', '390', '768', '1280'] as const
export const sandboxThemes = ['match', 'light', 'dark'] as const
/** What the frame may do: as in the CRM, without an origin and popups, or without cookies. */
export const sandboxFrames = ['standard', 'strict', 'credentialless'] as const
/** How the host treats a widget that asks for the wire: at once, after five seconds, or as one that does not know it. */
export const sandboxHosts = ['answers', 'late', 'never'] as const

const loopbackUrlLengthMax = 1000

/**
 * All settings of a launch and its view. They are in the page's URL so that they can be shared: no context, signature
 * or secret is in it. Unreadable settings fall back to their defaults, because people edit URLs by hand.
 */
export const sandboxSettings = z.object({
  place: z.enum(places).optional().catch(undefined),
  version: z.enum(['working', 'serving']).catch('working'),
  record: z.enum(sandboxRecords).catch('ordinary'),
  /** The launch whose own JSON is used again. */
  own: z
    .string()
    .regex(/^sbx_[A-Za-z0-9]{1,40}$/)
    .optional()
    .catch(undefined),
  user: z.enum(['sample', 'other']).catch('sample'),
  team: z.enum(['sample', 'other']).catch('sample'),
  secret: z.enum(['active', 'staged', 'sandbox']).catch('active'),
  /** A wrong launch or a state, by its id; none is a right launch. */
  wrong: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/)
    .optional()
    .catch(undefined),
  /** An address on the developer's own machine, in place of the registered one. */
  local: z.string().max(loopbackUrlLengthMax).optional().catch(undefined),
  width: z.enum(sandboxWidths).catch('slot'),
  theme: z.enum(sandboxThemes).catch('match'),
  frame: z.enum(sandboxFrames).catch('standard'),
  host: z.enum(sandboxHosts).catch('answers'),
})
export type SandboxSettings = z.infer<typeof sandboxSettings>

/** The defaults, with everything optional left out. */
export const defaultSandboxSettings: SandboxSettings = sandboxSettings.parse({})

/** The settings as an address has them: only what differs from the default. */
export function writeSandboxQuery(settings: SandboxSettings): string {
  const defaults: Record<string, unknown> = defaultSandboxSettings
  const pairs = Object.entries(settings).filter(
    ([name, value]) => typeof value === 'string' && value !== '' && value !== defaults[name],
  )
  return new URLSearchParams(pairs as [string, string][]).toString()
}

export const ownRecordBytesMax = 20_000
const rawRequestLengthMax = 100_000

/** How an edited launch goes out: its content signed anew, or the request exactly as it was typed. */
export const sandboxEdit = z.discriminatedUnion('mode', [
  z.object({
    mode: z.literal('sign'),
    launchId: z.string().max(64),
    content: z.string().min(2).max(ownRecordBytesMax),
  }),
  z.object({
    mode: z.literal('as_typed'),
    launchId: z.string().max(64),
    request: z.string().min(1).max(rawRequestLengthMax),
  }),
])
export type SandboxEdit = z.infer<typeof sandboxEdit>

export const prepareSandboxLaunchInput = z.object({
  widgetId: z.string().max(64),
  settings: sandboxSettings,
  /** The user's own JSON, as typed. */
  ownText: z.string().max(ownRecordBytesMax).optional(),
  edit: sandboxEdit.optional(),
  /** The live secret signs a user's own content only after a second confirmation. */
  confirmLive: z.boolean().optional(),
})
export type PrepareSandboxLaunchInput = z.infer<typeof prepareSandboxLaunchInput>

export const sandboxLaunchInput = z.object({ launchId: z.string().max(64) })

export const listSandboxLaunchesInput = z.object({
  widgetId: z.string().max(64),
  cursor: z.string().max(64).optional(),
})

export const sandboxHtmlInput = z.object({ html: z.string().max(60_000) })

/** How a launch ended, as the portal's own look at the answer found it. */
export const sandboxOutcomes = [
  'signed',
  'accepted',
  'refused',
  'faulty',
  'unreachable',
  'browser_only',
] as const
export type SandboxOutcome = (typeof sandboxOutcomes)[number]

export const inspectionLine = z.object({
  name: z.string(),
  value: z.string(),
  verdict: z.enum(['ok', 'bad', 'warn', 'skip', 'info']),
  why: z.string(),
})
export type InspectionLine = z.infer<typeof inspectionLine>

export const cookieVerdict = z.object({
  name: z.string(),
  /** The header's attributes, without the value. */
  attributes: z.string(),
  verdict: z.enum(['ok', 'bad', 'warn']),
  why: z.string(),
  /** The header to send instead, where it would be lost. */
  send: z.string().optional(),
})
export type CookieVerdict = z.infer<typeof cookieVerdict>

const inspectedHop = z.object({
  method: z.string(),
  url: z.string(),
  status: z.number(),
  /** Name and value as they came; the values of cookies are left out. */
  headers: z.array(z.tuple([z.string(), z.string()])),
  framing: z.array(inspectionLine),
  cookies: z.array(cookieVerdict),
  /** From the start, as in `SafeResponse`; absent in rows of before they were measured. */
  resolvedMs: z.number().optional(),
  connectedMs: z.number().optional(),
  firstByteMs: z.number().nullable(),
  totalMs: z.number(),
  bodyBytes: z.number(),
  isTruncated: z.boolean(),
})
export type InspectedHop = z.infer<typeof inspectedHop>

/** What the portal saw when it sent the very request itself, hop by hop. */
export const inspection = z.object({
  at: z.string(),
  outcome: z.enum(sandboxOutcomes),
  /** Why it ended where it did, in a sentence. */
  detail: z.string(),
  hops: z.array(inspectedHop),
  /** Whether this portal may frame the last answer; null where none came, or nothing is framed. */
  mayFrame: z.boolean().nullable(),
  /** The exact header to send instead. */
  send: z.string().nullable(),
  /** How far the server's clock runs ahead of ours, by its Date header. */
  skewSeconds: z.number().nullable(),
  contentType: z.string().nullable(),
  /** The beginning of the last answer, where it is text. */
  excerpt: z.string().nullable(),
})
export type Inspection = z.infer<typeof inspection>

export type RequestParameter = { name: string; value: string; length: number; in: 'query' | 'form' }

/** One launch as the inspector shows it. Nothing in it is a secret; tokens are left out. */
export type SandboxLaunchView = {
  launchId: string
  createdAt: string
  by: string
  settings: SandboxSettings
  ownText: string | null
  place: Place
  versionNumber: number
  /** Null for a call, which has no frame. */
  frame: { origin: string; isLocal: boolean } | null
  secret: { version: number; fingerprint: string; label: 'active' | 'staged' | 'sandbox' | 'nobody’s' }
  /** Of a wrong launch: its name, what is wrong with it, and what a correct receiver does. */
  wrong: { id: string; title: string; description: string; expected: 'refuse' | 'either' | 'accept' } | null
  edited: 'sign' | 'as_typed' | null
  request: {
    method: string
    url: string
    base: string
    parameters: RequestParameter[]
    headers: [string, string][]
    body: string | null
    /** The whole request as text, to edit. */
    text: string
  }
  signed: SignedText
  /** The context or payload as JSON, as a receiver reads it; null where it cannot be read. */
  content: string | null
  /** What a right receiver does with this very request, by the portal's own verifier. */
  receiver: { accepts: true } | { accepts: false; code: string; detail: string }
  signMs: number
  commands: { curl: string; openssl: string | null }
  outcome: SandboxOutcome
  inspected: Inspection | null
}

export type SandboxLaunchRow = {
  launchId: string
  createdAt: string
  by: string
  settings: SandboxSettings
  versionNumber: number
  secret: { version: number; fingerprint: string }
  outcome: SandboxOutcome
  status: number | null
}

/** What the sandbox's stage sends to its page. */
export type SandboxStageMessage =
  | { type: 'framegate.sandbox_opening' }
  | { type: 'framegate.sandbox_loaded'; loads: number; ms: number }
  | { type: 'framegate.sandbox_blocked'; origin: string }
  | { type: 'framegate.sandbox_silent'; ms: number }
  | { type: 'framegate.sandbox_messages'; groups: MessageGroup[]; dropped: number }
  /** In pixels of CSS. */
  | { type: 'framegate.sandbox_height'; height: number }
  | { type: 'framegate.sandbox_state'; text: string }
  | { type: 'framegate.refused'; code: string; detail: string; requestId: string }

/** Messages of one kind, one after another: a loop is one group. Only the first and the last are kept. */
export type MessageGroup = {
  id: number
  count: number
  firstAt: number
  lastAt: number
  /** The most of them within one second. */
  perSecond: number
  facts: MessageFacts | WireFacts
  firstText: string
  lastText: string
  /** What the last one was answered, over the wire. */
  answerText: string | null
}

/** What the stage knows of a message; it judges nothing. */
export type MessageFacts = {
  isFromFrame: boolean
  origin: string
  isDeclared: boolean
  event: string | null
  nonce: 'right' | 'wrong' | 'none'
  html: string | null
  actionId: number | null
  /** What the host makes of it, where it asks for the wire. */
  hello: 'answered' | 'late' | 'never' | 'too_many' | null
}

/** What the stage knows of a message of the wire, which only the widget’s own page and the host have; it judges nothing. */
export type WireFacts =
  | { wire: 'told'; isFirst: boolean }
  | {
      wire: 'asked'
      /** As the widget names it; null where it names nothing. */
      ask: string | null
      textLength: number | null
      target: 'person' | 'company' | 'url' | null
      /** The height that the frame has now, and how the loop ran if one was found; null for no change. */
      height: number | null
      loop: number[] | null
      /** The launch of a refresh. */
      launchId: string | null
      /** Null for a message that cannot be answered. */
      answer: { isDone: true } | { isDone: false; code: WireCode; detail: string } | null
    }

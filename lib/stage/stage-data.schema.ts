import type { WireLook } from '@/lib/wire/messages.schema'

/** What the stage's document gives its script. */
export type StageData = {
  launch?: {
    launchId: string
    widgetId: string
    placement: string
    protocol: string
    /** Everything that the widget may be on. */
    origins: string[]
    signedAt: string
    signMs: number
    /** What a newly signed launch of the same record is asked by. */
    again: Record<string, unknown>
    /** A retry: the portal's result from a moment ago does not count. */
    isRetry?: boolean
  }
  /** Which messages this frame may send, where its protocol has any. */
  messages?: { event: 'insertHtml' | 'completedAction'; nonce: string; origins: string[] } | undefined
  refused?: { code: string; detail: string; requestId: string }
  /** Of the sandbox's stage: its report of each message. */
  sandbox?: {
    launchId: string
    placement: string
    protocol: string
    nonce: string | null
    origins: string[]
    /** Whether the host of the sandbox answers a widget that asks for the wire. */
    host: 'answers' | 'late' | 'never'
  }
  /** In an embedding CRM: its calls carry the token that the frame around it has, since there is no cookie. */
  isEmbedded?: boolean
  /** The address to open; without one the document's form is sent. */
  src?: string | undefined
}

/** What the page around a stage tells of itself, at first and when it changes. */
export type StageLook = {
  type: 'framegate.look'
  look: WireLook
  /** What the page's address keeps for the widget; null where it keeps nothing. */
  state: string | null
}

/** A page that was still waking up when the stage began asks by this for what it missed. */
export const stageHello = { type: 'framegate.hello' } as const

/** What the frame around an embedded stage gives it, at first and whenever there is a new one. */
export type StageToken = { type: 'framegate.token'; token: string; host: string }

/** What an embedded stage says when a call was refused for its token. */
export const stageTokenWanted = { type: 'framegate.token_wanted' } as const

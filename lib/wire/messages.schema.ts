// What a widget and its host say to each other, beside the launch. The widget asks first, by a message to the window around it, and is given
// a port. Nothing here is secret.

/** The widget's first message, and the host's answer, which carries the port. */
export const wireHello = { type: 'framegate.wire', version: 1 } as const

/** Where a widget is shown, as its host says. Theme, locale and time zone may change while it is open. */
export type WireHost = {
  /** The version of the wire. */
  version: 1
  /** Which of the five slots: `person`, `company`, `full_page`, `email_editor` or `custom_action`. */
  placement: string
  /** The id of the protocol of the launch, such as `sure-send`. */
  protocol: string
  theme: 'light' | 'dark'
  /** A BCP 47 tag, such as `en-GB`. */
  locale: string
  /** An IANA name, such as `Europe/Berlin`. */
  timeZone: string
  /** What `setState` kept, when this view was opened from an address that has it; empty without. */
  state: string
}

/** What of a host may change. */
export type WireLook = Pick<WireHost, 'theme' | 'locale' | 'timeZone'>

/** A person or company of the team by the id that launches give, or by the CRM's own id; or a web address, which opens in a new tab. */
export type WireTarget = { person: string } | { company: string } | { url: string }

/** A launch of the same record, newly signed: what the widget's page would have been opened with. */
export type WireLaunch = {
  launchId: string
  /** ISO 8601 in UTC. */
  signedAt: string
  method: 'GET' | 'POST'
  /** With the signed query, where the method is GET. */
  url: string
  /** The form that was posted, as application/x-www-form-urlencoded; null where the method is GET. */
  body: string | null
}

export type WireAsk =
  | { ask: 'resize'; height: number }
  | { ask: 'notify'; text: string }
  | { ask: 'navigate'; target: WireTarget }
  | { ask: 'refresh' }
  | { ask: 'setState'; text: string }

export type WireCode =
  | 'malformed'
  | 'too_many'
  | 'needs_click'
  | 'not_found'
  | 'not_possible'
  | 'unavailable'
  | 'no_host'
  | 'no_answer'
  | 'closed'

/** What goes over the port to the host. */
export type WireRequest = WireAsk & { id: number }

/** What comes back. */
export type WireReply =
  | { id: number; ok: true; value?: WireLaunch }
  | { id: number; ok: false; code: WireCode; detail: string }
  | { look: WireLook }

/** Pixels of CSS. */
export const wireHeight = { min: 80, max: 4_000 } as const
export const wireTextMax = { notice: 200, state: 512, id: 200, url: 2_000 } as const

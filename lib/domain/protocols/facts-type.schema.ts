import type { z } from 'zod'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import type { slotFields } from '@/lib/domain/protocols/widget-settings.schema'

/** What pages and engines may know of a protocol without its code: plain data, which runs in a browser too. */
export type ProtocolFacts = {
  /** Only its name, where there is no room for more. */
  name: string
  /** As a form's option: the name, and what is signed. */
  label: string
  /** For a partner who registers a widget: when this is the one to choose, after "Choose this if". */
  chooseIf: string
  /** Where a widget of it can appear. */
  placements: readonly Placement[]
  /** The parameters that a launch adds, which a registered address must leave free. */
  takenNames: readonly string[]
  secret: SecretFacts
  /** What a launch says of who opens it: its word for the team, if it names one, and whether it names the user. */
  sender: { team: string | null; namesUser: boolean }
  /** Whether anything of it is opened in a frame; otherwise it only is called. */
  isOpened: boolean
  /** Whether its frames may send messages to the page around them. */
  takesMessages: boolean
  /** The partner's endpoints that are called without a frame, by name. */
  calls: readonly CallFacts[]
  /** Whether a partner's own search answers for it, and what becomes of a result. */
  search: { becomes: 'opened' | 'logged' } | null
  /** Whether locations and members have to be registered, of which postbacks tell the partner. */
  isRegistered: boolean
  /** What a widget is registered with, in the order of the form. */
  form: readonly FormPart[]
  doctor: {
    /** What to paste, in words. */
    pasted: string
    /** Whether a signature that the reader's own code computed can be compared. */
    takesOwnSignature: boolean
  }
  connector: ConnectorFacts
  /** The shapes of own JSON in the sandbox, by place. They are loaded only with the editor. */
  loadOwnShape: () => Promise<(place: string) => z.ZodType>
}

export type SecretFormat = { alphabet: 'hex' | 'base62'; length: number }

/**
 * Whose the signing secret is: the widget's own, which its partner makes and rotates, or one for each team that installs it. That
 * comes with a connection by OAuth, is agreed on by the team, or is made by the portal, whose calls carry a signature by each live one.
 */
export type SecretFacts = {
  format: SecretFormat
  /** By what a server finds the secret, where a request says so in clear. */
  ids: readonly { term: string; of: 'tenant' | 'widget' }[]
} & (
  | { owner: 'widget' }
  | { owner: 'installation'; source: 'connection' | 'portal' }
  | { owner: 'installation'; source: 'team'; endpoints: readonly string[] }
)

export type CallFacts = {
  place: string
  label: string
  /** Whether it leaves something behind at the partner. */
  hasEffect: boolean
}

type FieldName =
  | 'url'
  | 'authRedirectUrl'
  | 'redirectUris'
  | 'searchUrl'
  | 'parameterMode'
  | 'locationPostbackUrl'
  | 'userPostbackUrl'
export type ProtocolFieldName = FieldName | 'placements' | (typeof slotFields)[Placement]

/** A part of the form that registers a widget. */
export type FormPart =
  | {
      kind: 'address'
      name: FieldName
      label: string
      hint: string
      placeholder: string
      isOptional?: boolean
      /** A browser takes no braces in a field of type url. */
      isTemplate?: boolean
    }
  | { kind: 'lines'; name: FieldName; label: string; hint: string }
  | {
      kind: 'choice'
      name: FieldName
      label: string
      hint: string
      choices: readonly { value: string; label: string }[]
    }
  | { kind: 'placements' }
  /** An address for each placement, in place of both. */
  | { kind: 'slots'; legend: string; hint: string }

/** The platform that calls this CRM. */
export type ConnectorFacts = {
  /** Its position in the choice of platforms. */
  position: number
  label: string
  /** What the platform does with it, in one sentence. */
  purpose: string
  /** Each endpoint's last part of the path, its method, and what it answers. */
  endpoints: readonly ConnectorEndpoint[]
  hasFrame: boolean
  /** Whether its secret is agreed on, or comes with a connection by OAuth. */
  credential: 'secret' | 'connection'
  /** Whether the frame can have a separate secret. */
  partsFrame: boolean
  /** Whether the platform registers locations and users by postbacks, whose URLs carry a key. */
  hasPostbacks: boolean
  /** What only some platforms have in their settings. */
  settings: readonly ('oauth' | 'apiBase' | 'unsignedParameters' | 'lifetimeHours')[]
  /** What its settings begin with. */
  startsWith: Readonly<
    Partial<Record<'frameOrigins' | 'authorizeUrl' | 'tokenUrl' | 'returnOrigins', string>>
  >
  /** What the platform calls the connector's id, where it asks for it. */
  idName: string | null
  /** A note about its tests. */
  testNote: string | null
}

export type ConnectorEndpoint = {
  path: string
  method: 'GET' | 'POST' | 'POST, DELETE'
  does: string
  /** False where only the platform can call it. */
  hasTest?: boolean
  /** What its test is about: the words of a search, or a contact of this CRM. Left out, it is about nothing. */
  asks?: 'query' | 'contact'
  /** The refusal that a test ends with where it must not do what it asks for. */
  testStatus?: number
}

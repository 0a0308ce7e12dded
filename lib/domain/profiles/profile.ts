import type { ConnectorEndpoint, ProtocolFacts } from '@/lib/domain/protocols/facts-type.schema'
import type { LaunchSubject } from '@/lib/domain/protocols/launch-subject'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import type { Place } from '@/lib/domain/protocols/places.schema'
import type { SignedText } from '@/lib/domain/protocols/signed-text.schema'
import type { CheckedAddresses, SettingsInput } from '@/lib/domain/protocols/widget-settings'
import type { WidgetSettings } from '@/lib/domain/protocols/widget-settings.schema'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'
import type { Endpoint, LaunchInput, LaunchMode, SignSample } from '@/lib/domain/samples/launches'
import type { WrongLaunch } from '@/lib/domain/samples/wrong/wrong-launch'
import type { Pasted, Specimen } from '@/lib/domain/signature-doctor/specimen'
import type { RequestParts, SignedRequest, Verified, VerifyKeys } from '@/lib/protocols/protocol'

/**
 * Everything that the portal needs of a protocol, over its pure bytes. Pure itself: secrets, records and tokens are handed in, and nothing
 * is called. What a protocol does not have is null, so that callers ask for the capability and never for a name.
 */
export type Profile = {
  facts: ProtocolFacts
  /** The verifier that partners get. */
  verify: (input: RequestParts & VerifyKeys) => Promise<Verified<Record<string, unknown>>>
  /** @throws AppError invalid_input on the field that is missing or cannot be */
  checkSettings: (input: SettingsInput) => CheckedAddresses
  /** How the parameters travel, where there is more than one way. */
  modeOf: (settings: WidgetSettings) => LaunchMode | undefined
  places: PlacesCapability
  launch: LaunchCapability | null
  samples: SamplesCapability
  sandbox: SandboxCapability
  /** What the signature doctor examines. */
  openPasted: (pasted: Pasted) => Specimen
  certification: CertificationCapability
  search: SearchCapability | null
  connector: ConnectorCapability
  command: CommandCapability
}

/** A version as far as its protocol looks at it. */
export type OpenedVersion = { url: string; settings: unknown; placements: readonly string[] }

export type PlacesCapability = {
  /** Every endpoint, in the order of a certification. */
  endpoints: readonly Endpoint[]
  /** What a version can be opened as, or called by. */
  list: (version: OpenedVersion) => Place[]
  /** The endpoint of a place by the protocol's name, and its address. */
  resolve: (version: Omit<OpenedVersion, 'placements'>, place: Place) => { endpoint: Endpoint; url: string }
}

/** What a launch is made of. */
export type LaunchToSign = {
  widgetId: string
  version: Omit<OpenedVersion, 'placements'>
  placement: Placement
  subject: LaunchSubject
  team: { id: string; name: string }
  user: { id: string; email: string }
  /** The origin of the page around the frame. */
  origin: string
  portalOrigin: string
  actionId?: number | undefined
  /** Of the widget's own search, in place of the record. */
  resultId?: string | undefined
  /** Where locations and members are registered: who opens it, and the token that it carries, if any. */
  registration: { locationId: string; memberId: string; token: string | null } | null
  secret: string
  now: Date
}

export type SignedParts = {
  request: SignedRequest
  /** Null where nothing in the request carries a time. */
  expiresAt: Date | null
  /** What the frame's messages must carry, where the protocol has messages. */
  nonce: string | null
}

export type LaunchCapability = {
  /** The endpoint for which a team may have another secret. */
  secretEndpoint?: Endpoint
  /** Whether the record comes with its account, and with when it was last contacted. */
  isDetailed: boolean
  /** @throws AppError malformed_request where it needs a record or a step */
  sign: (launch: LaunchToSign) => Promise<SignedParts>
  /** The change that shows whether a server checks: in words, and the parameters with the character's position. */
  tampering: { what: string; parameters: readonly { name: string; at: number }[] }
}

export type SamplesCapability = {
  sign: SignSample
  /** Every wrong launch and every state, each broken in one thing. */
  wrong: (mode: LaunchMode | undefined) => readonly WrongLaunch[]
  /** Who launches and for whom, by the ids under which a receiver keeps the secret. */
  describeSender: (sender: Sender) => Record<string, unknown>
}

export type Sender = {
  widgetId: string
  tenantId: string
  portalOrigin: string
  seed?: string | undefined
  isOtherUser?: boolean
  isOtherTeam?: boolean
}

export type SandboxCapability = {
  /** What a place changes of the sample's record. */
  describeRecord: (place: Place, isSparse: boolean) => Record<string, unknown>
  /** What own JSON leaves out of the sample, unless it has it. */
  leftOut: Readonly<Record<string, undefined>>
  /** Where own JSON begins. */
  exampleOf: (place: Place) => object
  /** The bytes that are signed of a request as it is, wrong ones too. */
  readSignedText: (request: SignedRequest, mode: LaunchMode | undefined) => SignedText
  /** Computes the signature with openssl, or decrypts the launch; null if openssl can't. */
  writeOpenssl: (signed: SignedText, data: string | null, mode: LaunchMode | undefined) => string | null
  /** What a right receiver of this endpoint does. */
  receive: (
    input: RequestParts & VerifyKeys,
    at: { endpoint: Endpoint; mode: LaunchMode | undefined },
  ) => Promise<Verified<Record<string, unknown>>>
  /** What a request tells, as JSON; `data` is what a receiver read, null if it refused. */
  readContent: (
    request: SignedRequest,
    data: Record<string, unknown> | null,
    mode: LaunchMode | undefined,
  ) => string | null
}

/** A launch signed as a usual mistake has it, and what follows if a server takes it. */
export type Attempt = { finding: string; sign: (input: LaunchInput) => Promise<SignedRequest> }

export type CertificationCapability = {
  /** Members of a record that a server may know, as JSON: how one is written. */
  recordExample: string
  /** Every check that applies. */
  checks: (mode: LaunchMode | undefined) => readonly CheckId[]
  /** Those that fail a run here, though elsewhere they warn. */
  alsoRequired: readonly CheckId[]
  /** Which status the platform takes for success. */
  isSuccess: (status: number) => boolean
  /** Whether the platform's own reference refuses in JSON, in its frame too. */
  refusesInJson: boolean
  /** What is poor about the JSON of a refusal; null if the protocol has no rule. */
  describePoorRefusal: ((answer: unknown) => string | null) | null
  /** Whether names travel to an endpoint, so that their letters and length matter. */
  hasNames: (endpoint: Endpoint, mode: LaunchMode | undefined) => boolean
  /** The usual mistakes of its signature. */
  attempts: readonly Attempt[]
  /** The shape of what an endpoint answers: a list by this name. */
  lists: readonly { check: CheckId; endpoint: Endpoint; list: string }[]
  /** The endpoint whose list tells whom the others are asked for. */
  findsRecord: { endpoint: Endpoint; list: string } | null
}

/** Who calls a partner, and with which secrets, the first of them the newest. */
export type Caller = {
  version: Omit<OpenedVersion, 'placements'>
  team: { organisation: string; email: string }
  installationId: string
  secrets: readonly [string, ...string[]]
  now: Date
}

export type PartnerRequest<Answer> = {
  endpoint: string
  request: SignedRequest
  /** The answer, undefined for something that is not the protocol's. */
  read: (answer: unknown) => Answer | undefined
}

export type SearchCapability = {
  find: (
    caller: Caller,
    query: string,
  ) => PartnerRequest<{ results: { id: string; name: string; details: string[] }[] }>
  log:
    | ((
        caller: Caller,
        activity: { recipientIds: string[]; subject: string; description?: string | undefined },
      ) => PartnerRequest<{ id: string }>)
    | null
}

/** A call as the platform would make it, to see whether the connector answers. */
export type ConnectorTest = {
  connectorId: string
  endpoint: string
  url: string
  secret: string
  team: { teamId: string; organisation: string; userId: string; email: string }
  /** What a search looks for. */
  query: string
  /** Whom a frame shows. */
  person: { id: string; firstName: string; lastName: string; emails: { email: string }[] }
  connection: { tenantId: string | null; integrationId: string | null } | null
  now: Date
}

export type ConnectorCapability = {
  /** Every address to enter at the platform. */
  endpoints: readonly ConnectorEndpoint[]
  /** The call and the text that it signs; null for an endpoint whose test would change records. */
  signTest: (test: ConnectorTest) => Promise<{ request: SignedRequest; signed: string } | null>
}

/** How the commands of partners name its endpoints. */
export type CommandCapability = {
  /** The endpoints that --url is of, unless the option names one. */
  main: readonly Endpoint[]
  chosenBy: 'placement' | 'slot' | null
  /** The option that gives the address of a further endpoint. */
  further: { option: 'search-url' | 'activities-url'; endpoint: Endpoint } | null
  /** The signed parts of a record: one with a company is about that, one with a `q` is a search. */
  endpointFor: (record: Readonly<Record<string, unknown>>) => Endpoint
}

/** A request as plain data: protocols don't depend on HTTP libraries. `fields` are a form's, already in `body`. */
export type SignedRequest = {
  method: 'GET' | 'POST' | 'DELETE'
  url: string
  headers: Record<string, string>
  body: string | null
  fields: Record<string, string>
}

/** A header's values by name in any case, or anything that reads them as `Headers` does. */
export type RequestHeaders =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | { get(name: string): string | null }

/** The parts of a request that verifiers read. `body` is the raw text or bytes, before any parsing. */
export type RequestParts = { url: string; body: string | Uint8Array; headers: RequestHeaders }

/** `secrets`: each one that is live, so two while a rotation is open. An empty one never verifies. */
export type VerifyKeys = { secrets: readonly string[]; now: Date }

declare const nobodySignedThis: unique symbol

/** Text that came with a request and that nobody signed: no string to the compiler, so it never becomes an id by mistake. */
export type UnsignedText = { readonly [nobodySignedThis]: true }
export type Unauthenticated = Readonly<Record<string, UnsignedText>>

/**
 * What verifying proves: `data`, by the secret at `secretIndex`. `unauthenticated` arrived with the request; `readHint` opens it.
 * `replayKey` is what a request with an effect spends: the same for every spelling of it, null for a read.
 */
export type Verified<Data> = {
  data: Data
  unauthenticated: Unauthenticated
  secretIndex: number
  replayKey: string | null
}

/** How old a signature may be, and how far a sender's clock may run ahead; both edges are still valid. */
export type FreshWindow = { pastSeconds: number; futureSeconds: number }

/** The bytes of one protocol, in both directions. `window` is null where nothing carries a time. */
export type Protocol<SignInput, Result extends Verified<unknown> = Verified<unknown>> = {
  id: string
  /** Whether a widget is opened by it; otherwise it only calls. */
  hasLaunch: boolean
  window: FreshWindow | null
  sign: (input: SignInput) => SignedRequest | Promise<SignedRequest>
  verify: (input: RequestParts & VerifyKeys) => Promise<Result>
}

/** An unsigned parameter as a hint for display. It must not choose whose data is shown, nor be trusted as markup. */
export function readHint(unauthenticated: Unauthenticated, name: string): string | undefined {
  const value: unknown = Object.hasOwn(unauthenticated, name) ? unauthenticated[name] : undefined
  return typeof value === 'string' ? value : undefined
}

/** Marks what nobody signed. */
export function asUnauthenticated(pairs: Iterable<readonly [string, unknown]>): Unauthenticated {
  return Object.fromEntries(pairs) as Unauthenticated
}

/** A GET with everything in its URL. */
export function getRequest(url: string): SignedRequest {
  return { method: 'GET', url, headers: {}, body: null, fields: {} }
}

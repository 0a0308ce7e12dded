/** A request as plain data: nothing of HTTP libraries reaches a protocol. */
export type SignedRequest = { method: 'GET'; url: string }

/** What verifying proves. `unauthenticated` arrived with the request but nobody signed it. `replayKey` is null for reads. */
export type Verified<Data> = {
  data: Data
  unauthenticated: Record<string, string>
  secretIndex: number
  replayKey: string | null
}

export type VerifyInput = { url: string; secrets: readonly string[]; now: Date }

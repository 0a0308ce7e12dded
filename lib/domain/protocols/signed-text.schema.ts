/** What the protocol signs, byte by byte, or why there is no such text. */
export type SignedText = {
  /** In words: "HMAC-SHA256 of the base64 text of the context". */
  method: string
  /** The bytes that are signed, as base64; null where content is encrypted instead. */
  bytes: string | null
  /** What stands in the request for them. */
  signature: string | null
  /** Whether a + in these bytes means a space to a server that forgets to decode it. */
  travelsInUrl: boolean
}

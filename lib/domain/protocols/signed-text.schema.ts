/** The text that the protocol signs, byte by byte, or why there is none. */
export type SignedText = {
  /** In words: "HMAC-SHA256 of the base64 text of the context". */
  method: string
  /** The bytes that are signed, as base64; null where content is encrypted instead. */
  bytes: string | null
  /** The corresponding part of the request. */
  signature: string | null
  /** Whether a + in these bytes means a space to a server that forgets to decode it. */
  travelsInUrl: boolean
}

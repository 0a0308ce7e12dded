/** An expected problem with this machine or its settings: its message is all the reader needs. */
export class SetupError extends Error {
  override name = 'SetupError'
}

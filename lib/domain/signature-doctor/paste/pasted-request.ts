/** The part of a paste that is a request. */
export type PastedRequest = {
  url: string
  headers: Record<string, string>
  body: string
  /** The file in which the body is, where the paste only names it. */
  bodyFile?: string
  /** What keeps the paste from being the whole request. */
  note?: string
}

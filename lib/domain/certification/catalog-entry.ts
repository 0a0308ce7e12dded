/** What a check is called, whether a run fails by it, why it is there and what to do when it fails. Where it applies, its protocols say. */
export type CatalogEntry = {
  title: string
  required: boolean
  why: string
  fix: string
}

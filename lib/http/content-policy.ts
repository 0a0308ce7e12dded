/** What default-src does not stand in for: each policy has to say them. */
type OwnDirective = 'default-src' | 'form-action' | 'frame-ancestors' | 'base-uri'
type FurtherDirective =
  | 'script-src'
  | 'style-src'
  | 'style-src-attr'
  | 'img-src'
  | 'font-src'
  | 'connect-src'
  | 'frame-src'
  | 'object-src'
type Sources = readonly string[]

/** The header Content-Security-Policy. A directive without sources allows nothing; one that is undefined is left to default-src. */
export function contentPolicy(
  directives: Record<OwnDirective, Sources> & Partial<Record<FurtherDirective, Sources | undefined>>,
): string {
  return Object.entries(directives)
    .filter((entry): entry is [string, Sources] => entry[1] !== undefined)
    .map(([name, sources]) => `${name} ${sources.length > 0 ? sources.join(' ') : "'none'"}`)
    .join('; ')
}

/** The source of what carries this document's nonce. */
export function nonceSource(nonce: string): string {
  return `'nonce-${nonce}'`
}

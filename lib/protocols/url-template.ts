import { AppError } from '@/lib/errors'

/** The two grammars of placeholders: parameters of an iframe URL, and dotted names of a postback. */
export type PlaceholderGrammar = 'iframe' | 'location_postback' | 'user_postback'

const locationNames = ['location.id', 'location.account_number', 'location.location_api_id']
const userNames = ['user.id', 'user.username', 'user.email', 'user.domain.url']

/** Every placeholder of a grammar. An iframe's may be spelled with `_` for `-`, as the seed does. */
export const placeholderNames: Record<PlaceholderGrammar, readonly string[]> = {
  iframe: [
    'location-id',
    'user-id',
    'access-token',
    'contact-id',
    'contact-api-id',
    'user-oauth-url',
    'timestamp',
  ],
  location_postback: locationNames,
  user_postback: [...locationNames, ...userNames],
}

/**
 * Fills a URL template; values are percent-encoded, one that is not there is empty.
 * @throws AppError invalid_template with the position, for what `requireTemplate` refuses
 */
export function fillTemplate(
  template: string,
  grammar: PlaceholderGrammar,
  values: Readonly<Record<string, string | undefined>>,
): string {
  if (!template.includes('{{') && !template.includes('}}')) return template
  requireTemplate(template, grammar)
  return template.replace(placeholder, (_, name: string) => {
    const known = canonicalName(name, grammar)
    const value: string = (Object.hasOwn(values, known) && values[known]) || ''
    return encodeURIComponent(value.toWellFormed())
  })
}

/**
 * Checks a template when it is saved: its placeholders are known, closed, and stand in path or query.
 * @throws AppError invalid_template, naming the position (1 is the first character)
 */
export function requireTemplate(template: string, grammar: PlaceholderGrammar): void {
  const found = [...template.matchAll(placeholder)]
  for (const match of found) {
    if (!placeholderNames[grammar].includes(canonicalName(match[1] ?? '', grammar)))
      throw refuse(match.index, `${match[0]} is not one of ${listNames(grammar)}.`)
  }
  const bare = template.replace(placeholder, (text) => '_'.repeat(text.length))
  const stray = bare.search(/\{\{|\}\}/)
  if (stray >= 0) throw refuse(stray, 'Write placeholders as {{name}}.')
  const authority = /^[^/?#]*:\/\/[^/?#\\]*/.exec(template)?.[0].length ?? template.length
  const misplaced = found.find(({ index }) => index < authority)
  if (misplaced) throw refuse(misplaced.index, `${misplaced[0]} can’t be in the scheme, host or port.`)
}

/** Whether the template has any placeholder. */
export function hasPlaceholder(template: string): boolean {
  return template.search(placeholder) >= 0
}

const placeholder = /\{\{([^{}]*)\}\}/g

function canonicalName(name: string, grammar: PlaceholderGrammar): string {
  return grammar === 'iframe' ? name.replaceAll('_', '-') : name
}

function listNames(grammar: PlaceholderGrammar): string {
  return placeholderNames[grammar].map((name) => `{{${name}}}`).join(', ')
}

function refuse(index: number, reason: string): AppError {
  return new AppError('invalid_template', `At character ${index + 1}: ${reason}`)
}

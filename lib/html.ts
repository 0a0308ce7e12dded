/** Markup that is safe to put into a page as it is. Only `html` and `trustMarkup` make it. */
export class Html {
  constructor(readonly text: string) {}
}

type HtmlValue = Html | readonly Html[] | string | number | undefined

/** Markup in which every value is escaped, unless it is markup itself. Undefined becomes nothing. Attributes stand in quotes. */
export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): Html {
  const parts = strings.map((part, index) => part + toMarkup(values[index]))
  return new Html(parts.join(''))
}

/** For constants such as drawings, styles and scripts; never for what came with a request. */
export function trustMarkup(constant: string): Html {
  return new Html(constant)
}

/** A value as JSON for a script element, which no character of it can end. */
export function scriptJson(value: unknown): Html {
  const json = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return new Html(json)
}

function toMarkup(value: HtmlValue): string {
  if (value === undefined) return ''
  if (value instanceof Html) return value.text
  if (typeof value === 'object') return value.map((part) => part.text).join('')
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

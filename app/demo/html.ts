/** Markup that is safe to put into a page as it is. Only `html` and `trustMarkup` make it. */
export class Html {
  constructor(readonly text: string) {}
}

type HtmlValue = Html | readonly Html[] | string | number | undefined

/** Markup in which every value is escaped, unless it is markup itself. Undefined becomes nothing. */
export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): Html {
  const parts = strings.map((part, index) => part + toMarkup(values[index]))
  return new Html(parts.join(''))
}

/** For constants of this folder, such as drawings and styles; never for what came with a request. */
export function trustMarkup(constant: string): Html {
  return new Html(constant)
}

function toMarkup(value: HtmlValue): string {
  if (value === undefined) return ''
  if (value instanceof Html) return value.text
  if (typeof value === 'object') return value.map((part) => part.text).join('')
  return String(value).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`)
}

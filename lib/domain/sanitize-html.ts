import rehypeParse from 'rehype-parse'
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize'
import rehypeStringify from 'rehype-stringify'
import { unified } from 'unified'

/** What an email's text may have. Nothing that runs, loads or is submitted: no scripts, styles, images, forms or frames. */
const schema = {
  ...defaultSchema,
  tagNames: [
    'a',
    'b',
    'blockquote',
    'br',
    'code',
    'del',
    'div',
    'em',
    'h1',
    'h2',
    'h3',
    'h4',
    'hr',
    'i',
    'li',
    'ol',
    'p',
    'pre',
    's',
    'span',
    'strong',
    'sub',
    'sup',
    'table',
    'tbody',
    'td',
    'th',
    'thead',
    'tr',
    'u',
    'ul',
  ],
  attributes: {
    a: ['href', 'title'],
    td: ['colSpan', 'rowSpan'],
    th: ['colSpan', 'rowSpan'],
    '*': ['dir', 'lang'],
  },
  protocols: { href: ['http', 'https', 'mailto', 'tel'] },
  strip: ['script', 'style', 'template', 'noscript', 'iframe', 'object', 'svg', 'math', 'title', 'textarea'],
}

const processor = unified()
  .use(rehypeParse, { fragment: true })
  .use(rehypeSanitize, schema)
  .use(rehypeStringify, { closeSelfClosing: false })
  .freeze()

/** HTML that somebody else wrote, as far as it is text with its structure and links. Parsed as browsers do and written anew. */
export function sanitizeHtml(html: string): string {
  return String(processor.processSync(html))
}

/** The words of sanitised HTML, for lists and searches. */
export function textOfHtml(html: string): string {
  return html
    .replace(/<(?:br|\/p|\/div|\/li|\/h\d|\/tr)[^>]*>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&#x3C;/g, '<')
    .replace(/&#x26;|&amp;/g, '&')
    .replace(/[^\S\n]+/g, ' ')
    .trim()
}

import { fromParse5 } from 'hast-util-from-parse5'
import { defaultSchema, sanitize } from 'hast-util-sanitize'
import { toHtml } from 'hast-util-to-html'
import { parseFragment } from 'parse5'
import { boundTree } from '@/lib/domain/text/bound-tree'

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

/**
 * Untrusted HTML, reduced to text with its structure and links. Parsed as browsers do and written anew.
 * @throws AppError payload_too_large if a browser would make far more of it than was sent
 */
export function sanitizeHtml(html: string): string {
  const tree = fromParse5(
    parseFragment(html, { scriptingEnabled: false, treeAdapter: boundTree(html.length) }),
  )
  return toHtml(sanitize(tree, schema), { closeSelfClosing: false })
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

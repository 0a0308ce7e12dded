import ReactMarkdown from 'react-markdown'
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize'
import { isBoundedMarkdown } from '@/lib/domain/text/markdown-bounds.schema'

// No images, because they'd make our pages call other servers. No headings, because they'd disturb the page's outline.
const schema = {
  ...defaultSchema,
  tagNames: ['p', 'strong', 'em', 'del', 'code', 'pre', 'ul', 'ol', 'li', 'a', 'blockquote', 'br', 'hr'],
  protocols: { href: ['https', 'mailto'] },
}

/** A partner's Markdown, sanitised: text, emphasis, lists, code, and links that open in a new tab. */
export function Markdown({ text, className }: { text: string; className?: string }) {
  const classes = `prose break-words ${className ?? ''}`
  if (!isBoundedMarkdown(text)) return <p className={`${classes} whitespace-pre-wrap`}>{text}</p>
  return (
    <div className={classes}>
      <ReactMarkdown
        rehypePlugins={[[rehypeSanitize, schema]]}
        components={{
          a: ({ href, children }) => (
            <a href={href} target="_blank" rel="noreferrer noopener nofollow">
              {children}
            </a>
          ),
        }}
      >
        {text}
      </ReactMarkdown>
    </div>
  )
}

/** The same as plain running text, for rows that are cut off after a few lines. */
export function MarkdownSummary({ text }: { text: string }) {
  if (!isBoundedMarkdown(text)) return text
  return (
    <ReactMarkdown
      allowedElements={['strong', 'em', 'code']}
      unwrapDisallowed
      rehypePlugins={[rehypeSanitize]}
    >
      {text}
    </ReactMarkdown>
  )
}

import ReactMarkdown, { type Components } from 'react-markdown'
import rehypeSlug from 'rehype-slug'
import remarkGfm from 'remark-gfm'
import { CodeBlock } from '@/components/ui/code-block'
import { Link } from '@/components/ui/link'
import { ScrollRegion } from '@/components/ui/scroll-region'

/** The Markdown of our documentation: tables, anchors, and code with a copy button. */
export function DocumentText({ markdown }: { markdown: string }) {
  return (
    <div className="document">
      <ReactMarkdown remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeSlug]} components={components}>
        {markdown}
      </ReactMarkdown>
    </div>
  )
}

const components: Components = {
  a: ({ href = '', children }) =>
    href.startsWith('/') || href.startsWith('#') ? (
      <Link href={href}>{children}</Link>
    ) : (
      <a href={href} rel="noreferrer noopener">
        {children}
      </a>
    ),
  h2: ({ id, children }) => <Anchored as="h2" id={id} text={children} />,
  h3: ({ id, children }) => <Anchored as="h3" id={id} text={children} />,
  // Its child is a code element, which draws the block.
  pre: ({ children }) => <>{children}</>,
  code: ({ className, children }) => {
    const text = String(children)
    if (!text.endsWith('\n')) return <code className={className}>{children}</code>
    return (
      <CodeBlock
        label={labels[className ?? ''] ?? 'Code'}
        code={text.trimEnd()}
        wrap={className === 'language-sh'}
        copy
      />
    )
  },
  table: ({ children }) => (
    <ScrollRegion label="Table" className="overflow-x-auto">
      <table>{children}</table>
    </ScrollRegion>
  ),
}

const labels: Record<string, string> = { 'language-sh': 'Command', 'language-json': 'JSON' }

function Anchored({
  as: Heading,
  id,
  text,
}: {
  as: 'h2' | 'h3'
  id: string | undefined
  text: React.ReactNode
}) {
  return (
    <Heading id={id}>
      <a href={`#${id}`} className="text-ink">
        {text}
      </a>
    </Heading>
  )
}

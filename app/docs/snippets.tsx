import { hrefWith } from '@/app/search-params'
import { CodeBlock } from '@/components/ui/code-block'
import { Segmented } from '@/components/ui/segmented'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { listVerifiers } from '@/lib/domain/snippets/receivers'

/** The file that verifies a protocol, in the reader's language. The tests run the same file. */
export function Snippets({
  protocol,
  path,
  language,
}: {
  protocol: ProtocolId
  path: string
  language: string | undefined
}) {
  const verifiers = listVerifiers(protocol)
  const chosen = verifiers.find(({ id }) => id === language) ?? verifiers[0]
  if (!chosen) return null
  return (
    <section aria-labelledby="code" className="document">
      <h2 id="code">Code that verifies it</h2>
      <p>
        A function to copy into your server. Register a widget, and its <em>Set-up</em> page has a complete
        server around it, with your values filled in.
      </p>
      <div className="grid gap-2">
        <Segmented
          label="Language"
          size="sm"
          items={verifiers.map(({ id, label }) => ({
            href: `${hrefWith(path, { language: id })}#code`,
            label,
            current: id === chosen.id,
          }))}
        />
        <CodeBlock label={`${chosen.label} code`} code={chosen.code} wrap={false} copy />
      </div>
    </section>
  )
}

import { CodeBlock } from '@/components/ui/code-block'

const uses = ['Location postback', 'User postback']

/** The two URL templates for the platform, with their key; shown once. */
export function PostbackUrls({ urls }: { urls: string[] }) {
  if (urls.length === 0) return null
  return (
    <section aria-label="Postback URLs" className="grid gap-3">
      <h3 className="font-medium text-ink-2 text-xs">
        Postback URLs. They’re shown only once: Framegate stores their key as a hash.
      </h3>
      {urls.map((url, index) => (
        <div key={url}>
          <p className="mb-1 text-ink-3 text-xs">{uses[index]}</p>
          <CodeBlock label={uses[index] ?? 'Postback'} code={url} copy />
        </div>
      ))}
    </section>
  )
}

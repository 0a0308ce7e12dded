import { CodeBlock } from '@/components/ui/code-block'

const uses = ['Location postback', 'User postback']

/** The two URL templates for the platform, with the key that makes them ours; shown once. */
export function PostbackUrls({ urls }: { urls: string[] }) {
  if (urls.length === 0) return null
  return (
    <section aria-label="Postback URLs" className="grid gap-3">
      <h3 className="font-medium text-ink-2 text-xs">
        Postback URLs, shown this once: they carry a key that Framegate keeps as a hash only
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

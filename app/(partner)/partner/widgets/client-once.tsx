import { CopyButton } from '@/components/ui/copy-button'

/** An OAuth client in the one answer that shows its secret. */
export function ClientOnce({ clientId, clientSecret }: { clientId: string; clientSecret: string }) {
  return (
    <section aria-label="OAuth client" className="grid gap-3">
      <h3 className="font-medium text-ink-2 text-xs">
        OAuth client, its secret shown this once: Framegate keeps a hash and cannot show it again
      </h3>
      <dl className="grid divide-y divide-line rounded-md border border-line-strong">
        {[
          { term: 'Client ID', value: clientId, id: 'client-id' },
          { term: 'Client secret', value: clientSecret, id: 'client-secret' },
        ].map(({ term, value, id }) => (
          <div key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3.5 py-2">
            <dt className="w-24 text-ink-3 text-xs">{term}</dt>
            <dd className="mono min-w-0 flex-1 select-all break-all" data-testid={id}>
              {value}
            </dd>
            <CopyButton size="sm" value={value} label={`Copy ${term.toLowerCase()}`} />
          </div>
        ))}
      </dl>
      <p className="text-ink-2">
        Your server sends both in the body or the Basic header of its token request, never in an address or to
        a browser.
      </p>
    </section>
  )
}

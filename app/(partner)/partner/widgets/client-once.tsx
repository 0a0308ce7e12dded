import { CopyButton } from '@/components/ui/copy-button'

/** An OAuth client in the only response that shows its secret. */
export function ClientOnce({ clientId, clientSecret }: { clientId: string; clientSecret: string }) {
  return (
    <section aria-label="OAuth client" className="grid gap-3">
      <h3 className="font-medium text-ink-2 text-xs">
        OAuth client. The secret is shown only once: Framegate stores its hash.
      </h3>
      <dl className="grid divide-y divide-line rounded-md border border-line-strong">
        {[
          { term: 'Client ID', copyLabel: 'Copy Client ID', value: clientId, id: 'client-id' },
          {
            term: 'Client secret',
            copyLabel: 'Copy client secret',
            value: clientSecret,
            id: 'client-secret',
          },
        ].map(({ term, copyLabel, value, id }) => (
          <div key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3.5 py-2">
            <dt className="w-24 text-ink-3 text-xs">{term}</dt>
            <dd className="mono min-w-0 flex-1 select-all break-all" data-testid={id}>
              {value}
            </dd>
            <CopyButton size="sm" value={value} label={copyLabel} />
          </div>
        ))}
      </dl>
      <p className="text-ink-2">
        Your server sends both in the body or the Basic header of its token request. Never put them in a URL
        or send them to a browser.
      </p>
    </section>
  )
}

import { hrefWith } from '@/app/search-params'
import { DownloadLink } from '@/components/ui/download-link'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelFooter, PanelHeader } from '@/components/ui/panel'
import type { ListConnectorRequestsInput } from '@/lib/domain/connectors/connectors.schema'
import type { listConnectorRequests } from '@/lib/domain/connectors/requests'
import { RequestRows } from './request-rows'

type Log = Awaited<ReturnType<typeof listConnectorRequests>>

const outcomes = [
  { label: 'All', outcome: undefined },
  { label: 'Answered', outcome: 'accepted' },
  { label: 'Refused', outcome: 'refused' },
] as const

/** The connector's requests. Only this log shows why one was refused. */
export function RequestsPanel({
  connectorId,
  endpoints,
  input,
  log,
}: {
  connectorId: string
  /** The outcomes of the log. */
  endpoints: readonly { path: string }[]
  input: ListConnectorRequestsInput
  log: Log
}) {
  const path = `/settings/connectors/${connectorId}/requests`
  const isFiltered = Boolean(input.outcome || input.endpoint || input.cursor)
  return (
    <Panel labelledBy="requests">
      <PanelHeader
        id="requests"
        title="Requests"
        meta="Kept for 30 days. Callers never learn why they were refused."
        actions={
          <>
            <nav aria-label="Filter requests" className="flex flex-wrap gap-3 text-xs">
              {outcomes.map(({ label, outcome }) => (
                <FilterLink
                  key={label}
                  label={label}
                  isCurrent={input.outcome === outcome && !input.endpoint}
                  href={hrefWith(path, { outcome })}
                />
              ))}
              {endpoints.map((endpoint) => (
                <FilterLink
                  key={endpoint.path}
                  label={endpoint.path}
                  isCurrent={input.endpoint === endpoint.path}
                  href={hrefWith(path, { endpoint: endpoint.path })}
                />
              ))}
            </nav>
            <DownloadLink
              size="sm"
              href={hrefWith(`/api/exports/connector-requests/${connectorId}`, {
                outcome: input.outcome,
                endpoint: input.endpoint,
              })}
            >
              Export CSV
            </DownloadLink>
          </>
        }
      />
      <RequestRows
        key={JSON.stringify(input)}
        connectorId={connectorId}
        input={input}
        requests={log.requests}
        empty={
          <EmptyState framed={false} title={isFiltered ? 'No request matches' : 'No requests yet'}>
            {isFiltered
              ? 'Try another filter.'
              : 'Enter the URLs at the platform, or send a test request. Each request appears here at once.'}
          </EmptyState>
        }
      />
      {log.requests.length > 0 ? (
        <PanelFooter>
          <Pager
            summary={{ count: log.requests.length, nouns: ['request', 'requests'], order: 'newest first' }}
            {...(log.nextCursor ? { nextHref: hrefWith(path, { ...input, cursor: log.nextCursor }) } : {})}
          />
        </PanelFooter>
      ) : null}
    </Panel>
  )
}

function FilterLink({ label, href, isCurrent }: { label: string; href: string; isCurrent: boolean }) {
  return (
    <Link href={href} {...(isCurrent ? { 'aria-current': 'true', className: 'font-semibold text-ink' } : {})}>
      {label}
    </Link>
  )
}

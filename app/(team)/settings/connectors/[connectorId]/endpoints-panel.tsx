import { CopyButton } from '@/components/ui/copy-button'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { factsOf, type ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { ConnectorEndpoint } from '@/lib/domain/protocols/facts-type.schema'

/** The URLs to enter at the platform. */
export function EndpointsPanel({
  connectorId,
  protocol,
  endpoints,
}: {
  connectorId: string
  protocol: ProtocolId
  endpoints: (ConnectorEndpoint & { url: string })[]
}) {
  const { idName } = factsOf(protocol).connector
  return (
    <Panel labelledBy="endpoints">
      <PanelHeader id="endpoints" title="Endpoints" meta="Enter these at the platform." />
      <PanelBody className="grid gap-3">
        <ul className="grid gap-3">
          {endpoints.map((endpoint) => (
            <li key={endpoint.path} className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="min-w-0 flex-1 basis-80">
                <span className="block text-ink-3 text-xs">
                  {endpoint.method}, {endpoint.does}
                </span>
                <code className="mono break-all">{endpoint.url}</code>
              </span>
              <CopyButton size="sm" value={endpoint.url} label="Copy URL" />
            </li>
          ))}
        </ul>
        {idName ? (
          <p className="text-ink-3 text-xs">
            {idName} is <code className="mono break-all">{connectorId}</code>.
          </p>
        ) : null}
      </PanelBody>
    </Panel>
  )
}

import { ButtonLink } from '@/components/ui/button'
import { DefinitionList } from '@/components/ui/definition-list'
import { Fingerprint } from '@/components/ui/fingerprint'
import { Panel, PanelBody, PanelFooter, PanelHeader } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import type { getConnectorTraffic } from '@/lib/domain/connectors/requests'
import { RequestOutcome } from '../connector-state'
import type { LoadedConnector } from './load-connector'

/** The connector's latest request and its secret. */
export function ActivityPanel({
  connector,
  traffic: { last, total, refused },
}: {
  connector: LoadedConnector
  traffic: Awaited<ReturnType<typeof getConnectorTraffic>>
}) {
  const path = `/settings/connectors/${connector.id}`
  const active = connector.secrets.find(({ state }) => state === 'active')
  const acceptedAt = connector.secrets
    .flatMap(({ lastAcceptedAt }) => lastAcceptedAt ?? [])
    .toSorted((one, other) => other.getTime() - one.getTime())[0]
  return (
    <Panel labelledBy="activity">
      <PanelHeader id="activity" title="Activity" />
      <PanelBody>
        <DefinitionList
          stacked
          items={[
            {
              term: 'Last request',
              value: last ? (
                <span className="flex flex-wrap items-center gap-x-3">
                  <RequestOutcome reason={last.reason} />
                  <span className="text-ink-3 text-xs">
                    <Time value={last.at} shape="relative" />
                  </span>
                </span>
              ) : (
                'No requests in the last 30 days'
              ),
            },
            ...(total > 0
              ? [
                  {
                    term: total === 1 ? '1 request so far' : `Latest ${total} requests`,
                    value: `${total - refused} answered, ${refused} refused`,
                  },
                ]
              : []),
            {
              term: 'Last signature accepted',
              value: acceptedAt ? <Time value={acceptedAt} shape="both" /> : 'Not yet',
            },
            {
              term: 'Secret',
              value: active ? (
                <span className="flex flex-wrap items-center gap-x-3">
                  v{active.version}
                  <Fingerprint hex={active.fingerprint} />
                </span>
              ) : (
                'Comes with the connection'
              ),
            },
            {
              term: 'Added',
              value: (
                <>
                  <Time value={connector.createdAt} shape="date" /> by {connector.createdBy.name}
                </>
              ),
            },
          ]}
        />
      </PanelBody>
      <PanelFooter>
        <ButtonLink size="sm" href={`${path}/test`}>
          Send a test request
        </ButtonLink>
        <ButtonLink size="sm" variant="quiet" href={`${path}/requests`}>
          See requests
        </ButtonLink>
      </PanelFooter>
    </Panel>
  )
}

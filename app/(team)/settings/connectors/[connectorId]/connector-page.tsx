import type { ReactNode } from 'react'
import { PortalPage } from '@/app/portal-page'
import { CopyButton } from '@/components/ui/copy-button'
import { PageHead } from '@/components/ui/page-head'
import { TabLinks } from '@/components/ui/tabs'
import type { MemberActor } from '@/lib/auth/permissions'
import { factsOf } from '@/lib/domain/protocols/facts.schema'
import { ConnectorState } from '../connector-state'
import type { LoadedConnector } from './load-connector'

/** The shared head and tabs of a connector's pages. */
export function ConnectorPage({
  actor,
  connector,
  here,
  children,
}: {
  actor: MemberActor
  connector: LoadedConnector
  /** The last crumb. The overview has none. */
  here?: string
  children: ReactNode
}) {
  const path = `/settings/connectors/${connector.id}`
  const { label, purpose, hasPostbacks } = factsOf(connector.protocol).connector
  const isNamedAfterPlatform = connector.name.toLowerCase().includes(label.toLowerCase())
  return (
    <PortalPage
      actor={actor}
      crumbs={[
        { label: 'Settings' },
        { label: 'Connectors', href: '/settings/connectors' },
        ...(here ? [{ label: connector.name, href: path }, { label: here }] : [{ label: connector.name }]),
      ]}
    >
      <PageHead
        title={connector.name}
        lead={purpose}
        facts={
          <>
            {isNamedAfterPlatform ? null : <span>{label}</span>}
            <ConnectorState {...stateOf(connector)} />
            <span className="flex min-w-0 items-center gap-1">
              <code className="mono break-all">{connector.id}</code>
              <CopyButton size="sm" iconOnly value={connector.id} label="Copy connector ID" />
            </span>
          </>
        }
      />
      <TabLinks
        label={`${connector.name}: pages`}
        className="mb-5"
        items={[
          { href: path, label: 'Overview' },
          { href: `${path}/requests`, label: 'Requests' },
          { href: `${path}/test`, label: 'Test' },
          { href: `${path}/secrets`, label: 'Secrets' },
          ...(hasPostbacks ? [{ href: `${path}/registrations`, label: 'Locations and users' }] : []),
          { href: `${path}/settings`, label: 'Settings' },
        ]}
      />
      {children}
    </PortalPage>
  )
}

function stateOf({ disabledAt, hasAnswered, oauth, secrets }: LoadedConnector) {
  const retiring = secrets.find(({ state }) => state === 'retiring')
  return {
    disabledAt,
    hasAnswered,
    retiringUntil: retiring?.graceEndsAt ?? undefined,
    needsConnecting: oauth !== null && (!oauth.connectedAt || oauth.needsConnecting),
  }
}

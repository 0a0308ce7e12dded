'use client'

import { Button, ButtonLink } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Verdict } from '@/components/ui/status'
import { Time } from '@/components/ui/time'
import { useCall } from '@/components/use-call'
import { disconnectConnectorAction, renewTokensAction } from '../actions'

type Connection = {
  tenantId: string | null
  integrationId: string | null
  connectedAt: Date | null
  connectedBy: { name: string } | null
  expiresAt: Date | null
  refreshedAt: Date | null
  failure: string | null
  needsConnecting: boolean
}

/** The connector's secret, ids and tokens from the platform, and how to get them. */
export function ConnectionPanel({
  connectorId,
  connection,
}: {
  connectorId: string
  connection: Connection
}) {
  const renew = useCall(renewTokensAction)
  const disconnect = useCall(disconnectConnectorAction)
  const { connectedAt, needsConnecting, failure } = connection
  const connect = (
    <ButtonLink
      size="sm"
      variant={connectedAt && !needsConnecting ? 'default' : 'primary'}
      href={`/settings/connectors/${connectorId}/connect`}
    >
      {connectedAt ? 'Connect again' : 'Connect'}
    </ButtonLink>
  )
  return (
    <Panel labelledBy="connection">
      <PanelHeader
        id="connection"
        title="Connection"
        actions={
          <>
            {connectedAt ? (
              <>
                <Button
                  size="sm"
                  pending={renew.isPending}
                  onClick={() => renew.call({ connectorId }, { title: 'Tokens renewed' })}
                >
                  Renew tokens
                </Button>
                <ConfirmDialog
                  trigger={{ size: 'sm', variant: 'danger', children: 'Disconnect' }}
                  title="Disconnect from the platform?"
                  description="Tokens and ids are deleted and all secrets are revoked, so its frames are refused at once. If you connect again, you get a new secret."
                  confirmLabel="Disconnect"
                  cancelLabel="Keep connected"
                  danger
                  action={() => disconnect.call({ connectorId }, { title: 'Connector disconnected' })}
                />
              </>
            ) : null}
            {connect}
          </>
        }
      />
      <PanelBody className="grid gap-3">
        {needsConnecting ? (
          <Verdict kind="bad">The platform refused to renew the tokens. Connect again.</Verdict>
        ) : null}
        {failure ? <Verdict kind="warn">The last step failed: {failure}</Verdict> : null}
        {connectedAt ? (
          <dl className="grid grid-cols-[8rem_minmax(0,1fr)] gap-x-3 gap-y-1">
            <Fact label="Tenant">
              <code className="mono break-all">{connection.tenantId}</code>
            </Fact>
            <Fact label="Integration">
              <code className="mono break-all">{connection.integrationId}</code>
            </Fact>
            <Fact label="Connected">
              <Time value={connectedAt} /> by {connection.connectedBy?.name ?? 'a former member'}
            </Fact>
            <Fact label="Tokens">
              {connection.refreshedAt ? (
                <>
                  renewed <Time value={connection.refreshedAt} shape="relative" />,{' '}
                </>
              ) : null}
              {connection.expiresAt ? (
                <>
                  valid until <Time value={connection.expiresAt} />, renewed automatically before that
                </>
              ) : null}
            </Fact>
          </dl>
        ) : (
          <p>
            Enter the auth redirect URL and the redirect URI below at the platform. Then enable the
            integration there or press Connect. After you agree on the platform’s page, it gives this CRM the
            secret for its launches.
          </p>
        )}
      </PanelBody>
    </Panel>
  )
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  )
}

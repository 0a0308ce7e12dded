import { CopyButton } from '@/components/ui/copy-button'
import { DefinitionList } from '@/components/ui/definition-list'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Verdict } from '@/components/ui/status'
import { Time } from '@/components/ui/time'
import type { getInstallation } from '@/lib/domain/installations/state'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import { EnableButton } from './enable-button'

type Installation = Awaited<ReturnType<typeof getInstallation>>['installation']

/** Whether the partner has this team's secret, and the button that gives it one. */
export function ConnectionPanel({
  widgetId,
  partnerName,
  teamId,
  installation,
  placement,
  canConnect,
}: {
  widgetId: string
  partnerName: string
  teamId: string
  installation: Installation
  placement: Placement | undefined
  canConnect: boolean
}) {
  const { connectedAt, enablingAt } = installation ?? { connectedAt: null, enablingAt: null }
  const label = enablingAt ? 'Resume' : connectedAt ? 'Connect again' : `Connect with ${partnerName}`
  return (
    <Panel labelledBy="connection">
      <PanelHeader id="connection" title="Connection" />
      <PanelBody className="grid gap-3">
        {enablingAt ? (
          <Verdict kind="warn">
            <span>
              {connectedAt ? 'Connecting again' : 'Connecting'} started <Time value={enablingAt} /> and isn’t
              finished.{' '}
              {connectedAt ? 'The current connection still works.' : 'The widget stays off until you finish.'}
            </span>
          </Verdict>
        ) : null}
        {connectedAt && installation ? (
          <DefinitionList
            items={[
              {
                term: 'Connected',
                value: (
                  <>
                    <Time value={connectedAt} /> by {installation.connectedBy?.name ?? 'a former member'}
                  </>
                ),
              },
              { term: 'tenant_id', value: <Copied value={teamId} label="Copy tenant_id" /> },
              { term: 'integration_id', value: <Copied value={widgetId} label="Copy integration_id" /> },
            ]}
          />
        ) : (
          <p className="max-w-[72ch] text-ink-2">
            {partnerName} needs a secret from this team before it can open a launch. Connecting takes you to
            its site, then to a consent page here, and back.
          </p>
        )}
        {canConnect ? (
          <div className="flex flex-wrap items-center gap-3">
            <EnableButton
              widgetId={widgetId}
              placement={placement}
              label={label}
              variant={connectedAt ? 'default' : 'primary'}
            />
            {connectedAt ? (
              <span className="text-ink-3 text-xs">
                Creates a new secret. The current one and the API access of {partnerName} end when you finish.
              </span>
            ) : null}
          </div>
        ) : null}
      </PanelBody>
    </Panel>
  )
}

function Copied({ value, label }: { value: string; label: string }) {
  return (
    <span className="flex flex-wrap items-center gap-1">
      <code className="mono break-all">{value}</code>
      <CopyButton size="sm" iconOnly value={value} label={label} />
    </span>
  )
}

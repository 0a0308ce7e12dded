'use client'

import { storedLink } from '@/components/leave-guard'
import { LeaveGuard } from '@/components/secrets/leave-guard'
import { ShownOnce } from '@/components/secrets/shown-once'
import { ButtonLink } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { type ProtocolId, startPlacements } from '@/lib/domain/protocols/facts.schema'
import { createWidgetAction } from '../actions'
import { ClientOnce } from '../client-once'
import { ImportableForm } from '../importable-form'
import { WidgetForm } from '../widget-form'

export function RegisterWidget({
  partnerName,
  startProtocol,
}: {
  partnerName: string
  startProtocol: ProtocolId
}) {
  return (
    <ImportableForm
      protocol={startProtocol}
      values={{
        name: '',
        description: '',
        addresses: {},
        furtherOrigins: [],
        placements: startPlacements(startProtocol),
        allow: [],
        icon: 'box',
        colour: 'sea',
      }}
    >
      {({ values, protocol, importer }) => (
        <WidgetForm
          startProtocol={protocol}
          action={createWidgetAction}
          partnerName={partnerName}
          submitLabel="Register widget"
          values={values}
          importer={importer}
          after={(created) => (
            <div ref={takeFocus} tabIndex={-1} className="max-w-[46rem] rounded-md">
              <Panel labelledBy="created">
                <PanelHeader id="created" title={`${created.name} is registered`} />
                <PanelBody className="grid gap-4">
                  <div>
                    <h3 className="font-medium text-ink-2 text-xs">Widget ID</h3>
                    <p className="flex flex-wrap items-center gap-2">
                      <code className="mono break-all" data-testid="widget-id">
                        {created.widgetId}
                      </code>
                      <CopyButton size="sm" value={created.widgetId} label="Copy Widget ID" />
                    </p>
                  </div>
                  {created.secret && created.fingerprint ? (
                    <ShownOnce
                      secret={created.secret}
                      fingerprint={created.fingerprint}
                      version={1}
                      ownerId={created.widgetId}
                    />
                  ) : null}
                  {created.clientId && created.clientSecret ? (
                    <ClientOnce clientId={created.clientId} clientSecret={created.clientSecret} />
                  ) : null}
                  {created.secret || created.clientSecret ? null : (
                    <p className="text-ink-2">
                      Each team that installs it has its own secret. The team’s admin sets it or sees it
                      there, and gives it to you.
                    </p>
                  )}
                  {created.secret || created.clientSecret ? <LeaveGuard /> : null}
                  <div>
                    <ButtonLink
                      href={`/partner/widgets/${created.widgetId}`}
                      variant="primary"
                      {...storedLink}
                    >
                      {created.secret || created.clientSecret
                        ? 'I stored it, continue to set-up'
                        : 'Continue to set-up'}
                    </ButtonLink>
                  </div>
                </PanelBody>
              </Panel>
            </div>
          )}
        />
      )}
    </ImportableForm>
  )
}

/** The focused form is gone, so screen readers have to hear that the secret is here. */
function takeFocus(created: HTMLElement | null): void {
  created?.focus()
}

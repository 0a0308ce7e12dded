'use client'

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
                      Each team that installs it has a secret of its own, which its admin sets or is shown
                      there and tells you.
                    </p>
                  )}
                  <div>
                    <ButtonLink href={`/partner/widgets/${created.widgetId}`} variant="primary">
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

/** The form that had the focus is gone, and a reader of the screen must hear that the secret is here. */
function takeFocus(created: HTMLElement | null): void {
  created?.focus()
}

'use client'

import { ActionForm } from '@/components/action-form'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Verdict } from '@/components/ui/status'
import { SubmitButton } from '@/components/ui/submit-button'
import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { Done } from '@/lib/http/form-state.schema'
import { updateConnectorAction } from '../../actions'
import { ConnectorFields, type ConnectorValues } from '../../connector-fields'

export function SettingsPanel({
  connectorId,
  protocol,
  values,
}: {
  connectorId: string
  protocol: ProtocolId
  values: ConnectorValues
}) {
  return (
    <Panel labelledBy="settings">
      <PanelHeader id="settings" title="Settings" />
      <PanelBody>
        <ActionForm<ConnectorValues & { connectorId: string }, Done>
          action={updateConnectorAction}
          className="grid max-w-[40rem] gap-4"
          after={() => <Verdict kind="ok">Saved. The next request uses these settings.</Verdict>}
        >
          {(fields) => (
            <>
              <input type="hidden" name="connectorId" value={connectorId} />
              <ConnectorFields protocol={protocol} fields={fields} values={values} hasClientSecret />
              <div>
                <SubmitButton>Save settings</SubmitButton>
              </div>
            </>
          )}
        </ActionForm>
      </PanelBody>
    </Panel>
  )
}

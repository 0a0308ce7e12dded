'use client'

import { ActionForm } from '@/components/action-form'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Verdict } from '@/components/ui/status'
import { SubmitButton } from '@/components/ui/submit-button'
import type { WebhookEvent } from '@/lib/domain/webhooks/webhooks.schema'
import type { Done } from '@/lib/http/form-state.schema'
import { updateWebhookAction } from '../../actions'
import { WebhookFields } from '../../webhook-fields'

export function WebhookSettings({
  endpointId,
  ...values
}: {
  endpointId: string
  url: string
  events: readonly WebhookEvent[]
}) {
  return (
    <Panel labelledBy="settings">
      <PanelHeader id="settings" title="Settings" />
      <PanelBody>
        <ActionForm<{ endpointId: string; url: string; events: string[] }, Done>
          action={updateWebhookAction}
          className="grid max-w-[40rem] gap-4"
          after={() => <Verdict kind="ok">Saved. Events that wait go to this address.</Verdict>}
        >
          {(fields) => (
            <>
              <input type="hidden" name="endpointId" value={endpointId} />
              <WebhookFields fields={fields} values={values} />
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

'use client'

import { ActionForm } from '@/components/action-form'
import { storedLink } from '@/components/leave-guard'
import { LeaveGuard } from '@/components/secrets/leave-guard'
import { ShownOnce, type ShownSecret } from '@/components/secrets/shown-once'
import { ButtonLink } from '@/components/ui/button'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { SubmitButton } from '@/components/ui/submit-button'
import { webhookEventTypes } from '@/lib/domain/webhooks/webhooks.schema'
import { createWebhookAction } from '../actions'
import { WebhookFields } from '../webhook-fields'

type Created = { endpointId: string; shown: ShownSecret }

export function AddWebhook() {
  return (
    <ActionForm<{ url: string; events: string[] }, Created>
      action={createWebhookAction}
      className="grid max-w-[46rem] gap-4"
      after={(created) => <AfterCreating created={created} />}
    >
      {(fields) => (
        <>
          <WebhookFields fields={fields} values={{ url: '', events: webhookEventTypes }} />
          <div className="flex flex-wrap gap-2">
            <SubmitButton variant="primary">Add webhook</SubmitButton>
            <ButtonLink href="/settings/webhooks" variant="quiet">
              Cancel
            </ButtonLink>
          </div>
        </>
      )}
    </ActionForm>
  )
}

function AfterCreating({ created }: { created: Created }) {
  return (
    <div ref={takeFocus} tabIndex={-1} className="max-w-[46rem] rounded-md">
      <Panel labelledBy="created">
        <PanelHeader id="created" title="Webhook added" />
        <PanelBody className="grid gap-4">
          <ShownOnce {...created.shown} owner="webhook" ownerId={created.endpointId} />
          <LeaveGuard />
          <p>Next, send a test event. Events begin once your server accepts it.</p>
          <div>
            <ButtonLink href={`/settings/webhooks/${created.endpointId}`} variant="primary" {...storedLink}>
              I stored it, go to the webhook
            </ButtonLink>
          </div>
        </PanelBody>
      </Panel>
    </div>
  )
}

/** The focused form is gone, so screen readers have to hear that the secret is here. */
function takeFocus(created: HTMLElement | null): void {
  created?.focus()
}

'use client'

import { ActionForm } from '@/components/action-form'
import { Field, Input } from '@/components/ui/field'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { SubmitButton } from '@/components/ui/submit-button'
import type { Done } from '@/lib/http/form-state.schema'
import { stopWidgetAction } from '../actions'

/** The partner's own kill switch. */
export function StopPanel({
  widgetId,
  name,
  teamCount,
}: {
  widgetId: string
  name: string
  teamCount: number
}) {
  return (
    <Panel labelledBy="stop">
      <PanelHeader id="stop" title="Stop every launch" meta="For trouble on your side" />
      <PanelBody>
        <ActionForm<{ reason: string; widgetId: string }, Done>
          action={stopWidgetAction}
          className="grid max-w-[34rem] gap-3"
        >
          {(fields) => (
            <>
              <input type="hidden" name="widgetId" value={widgetId} />
              <p className="text-ink-2">
                From the next launch on, {name} opens for nobody
                {teamCount > 0
                  ? `: its tab goes from ${teamCount} ${teamCount === 1 ? 'team' : 'teams'}`
                  : ''}
                . Switches are kept, and an owner allows launches again in one click.
              </p>
              <Field
                id={fields.reason.id}
                label="Reason"
                hint="Kept in the history."
                error={fields.reason.errors ?? null}
              >
                {(control) => (
                  <Input
                    {...control}
                    name="reason"
                    required
                    minLength={3}
                    maxLength={2000}
                    defaultValue={fields.reason.initialValue}
                  />
                )}
              </Field>
              <div>
                <SubmitButton variant="danger">Stop every launch</SubmitButton>
              </div>
            </>
          )}
        </ActionForm>
      </PanelBody>
    </Panel>
  )
}

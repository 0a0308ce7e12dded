'use client'

import { ActionForm } from '@/components/action-form'
import { Checkbox, Field, Textarea } from '@/components/ui/field'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { SubmitButton } from '@/components/ui/submit-button'
import { startWithOptionsAction } from './actions'

/** What a run sends, and its options. */
export function OptionsPanel({
  widgetId,
  hosts,
  signedBy,
  hasEffects,
  isUnderWay,
  limits,
  example,
}: {
  widgetId: string
  hosts: string[]
  signedBy: string
  /** Whether its protocol has requests that create data. */
  hasEffects: boolean
  isUnderWay: boolean
  /** An example record of this protocol. */
  example: string
  limits: { concurrency: number; totalSeconds: number }
}) {
  return (
    <Panel labelledBy="options">
      <PanelHeader id="options" title="What a run sends" />
      <PanelBody className="grid gap-3">
        <p className="text-ink-2 [text-wrap:pretty]">
          Valid, invalid and unusual launches of a sample record, to{' '}
          <span className="mono [overflow-wrap:anywhere]">{hosts.join(', ')}</span>, signed by {signedBy}. At
          most {limits.concurrency} at once, within {limits.totalSeconds} seconds. Then a browser opens one.
        </p>
        <details>
          <summary className="font-medium text-accent-ink">Run with options</summary>
          <ActionForm<{ widgetId: string; record: string; sendsEffects: string }, { runId: string }>
            action={startWithOptionsAction}
            className="mt-2.5 grid gap-3"
          >
            {(fields) => (
              <>
                <input type="hidden" name="widgetId" value={widgetId} />
                <Field
                  id={fields.record.id}
                  label="Record"
                  aside="JSON, optional"
                  hint="Fields that replace those of the sample record, such as an id that your server knows. The daily run uses them too."
                  error={fields.record.errors ?? null}
                >
                  {(control) => (
                    <Textarea
                      {...control}
                      name="record"
                      mono
                      rows={3}
                      maxLength={4000}
                      spellCheck={false}
                      placeholder={example}
                      defaultValue={fields.record.initialValue}
                    />
                  )}
                </Field>
                {hasEffects ? (
                  <Checkbox
                    name="sendsEffects"
                    label="Also send requests that create data"
                    hint="An activity, or the postbacks of a registration and its removal."
                  />
                ) : null}
                <div>
                  <SubmitButton variant="default" size="sm" disabled={isUnderWay}>
                    Run with these options
                  </SubmitButton>
                  {isUnderWay ? (
                    <span className="ml-2 text-ink-3 text-xs">Wait for the current run to finish.</span>
                  ) : null}
                </div>
              </>
            )}
          </ActionForm>
        </details>
      </PanelBody>
    </Panel>
  )
}

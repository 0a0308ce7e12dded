'use client'

import { ActionForm } from '@/components/action-form'
import { Countdown } from '@/components/countdown'
import { Button } from '@/components/ui/button'
import { Field, Select } from '@/components/ui/field'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Verdict } from '@/components/ui/status'
import { SubmitButton } from '@/components/ui/submit-button'
import { Time } from '@/components/ui/time'
import { useCall } from '@/components/use-call'
import { graceChoices } from '@/lib/domain/secrets/durations.schema'
import type { Done } from '@/lib/http/form-state.schema'
import { RevokeDialog } from './revoke-dialog'
import type { WidgetSecretVersion } from './version'
import type { WidgetSecretActions } from './widget-actions'

/** After a promotion: the previous secret no longer signs, can be promoted again, and is revoked by itself. */
export function RetiringPanel({
  widgetId,
  retiring,
  active,
  actions,
  canRotate,
}: {
  widgetId: string
  retiring: WidgetSecretVersion
  active: WidgetSecretVersion
  actions: WidgetSecretActions
  canRotate: boolean
}) {
  const revoke = useCall(actions.revoke)
  const back = useCall(actions.rollBack)
  const graceSeconds = retiring.graceSeconds ?? 0
  const longer = graceChoices.filter((choice) => choice.hours * 3600 > graceSeconds)
  const staleAt = retiring.lastLaunchStaleAt
  return (
    <Panel labelledBy="rotation">
      <PanelHeader
        id="rotation"
        title={`v${retiring.version} is retiring`}
        meta={
          retiring.graceEndsAt ? (
            <>
              Revokes itself <Time value={retiring.graceEndsAt} shape="datetime" />
            </>
          ) : undefined
        }
      />
      <PanelBody className="grid gap-4">
        {retiring.graceEndsAt ? (
          <Countdown
            until={retiring.graceEndsAt}
            totalSeconds={graceSeconds}
            label={`Time left for v${retiring.version}`}
          />
        ) : null}
        <Verdict kind="info">
          {staleAt ? (
            <span>
              Framegate no longer signs with v{retiring.version}. It last signed a launch at{' '}
              <Time value={retiring.lastSignedAt ?? staleAt} shape="time" />, which expires at{' '}
              <Time value={staleAt} shape="time" />. After that it’s safe to revoke v{retiring.version}. Once
              it’s revoked, remove it from your widget’s settings.
            </span>
          ) : (
            <span>v{retiring.version} never signed a launch, so it’s safe to revoke.</span>
          )}
        </Verdict>
        {canRotate ? (
          <div className="flex flex-wrap items-end gap-2">
            {longer.length > 0 ? (
              <ActionForm<{ graceHours: string; widgetId: string }, Done>
                action={actions.extend}
                className="flex flex-wrap items-end gap-2"
              >
                {(fields) => (
                  <>
                    <input type="hidden" name="widgetId" value={widgetId} />
                    <Field
                      id={fields.graceHours.id}
                      label="Keep accepting it for"
                      error={fields.graceHours.errors ?? null}
                    >
                      {(control) => (
                        <Select {...control} name="graceHours" defaultValue={String(longer[0]?.hours)}>
                          {longer.map((choice) => (
                            <option key={choice.hours} value={choice.hours}>
                              {choice.label}
                            </option>
                          ))}
                        </Select>
                      )}
                    </Field>
                    <SubmitButton variant="default">Extend time</SubmitButton>
                  </>
                )}
              </ActionForm>
            ) : null}
            <RevokeDialog
              version={retiring.version}
              label={`Revoke v${retiring.version} now`}
              description={`You can no longer go back to v${retiring.version}. v${active.version} keeps signing.`}
              action={() =>
                revoke.call(
                  { widgetId, version: retiring.version },
                  { title: `v${retiring.version} is revoked` },
                )
              }
            />
            <Button
              variant="quiet"
              pending={back.isPending}
              onClick={() =>
                back.call(
                  { widgetId },
                  {
                    title: `v${retiring.version} signs again`,
                    description: `v${active.version} is staged again.`,
                  },
                )
              }
            >
              Go back to v{retiring.version}
            </Button>
          </div>
        ) : null}
      </PanelBody>
    </Panel>
  )
}

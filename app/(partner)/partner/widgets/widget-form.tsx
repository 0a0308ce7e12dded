'use client'

import { useState } from 'react'
import { ActionForm } from '@/components/action-form'
import { Checkbox, Field, FieldSet, Input, Select, Textarea } from '@/components/ui/field'
import { SubmitButton } from '@/components/ui/submit-button'
import {
  frameFeatures,
  placementLabels,
  placements,
  protocolIds,
  type WidgetColour,
  type WidgetIcon,
} from '@/lib/domain/widgets.schema'
import type { FormState } from '@/lib/http/form-state.schema'
import { IconPicker } from './icon-picker'
import { MarkdownField } from './markdown-field'

export type WidgetFormValues = {
  name: string
  description: string
  url: string
  furtherOrigins: string[]
  placements: string[]
  allow: string[]
  icon: WidgetIcon
  colour: WidgetColour
}

type Fields = Record<
  | 'name'
  | 'description'
  | 'url'
  | 'furtherOrigins'
  | 'placements'
  | 'allow'
  | 'icon'
  | 'colour'
  | 'protocol'
  | 'testTeamId',
  string
>

const protocolLabels: Record<(typeof protocolIds)[number], string> = {
  'sure-send': 'Sure Send: signed context in the URL',
}

const featureLabels: Record<(typeof frameFeatures)[number], string> = {
  'clipboard-write': 'Copy to the clipboard',
  geolocation: 'Ask where the agent is',
  microphone: 'Use the microphone',
  camera: 'Use the camera',
  fullscreen: 'Go full screen',
}

/** The fields of a widget, for registering and for editing. */
export function WidgetForm<Data>({
  action,
  values,
  existing,
  submitLabel,
  after,
}: {
  action: (previous: FormState<Data>, form: FormData) => Promise<FormState<Data>>
  values: WidgetFormValues
  /** The widget being edited; its protocol stays and its test is asked for on its page. */
  existing?: { widgetId: string; revision: string }
  submitLabel: string
  after?: (data: Data) => React.ReactNode
}) {
  const [chosen, setChosen] = useState<string[]>(values.placements)
  return (
    <ActionForm<Fields, Data>
      action={action}
      className="grid max-w-[46rem] gap-5"
      {...(after ? { after } : {})}
    >
      {(fields) => (
        <>
          {existing ? (
            <>
              <input type="hidden" name="widgetId" value={existing.widgetId} />
              <input type="hidden" name="revision" value={existing.revision} />
            </>
          ) : null}
          <Field
            id={fields.name.id}
            label="Name"
            hint="The title of the tab."
            error={fields.name.errors ?? null}
          >
            {(control) => (
              <Input
                {...control}
                name="name"
                required
                maxLength={60}
                defaultValue={fields.name.initialValue ?? values.name}
              />
            )}
          </Field>
          <MarkdownField
            id={fields.description.id}
            error={fields.description.errors ?? null}
            defaultValue={fields.description.initialValue ?? values.description}
          />
          <Field
            id={fields.url.id}
            label="Widget URL"
            hint="Opened in a frame with context and signature added to its own query. https://, except 127.0.0.1 in team testing."
            error={fields.url.errors ?? null}
          >
            {(control) => (
              <Input
                {...control}
                name="url"
                type="url"
                inputMode="url"
                mono
                required
                maxLength={2048}
                placeholder="https://widgets.example.com/recommend"
                defaultValue={fields.url.initialValue ?? values.url}
              />
            )}
          </Field>
          {existing ? null : (
            <Field
              id={fields.protocol.id}
              label="Protocol"
              hint="How launches are signed. It cannot be changed later."
              error={fields.protocol.errors ?? null}
            >
              {(control) => (
                <Select
                  {...control}
                  name="protocol"
                  defaultValue={fields.protocol.initialValue ?? protocolIds[0]}
                >
                  {protocolIds.map((protocol) => (
                    <option key={protocol} value={protocol}>
                      {protocolLabels[protocol]}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          )}
          <FieldSet
            id={fields.placements.id}
            legend="Placements"
            hint="Where a team can switch it on: at least one."
            error={fields.placements.errors ?? null}
          >
            <div className="flex flex-wrap gap-x-6 gap-y-2">
              {placements.map((placement) => (
                <Checkbox
                  key={placement}
                  name="placements"
                  value={placement}
                  label={`${placementLabels[placement]} view`}
                  checked={chosen.includes(placement)}
                  onChange={(event) =>
                    setChosen(
                      event.target.checked
                        ? [...chosen, placement]
                        : chosen.filter((other) => other !== placement),
                    )
                  }
                />
              ))}
            </div>
          </FieldSet>
          {existing ? null : (
            <Field
              id={fields.testTeamId.id}
              label="Team for testing"
              aside="optional"
              hint="The Team ID from their Settings → Integration Partner Widgets. Their admin decides; until then nobody there sees it."
              error={fields.testTeamId.errors ?? null}
            >
              {(control) => (
                <Input
                  {...control}
                  name="testTeamId"
                  mono
                  maxLength={64}
                  autoComplete="off"
                  spellCheck={false}
                  defaultValue={fields.testTeamId.initialValue}
                />
              )}
            </Field>
          )}
          <IconPicker icon={values.icon} colour={values.colour} />
          <details
            className="group"
            open={
              values.furtherOrigins.length > 0 ||
              values.allow.length > 0 ||
              Boolean(fields.furtherOrigins.errors)
            }
          >
            <summary className="cursor-pointer font-medium text-accent-ink">
              Further origins and browser permissions
            </summary>
            <div className="mt-4 grid gap-5">
              <Field
                id={fields.furtherOrigins.id}
                label="Further origins"
                aside="optional"
                hint="Origins that the widget redirects to inside its frame, such as a sign-in. One a line. Anything else is blocked."
                error={fields.furtherOrigins.errors ?? null}
              >
                {(control) => (
                  <Textarea
                    {...control}
                    name="furtherOrigins"
                    mono
                    rows={2}
                    spellCheck={false}
                    defaultValue={fields.furtherOrigins.initialValue ?? values.furtherOrigins.join('\n')}
                  />
                )}
              </Field>
              <FieldSet
                id={fields.allow.id}
                legend="Browser permissions"
                hint="Each is named to the reviewer and stays off unless you ask for it here."
              >
                <div className="grid gap-2">
                  {frameFeatures.map((feature) => (
                    <Checkbox
                      key={feature}
                      name="allow"
                      value={feature}
                      label={featureLabels[feature]}
                      defaultChecked={values.allow.includes(feature)}
                    />
                  ))}
                </div>
              </FieldSet>
            </div>
          </details>
          <div>
            <SubmitButton variant="primary">{submitLabel}</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  )
}

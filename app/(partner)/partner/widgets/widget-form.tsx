'use client'

import { useState } from 'react'
import { ActionForm } from '@/components/action-form'
import { Checkbox, Field, FieldSet, Input, Select } from '@/components/ui/field'
import { SubmitButton } from '@/components/ui/submit-button'
import { placementLabels, placements, protocolIds, protocolLabels } from '@/lib/domain/widget-settings.schema'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets.schema'
import type { FormState } from '@/lib/http/form-state.schema'
import { FurtherSettings } from './further-settings'
import { IconPicker } from './icon-picker'
import { MarkdownField } from './markdown-field'
import { type PreviewValues, WidgetPreview } from './widget-preview'

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

/** The fields of a widget, for registering and for editing. */
export function WidgetForm<Data>({
  action,
  values,
  existing,
  partnerName,
  submitLabel,
  after,
}: {
  action: (previous: FormState<Data>, form: FormData) => Promise<FormState<Data>>
  values: WidgetFormValues
  /** The widget being edited; its protocol stays and its test is asked for on its page. */
  existing?: { widgetId: string; revision: string }
  partnerName: string
  submitLabel: string
  after?: (data: Data) => React.ReactNode
}) {
  const [chosen, setChosen] = useState<string[]>(values.placements)
  const [preview, setPreview] = useState<Omit<PreviewValues, 'placements'>>(values)
  return (
    <ActionForm<Fields, Data>
      action={action}
      className="grid gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,46rem)_minmax(16rem,22rem)]"
      {...(after ? { after } : {})}
    >
      {(fields) => (
        <>
          <div
            className="grid content-start gap-5"
            onInput={(event) => setPreview(readPreview(event.currentTarget))}
          >
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
            <FurtherSettings
              id={fields.furtherOrigins.id}
              error={fields.furtherOrigins.errors ?? null}
              origins={fields.furtherOrigins.initialValue ?? values.furtherOrigins.join('\n')}
              allow={values.allow}
            />
            <div>
              <SubmitButton variant="primary">{submitLabel}</SubmitButton>
            </div>
          </div>
          <WidgetPreview values={{ ...preview, placements: chosen }} partnerName={partnerName} />
        </>
      )}
    </ActionForm>
  )
}

function readPreview(fields: HTMLElement): Omit<PreviewValues, 'placements'> {
  const form = new FormData(fields.closest('form') ?? undefined)
  return {
    name: String(form.get('name') ?? ''),
    description: String(form.get('description') ?? ''),
    icon: String(form.get('icon')) as WidgetIcon,
    colour: String(form.get('colour')) as WidgetColour,
  }
}

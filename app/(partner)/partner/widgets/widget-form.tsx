'use client'

import { useState } from 'react'
import { ActionForm } from '@/components/action-form'
import { ChoiceCards } from '@/components/ui/choice-cards'
import { Field, FieldSet, Input } from '@/components/ui/field'
import { SubmitButton } from '@/components/ui/submit-button'
import { factsOf, type ProtocolId, protocolIds, startPlacements } from '@/lib/domain/protocols/facts.schema'
import type { ProtocolFieldName } from '@/lib/domain/protocols/facts-type.schema'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'
import type { FormState } from '@/lib/http/form-state.schema'
import { FurtherSettings } from './further-settings'
import { IconPicker } from './icon-picker'
import { MarkdownField } from './markdown-field'
import { ProtocolFields, type ProtocolValues } from './protocol-fields'
import { type PreviewValues, WidgetPreview } from './widget-preview'

export type WidgetFormValues = {
  name: string
  description: string
  addresses: ProtocolValues
  furtherOrigins: string[]
  placements: string[]
  allow: string[]
  icon: WidgetIcon
  colour: WidgetColour
}

type Fields = Record<
  | ProtocolFieldName
  | 'name'
  | 'description'
  | 'furtherOrigins'
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
  startProtocol,
  existing,
  partnerName,
  submitLabel,
  importer,
  after,
}: {
  action: (previous: FormState<Data>, form: FormData) => Promise<FormState<Data>>
  values: WidgetFormValues
  /** The protocol of the widget being edited, or the form's default. */
  startProtocol: ProtocolId
  /** The widget being edited. Its protocol can't change, and testing is requested on its page. */
  existing?: { widgetId: string; revision: string }
  partnerName: string
  submitLabel: string
  /** The control that fills in the form from a file. */
  importer?: React.ReactNode
  after?: (data: Data) => React.ReactNode
}) {
  const [protocol, setProtocol] = useState(startProtocol)
  const [chosen, setChosen] = useState<string[]>(values.placements)
  const chooseProtocol = (value: ProtocolId) => {
    setProtocol(value)
    setChosen(startPlacements(value))
  }
  const [preview, setPreview] = useState<Omit<PreviewValues, 'placements'>>(values)
  return (
    <ActionForm<Fields, Data>
      action={action}
      className="grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,46rem)_minmax(16rem,22rem)]"
      {...(after ? { after } : {})}
    >
      {(fields) => (
        <>
          <div
            className="grid content-start gap-5"
            onInput={(event) => setPreview(readPreview(event.currentTarget))}
          >
            {importer}
            {existing ? (
              <>
                <input type="hidden" name="widgetId" value={existing.widgetId} />
                <input type="hidden" name="revision" value={existing.revision} />
              </>
            ) : null}
            {existing ? null : (
              <FieldSet
                id={fields.protocol.id}
                legend="Protocol"
                hint="You can’t change it later."
                error={fields.protocol.errors ?? null}
              >
                <ChoiceCards
                  name="protocol"
                  value={protocol}
                  onChange={chooseProtocol}
                  options={protocolIds.map((id) => ({
                    value: id,
                    title: factsOf(id).name,
                    text: `Choose this if ${factsOf(id).chooseIf}`,
                  }))}
                />
              </FieldSet>
            )}
            <Field
              id={fields.name.id}
              label="Name"
              hint="The title of the tab, up to 60 characters."
              error={fields.name.errors ?? null}
            >
              {(control) => (
                <Input
                  {...control}
                  name="name"
                  required
                  defaultValue={fields.name.initialValue ?? values.name}
                />
              )}
            </Field>
            <MarkdownField
              id={fields.description.id}
              error={fields.description.errors ?? null}
              defaultValue={fields.description.initialValue ?? values.description}
            />
            <ProtocolFields
              key={protocol}
              protocol={protocol}
              fields={fields}
              values={values.addresses}
              chosen={chosen}
              onChoose={setChosen}
            />
            {existing ? null : (
              <Field
                id={fields.testTeamId.id}
                label="Team for testing"
                aside="optional"
                hint="The Team ID from their Settings → Integration widgets. Only their admins see the request until one accepts it."
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

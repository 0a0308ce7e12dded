'use client'

import { Checkbox, Field, FieldSet, Input, Select, Textarea } from '@/components/ui/field'
import { effectOf, factsOf, type ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { FormPart, ProtocolFieldName } from '@/lib/domain/protocols/facts-type.schema'
import { placementLabels, placementPlace } from '@/lib/domain/protocols/placements.schema'
import { slotFields } from '@/lib/domain/protocols/widget-settings.schema'

/** A field of the form in Conform. */
type FormField = { id: string; errors?: string[] | undefined; initialValue?: unknown }
export type ProtocolFieldMap = Record<ProtocolFieldName, FormField>
export type ProtocolValues = Partial<Record<Exclude<ProtocolFieldName, 'placements'>, string>>

type Props = {
  fields: ProtocolFieldMap
  values: ProtocolValues
  chosen: string[]
  onChoose: (placements: string[]) => void
}

/** The fields that depend on the protocol: addresses and placements. */
export function ProtocolFields({ protocol, ...props }: Props & { protocol: ProtocolId }) {
  return factsOf(protocol).form.map((part) => (
    <Part key={'name' in part ? part.name : part.kind} {...props} protocol={protocol} part={part} />
  ))
}

function Part({ part, protocol, ...props }: Props & { protocol: ProtocolId; part: FormPart }) {
  switch (part.kind) {
    case 'placements':
      return <PlacementField {...props} protocol={protocol} />
    case 'slots':
      return <SlotFields {...props} {...part} protocol={protocol} />
    case 'address':
      return <AddressField {...props} {...part} {...(part.isOptional ? { aside: 'optional' } : {})} />
    case 'lines':
      return (
        <Field
          id={props.fields[part.name].id}
          label={part.label}
          hint={part.hint}
          error={props.fields[part.name].errors ?? null}
        >
          {(control) => (
            <Textarea
              {...control}
              name={part.name}
              mono
              rows={2}
              spellCheck={false}
              defaultValue={initial(props, part.name)}
            />
          )}
        </Field>
      )
    case 'choice':
      return (
        <Field
          id={props.fields[part.name].id}
          label={part.label}
          hint={part.hint}
          error={props.fields[part.name].errors ?? null}
        >
          {(control) => (
            <Select
              {...control}
              name={part.name}
              defaultValue={initial(props, part.name) ?? part.choices[0]?.value}
            >
              {part.choices.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )
  }
}

function SlotFields({
  legend,
  hint,
  protocol,
  ...props
}: Props & { legend: string; hint: string; protocol: ProtocolId }) {
  return (
    <FieldSet
      id={props.fields.placements.id}
      legend={legend}
      hint={hint}
      error={props.fields.placements.errors ?? null}
    >
      <div className="grid gap-3">
        {factsOf(protocol).placements.map((placement) => (
          <AddressField
            key={placement}
            {...props}
            name={slotFields[placement]}
            label={placementLabels[placement]}
            aside={`adds ${effectOf(protocol, placement)}`}
            isOptional
            onFilled={(isFilled) =>
              props.onChoose(
                isFilled
                  ? [...new Set([...props.chosen, placement])]
                  : props.chosen.filter((other) => other !== placement),
              )
            }
          />
        ))}
      </div>
    </FieldSet>
  )
}

function PlacementField({ fields, chosen, onChoose, protocol }: Props & { protocol: ProtocolId }) {
  return (
    <FieldSet
      id={fields.placements.id}
      legend="Placements"
      hint="Where a team can enable it. Choose at least one."
      error={fields.placements.errors ?? null}
    >
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        {factsOf(protocol).placements.map((placement) => (
          <Checkbox
            key={placement}
            name="placements"
            value={placement}
            label={placementPlace(placement)}
            checked={chosen.includes(placement)}
            onChange={(event) =>
              onChoose(
                event.target.checked ? [...chosen, placement] : chosen.filter((other) => other !== placement),
              )
            }
          />
        ))}
      </div>
    </FieldSet>
  )
}

function AddressField({
  fields,
  values,
  name,
  label,
  aside,
  hint,
  placeholder,
  isOptional = false,
  isTemplate = false,
  onFilled,
}: Props & {
  name: Exclude<ProtocolFieldName, 'placements'>
  label: string
  aside?: string
  hint?: string
  placeholder?: string
  isOptional?: boolean
  /** Browsers refuse braces in a field of type url. */
  isTemplate?: boolean
  onFilled?: (isFilled: boolean) => void
}) {
  const field = fields[name]
  return (
    <Field id={field.id} label={label} aside={aside} hint={hint} error={field.errors ?? null}>
      {(control) => (
        <Input
          {...control}
          name={name}
          type={isTemplate ? 'text' : 'url'}
          inputMode="url"
          mono
          required={!isOptional}
          maxLength={2048}
          placeholder={placeholder}
          spellCheck={false}
          autoComplete="off"
          defaultValue={initial({ fields, values }, name)}
          onChange={onFilled ? (event) => onFilled(event.target.value !== '') : undefined}
        />
      )}
    </Field>
  )
}

function initial(
  { fields, values }: Pick<Props, 'fields' | 'values'>,
  name: Exclude<ProtocolFieldName, 'placements'>,
): string | undefined {
  const typed = fields[name].initialValue
  return typeof typed === 'string' ? typed : values[name]
}

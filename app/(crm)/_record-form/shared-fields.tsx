'use client'

import type { ReactNode } from 'react'
import { ListRows } from './list-rows'
import type { ControlProps } from './record-form'
import { partName } from './record-values'
import { TextField } from './text-field'

/** A chapter of the form. */
export function FormSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-4">
      <h2 className="font-semibold text-base tracking-[-0.006em]">{title}</h2>
      {children}
    </section>
  )
}

/** Any text, with the stages that the team has as suggestions. */
export function StageField({ controls, stages }: { controls: ControlProps; stages: string[] }) {
  const listId = `${controls.idOf('stage')}-stages`
  return (
    <>
      <TextField
        controls={controls}
        name="stage"
        label="Stage"
        hint={stages.length > 0 ? 'One of your team’s stages, or a new one.' : 'Such as Lead or Customer.'}
        list={listId}
        maxLength={100}
      />
      <datalist id={listId}>
        {stages.map((stage) => (
          <option key={stage} value={stage} />
        ))}
      </datalist>
    </>
  )
}

export function EmailRows({ controls }: { controls: ControlProps }) {
  return (
    <ListRows list="emails" {...pickList(controls, 'emails')}>
      {({ key, parts }, label) => {
        const name = partName('emails', key, 'email')
        return (
          <TextField
            controls={{ ...controls, values: { [name]: parts.email ?? '' } }}
            name={name}
            label={`${capitalise(label)}`}
            inputMode="email"
            spellCheck={false}
            maxLength={320}
          />
        )
      }}
    </ListRows>
  )
}

const phoneTypes = ['work', 'mobile', 'home', 'fax', 'other']
const addressTypes = ['office', 'headquarters', 'billing', 'shipping', 'other']

export function PhoneRows({ controls }: { controls: ControlProps }) {
  const listId = `${controls.idOf('phones')}-types`
  return (
    <>
      <ListRows list="phones" {...pickList(controls, 'phones')}>
        {({ key, parts }, label) => {
          const [phone, type] = [partName('phones', key, 'phone'), partName('phones', key, 'type')]
          const own = { ...controls, values: { [phone]: parts.phone ?? '', [type]: parts.type ?? '' } }
          return (
            <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,8rem)] gap-2">
              <TextField
                controls={own}
                name={phone}
                label={capitalise(label)}
                inputMode="tel"
                spellCheck={false}
                maxLength={60}
              />
              <TextField
                controls={own}
                name={type}
                label="Type"
                aria-label={`Type of ${label}`}
                placeholder="work"
                list={listId}
                maxLength={40}
              />
            </div>
          )
        }}
      </ListRows>
      <datalist id={listId}>
        {phoneTypes.map((type) => (
          <option key={type} value={type} />
        ))}
      </datalist>
    </>
  )
}

const addressParts = [
  { part: 'street', label: 'Street', max: 300, className: 'md:col-span-2' },
  { part: 'code', label: 'Postal code', max: 40 },
  { part: 'city', label: 'City', max: 200 },
  { part: 'state', label: 'State or region', max: 200 },
  { part: 'country', label: 'Country', max: 200 },
  { part: 'type', label: 'Type', max: 40 },
]

export function AddressRows({ controls }: { controls: ControlProps }) {
  const listId = `${controls.idOf('addresses')}-types`
  return (
    <>
      <ListRows list="addresses" {...pickList(controls, 'addresses')}>
        {({ key, parts }, label) => (
          <div className="grid gap-2 md:grid-cols-2">
            {addressParts.map(({ part, label: word, max, className }) => {
              const name = partName('addresses', key, part)
              return (
                <TextField
                  key={part}
                  controls={{ ...controls, values: { [name]: parts[part] ?? '' } }}
                  name={name}
                  label={word}
                  aria-label={`${word} of ${label}`}
                  maxLength={max}
                  {...(className ? { className } : {})}
                  {...(part === 'type' ? { list: listId, placeholder: 'office' } : {})}
                />
              )
            })}
          </div>
        )}
      </ListRows>
      <datalist id={listId}>
        {addressTypes.map((type) => (
          <option key={type} value={type} />
        ))}
      </datalist>
    </>
  )
}

/** The ids by which other systems know the record. */
export function IdFields({ controlsOf, noun }: { controlsOf: DrawField; noun: 'person' | 'company' }) {
  return (
    <FormSection title="IDs in other systems">
      <div className="grid gap-4 md:grid-cols-2">
        {controlsOf('externalId', (controls) => (
          <TextField
            controls={controls}
            name="externalId"
            label="External ID"
            hint={`The ID of this ${noun} in your CRM. No other ${noun} of your team can have it.`}
            mono
            spellCheck={false}
            maxLength={200}
          />
        ))}
        {controlsOf('apiId', (controls) => (
          <TextField
            controls={controls}
            name="apiId"
            label="API ID"
            hint="The ID that marketplace widgets receive."
            mono
            spellCheck={false}
            maxLength={200}
          />
        ))}
      </div>
    </FormSection>
  )
}

export type DrawField = (field: string, draw: (controls: ControlProps) => ReactNode) => ReactNode

function pickList({ values, errorOf, onChange }: ControlProps, list: string) {
  return { values, errors: errorOf(list), onChange }
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

'use client'

import { Checkbox, Field, FieldSet, Input, Select, Textarea } from '@/components/ui/field'
import {
  effectOf,
  type Placement,
  placementLabels,
  placementPlace,
  placements,
  protocolPlacements,
  type WidgetProtocol,
} from '@/lib/domain/protocols/placements.schema'
import { parameterModes, slotFields } from '@/lib/domain/protocols/widget-settings.schema'

export type ProtocolFieldName =
  | 'url'
  | 'placements'
  | 'authRedirectUrl'
  | 'redirectUris'
  | 'searchUrl'
  | 'parameterMode'
  | 'locationPostbackUrl'
  | 'userPostbackUrl'
  | (typeof slotFields)[Placement]

/** One field of the form, as Conform knows it. */
type FormField = { id: string; errors?: string[] | undefined; initialValue?: unknown }
export type ProtocolFieldMap = Record<ProtocolFieldName, FormField>
export type ProtocolValues = Partial<Record<Exclude<ProtocolFieldName, 'placements'>, string>>

type Props = {
  fields: ProtocolFieldMap
  values: ProtocolValues
  chosen: string[]
  onChoose: (placements: string[]) => void
}

/** What a widget is registered with because of its protocol: its addresses, and where it can appear. */
export function ProtocolFields({ protocol, ...props }: Props & { protocol: WidgetProtocol }) {
  switch (protocol) {
    case 'sure-send':
      return (
        <>
          <AddressField
            {...props}
            name="url"
            label="Widget URL"
            hint="Opened in a frame with context and signature added to its own query. https://, except 127.0.0.1 in team testing."
            placeholder="https://widgets.example.com/recommend"
          />
          <PlacementField {...props} protocol={protocol} />
        </>
      )
    case 'social-signin':
      return (
        <>
          <AddressField
            {...props}
            name="url"
            label="Frame URL"
            hint="Opened with id, expires and sig added to its own query: the record’s external id, or the id of a search result."
            placeholder="https://crm.example.com/iframe"
          />
          <AddressField
            {...props}
            name="searchUrl"
            label="Search URL"
            hint="Called with q, expires and sig. It answers JSON: results, each with id and name."
            placeholder="https://crm.example.com/search"
          />
          <PlacementField {...props} protocol={protocol} />
        </>
      )
    case 'showpad':
      return (
        <>
          <AddressField
            {...props}
            name="url"
            label="Connector URL"
            hint="The base of your endpoints: v1/recipientsearch and v1/activities are called below it, with a signature in the headers."
            placeholder="https://connector.example.com/showpad"
          />
          <PlacementField {...props} protocol={protocol} />
        </>
      )
    case 'salesloft':
      return <SalesloftFields {...props} />
    case 'marketplace':
      return <MarketplaceFields {...props} />
  }
}

function SalesloftFields(props: Props) {
  return (
    <>
      <FieldSet
        id={props.fields.placements.id}
        legend="Slots"
        hint="A form is posted to the address of a slot. Leave out those that you do not offer."
        error={props.fields.placements.errors ?? null}
      >
        <div className="grid gap-3">
          {placements.map((placement) => (
            <AddressField
              key={placement}
              {...props}
              name={slotFields[placement]}
              label={placementLabels[placement]}
              aside={`adds ${effectOf('salesloft', placement)}`}
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
      <AddressField
        {...props}
        name="authRedirectUrl"
        label="Auth redirect URL"
        hint="Where a team’s admin is sent to enable the widget, with return_to added. Your server begins the OAuth flow there and ends it at return_to."
        placeholder="https://widgets.example.com/oauth/start"
      />
      <Field
        id={props.fields.redirectUris.id}
        label="Redirect URIs"
        hint="Where the authorization code may be sent, to the character. One a line."
        error={props.fields.redirectUris.errors ?? null}
      >
        {(control) => (
          <Textarea
            {...control}
            name="redirectUris"
            mono
            rows={2}
            spellCheck={false}
            defaultValue={initial(props, 'redirectUris')}
          />
        )}
      </Field>
    </>
  )
}

const modeLabels = {
  encrypted: 'Encrypted: everything in one parameter (recommended)',
  plain: 'Plain, with an HMAC over location and time alone',
}

function MarketplaceFields(props: Props) {
  const mode = initial(props, 'parameterMode') ?? 'encrypted'
  return (
    <>
      <AddressField
        {...props}
        name="url"
        label="Widget URL"
        hint="Opened in a frame. In the plain mode it may hold {{contact-id}}, {{contact-api-id}}, {{user-id}}, {{location-id}}, {{access-token}} and {{user-oauth-url}}."
        placeholder="https://yourapp.example.com/redirection"
        isTemplate
      />
      <Field
        id={props.fields.parameterMode.id}
        label="Parameters"
        hint="In the plain mode nobody signs user, contact and token: your server must take them for hints. The encrypted mode is older cryptography (AES-CBC without a MAC), and still the better of the two."
        error={props.fields.parameterMode.errors ?? null}
      >
        {(control) => (
          <Select {...control} name="parameterMode" defaultValue={mode}>
            {parameterModes.map((choice) => (
              <option key={choice} value={choice}>
                {modeLabels[choice]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <PlacementField {...props} protocol="marketplace" />
      <AddressField
        {...props}
        name="locationPostbackUrl"
        label="Location postback"
        aside="optional"
        isOptional
        isTemplate
        hint="Called by POST when a team registers a location, by DELETE when it unregisters one. It may hold {{location.id}}, {{location.account_number}} and {{location.location_api_id}}."
        placeholder="https://yourapp.example.com/api/postback?location_id={{location.id}}"
      />
      <AddressField
        {...props}
        name="userPostbackUrl"
        label="User postback"
        aside="optional"
        isOptional
        isTemplate
        hint="The same for each user of a location; also {{user.id}}, {{user.username}}, {{user.email}} and {{user.domain.url}}."
        placeholder="https://yourapp.example.com/postbacks?user_id={{user.id}}"
      />
    </>
  )
}

function PlacementField({ fields, chosen, onChoose, protocol }: Props & { protocol: WidgetProtocol }) {
  return (
    <FieldSet
      id={fields.placements.id}
      legend="Placements"
      hint="Where a team can switch it on: at least one."
      error={fields.placements.errors ?? null}
    >
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        {protocolPlacements[protocol].map((placement) => (
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
  /** A browser takes no braces in a field of type url. */
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

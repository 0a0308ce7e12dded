import type { FieldMetadata } from '@conform-to/react'
import { Field, Input, Textarea } from '@/components/ui/field'
import { templateFields } from '@/lib/domain/crm/email-templates.schema'
import { factsOf, type ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { secretLengthMax } from '@/lib/domain/secrets/formats.schema'

export type ConnectorValues = {
  name: string
  frameOrigins: string
  unsignedParameters: string
  lifetimeHours: string
  clientId: string
  clientSecret: string
  authorizeUrl: string
  tokenUrl: string
  returnOrigins: string
  emailTemplates: string
  apiBase: string
}

type Fields = Record<keyof ConnectorValues, Pick<FieldMetadata<string>, 'id' | 'errors'>>

/** The first values of a platform's new connector. */
export function blankValues(protocol: ProtocolId): ConnectorValues {
  const { label, startsWith } = factsOf(protocol).connector
  return {
    name: label,
    frameOrigins: '',
    unsignedParameters: '',
    lifetimeHours: '24',
    clientId: '',
    clientSecret: '',
    authorizeUrl: '',
    tokenUrl: '',
    returnOrigins: '',
    emailTemplates: '',
    apiBase: '',
    ...startsWith,
  }
}

/** The settings of a connector that its platform has. */
export function ConnectorFields({
  protocol,
  fields,
  values,
  hasClientSecret = false,
}: {
  protocol: ProtocolId
  fields: Fields
  values: ConnectorValues
  /** Whether a client secret is stored. An empty field keeps it. */
  hasClientSecret?: boolean
}) {
  const { hasFrame, settings } = factsOf(protocol).connector
  return (
    <>
      <Field
        id={fields.name.id}
        label="Name"
        hint="Your team sees this name here and in the audit log."
        error={fields.name.errors ?? null}
      >
        {(control) => <Input {...control} name="name" required defaultValue={values.name} />}
      </Field>
      {hasFrame ? (
        <ListField
          field={fields.frameOrigins}
          name="frameOrigins"
          label="Allowed parent origins"
          aside="one per line"
          hint="The platform’s pages that may show the frame, such as https://app.example.com. Without one, no page can."
          value={values.frameOrigins}
        />
      ) : null}
      {settings.includes('oauth') ? (
        <OAuthFields fields={fields} values={values} hasClientSecret={hasClientSecret} />
      ) : null}
      {settings.includes('apiBase') ? (
        <TextField
          field={fields.apiBase}
          name="apiBase"
          label="API base"
          aside="optional"
          hint="Where a launch’s access token works, such as https://api.example.com/v2. We read the contact there to show it and to find the record by its email."
          value={values.apiBase}
        />
      ) : null}
      {settings.includes('unsignedParameters') ? (
        <ListField
          field={fields.unsignedParameters}
          name="unsignedParameters"
          label="Unsigned parameters"
          aside="optional"
          hint="Names of parameters that the platform adds after signing, such as message_sentiment. We ignore them in the check and never trust them."
          value={values.unsignedParameters}
        />
      ) : null}
      {settings.includes('lifetimeHours') ? (
        <TextField
          field={fields.lifetimeHours}
          name="lifetimeHours"
          label="Maximum lifetime of a request, in hours"
          hint="A request that expires later than this is refused. Otherwise anyone who finds it in a log could use it for a long time."
          value={values.lifetimeHours}
        />
      ) : null}
    </>
  )
}

function OAuthFields({
  fields,
  values,
  hasClientSecret,
}: {
  fields: Fields
  values: ConnectorValues
  hasClientSecret: boolean
}) {
  return (
    <>
      <TextField
        field={fields.clientId}
        name="clientId"
        label="Client ID"
        hint="From the OAuth application that you created for this CRM at the platform."
        value={values.clientId}
      />
      <Field
        id={fields.clientSecret.id}
        label="Client secret"
        hint={
          hasClientSecret
            ? 'Stored encrypted. Leave empty to keep it.'
            : 'Stored encrypted and never shown. You get the secret for launches when you connect.'
        }
        error={fields.clientSecret.errors ?? null}
      >
        {(control) => (
          <Input
            {...control}
            name="clientSecret"
            type="password"
            mono
            maxLength={secretLengthMax}
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
      <TextField
        field={fields.authorizeUrl}
        name="authorizeUrl"
        label="Consent page"
        value={values.authorizeUrl}
      />
      <TextField field={fields.tokenUrl} name="tokenUrl" label="Token endpoint" value={values.tokenUrl} />
      <ListField
        field={fields.returnOrigins}
        name="returnOrigins"
        label="Return origins"
        aside="one per line"
        hint="Origins that return_to may lead to after connecting. Any other is refused."
        value={values.returnOrigins}
      />
      <Field
        id={fields.emailTemplates.id}
        label="Email templates"
        aside="optional"
        hint={`Offered beside an email. Put the name on the first line, the text below it, and --- between templates. Fields: ${Object.keys(templateFields).join(', ')}, each in {{ }}. If empty, three sample templates are offered.`}
        error={fields.emailTemplates.errors ?? null}
      >
        {(control) => (
          <Textarea {...control} name="emailTemplates" rows={6} defaultValue={values.emailTemplates} />
        )}
      </Field>
    </>
  )
}

function TextField({
  field,
  name,
  label,
  aside,
  hint,
  value,
}: {
  field: Fields['name']
  name: keyof ConnectorValues
  label: string
  aside?: string
  hint?: string
  value: string
}) {
  return (
    <Field
      id={field.id}
      label={label}
      {...(aside ? { aside } : {})}
      {...(hint ? { hint } : {})}
      error={field.errors ?? null}
    >
      {(control) => (
        <Input {...control} name={name} mono maxLength={2000} spellCheck={false} defaultValue={value} />
      )}
    </Field>
  )
}

/** A list, one value per line. */
function ListField({
  field,
  name,
  label,
  aside,
  hint,
  value,
}: {
  field: Fields['name']
  name: keyof ConnectorValues
  label: string
  aside: string
  hint: string
  value: string
}) {
  return (
    <Field id={field.id} label={label} aside={aside} hint={hint} error={field.errors ?? null}>
      {(control) => (
        <Textarea {...control} name={name} mono rows={2} spellCheck={false} defaultValue={value} />
      )}
    </Field>
  )
}

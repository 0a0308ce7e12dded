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

/** What a new connector of a platform begins with. */
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

/** What can be changed of a connector, as far as its platform has it. */
export function ConnectorFields({
  protocol,
  fields,
  values,
  hasClientSecret = false,
}: {
  protocol: ProtocolId
  fields: Fields
  values: ConnectorValues
  /** Whether a client secret is there, which an empty field keeps. */
  hasClientSecret?: boolean
}) {
  const { hasFrame, settings } = factsOf(protocol).connector
  return (
    <>
      <Field
        id={fields.name.id}
        label="Name"
        hint="Your team sees it here and in the audit log."
        error={fields.name.errors ?? null}
      >
        {(control) => <Input {...control} name="name" required maxLength={80} defaultValue={values.name} />}
      </Field>
      {hasFrame ? (
        <ListField
          field={fields.frameOrigins}
          name="frameOrigins"
          label="Origins that may frame it"
          aside="one a line"
          hint="The platform’s own pages, such as https://app.example.com. Without one no page may show the frame."
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
          hint="Where the access token of a launch works, such as https://api.example.com/v2. The contact is read there to show it, and to find the record by its email."
          value={values.apiBase}
        />
      ) : null}
      {settings.includes('unsignedParameters') ? (
        <ListField
          field={fields.unsignedParameters}
          name="unsignedParameters"
          label="Unsigned parameters"
          aside="optional"
          hint="Names that the platform adds after signing, such as message_sentiment. They are taken out before the check and never trusted."
          value={values.unsignedParameters}
        />
      ) : null}
      {settings.includes('lifetimeHours') ? (
        <TextField
          field={fields.lifetimeHours}
          name="lifetimeHours"
          label="Longest lifetime of a request, in hours"
          hint="A request whose expires lies further ahead is refused: it would be good for ever to whoever finds it in a log."
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
        label="Client id"
        hint="Of the OAuth application that you made for this CRM at the platform."
        value={values.clientId}
      />
      <Field
        id={fields.clientSecret.id}
        label="Client secret"
        hint={
          hasClientSecret
            ? 'Sealed. Leave it empty to keep it.'
            : 'It is sealed and never shown. The secret of the launches comes by itself when you connect.'
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
        label="Origins to return to"
        aside="one a line"
        hint="Where return_to may lead after connecting. Any other is refused."
        value={values.returnOrigins}
      />
      <Field
        id={fields.emailTemplates.id}
        label="Email templates"
        aside="optional"
        hint={`Offered beside an email. The name on the first line, the text below, --- between two. Known are ${Object.keys(templateFields).join(', ')}, each in {{ }}. Empty offers three of ours.`}
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

/** A list, one value a line. */
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

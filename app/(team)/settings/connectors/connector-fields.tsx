import type { FieldMetadata } from '@conform-to/react'
import { Field, Input, Textarea } from '@/components/ui/field'
import { type ConnectorProtocol, platforms } from '@/lib/domain/connectors.schema'

type Values = { name: string; frameOrigins: string; unsignedParameters: string }

/** What can be changed of a connector, as far as its platform has it. */
export function ConnectorFields({
  protocol,
  fields,
  values,
}: {
  protocol: ConnectorProtocol
  fields: Record<keyof Values, Pick<FieldMetadata<string>, 'id' | 'errors'>>
  values: Values
}) {
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
      {platforms[protocol].hasFrame ? (
        <Field
          id={fields.frameOrigins.id}
          label="Origins that may frame it"
          aside="one a line"
          hint="The platform’s own pages, such as https://app.example.com. Without one no page may show the frame."
          error={fields.frameOrigins.errors ?? null}
        >
          {(control) => (
            <Textarea
              {...control}
              name="frameOrigins"
              mono
              rows={2}
              spellCheck={false}
              defaultValue={values.frameOrigins}
            />
          )}
        </Field>
      ) : null}
      {protocol === 'social-signin' ? (
        <Field
          id={fields.unsignedParameters.id}
          label="Unsigned parameters"
          aside="optional"
          hint="Names that the platform adds after signing, such as message_sentiment. They are taken out before the check and never trusted."
          error={fields.unsignedParameters.errors ?? null}
        >
          {(control) => (
            <Textarea
              {...control}
              name="unsignedParameters"
              mono
              rows={2}
              spellCheck={false}
              defaultValue={values.unsignedParameters}
            />
          )}
        </Field>
      ) : null}
    </>
  )
}

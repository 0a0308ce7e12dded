import type { FieldMetadata } from '@conform-to/react'
import { Checkbox, Field, FieldSet, Input } from '@/components/ui/field'
import { type WebhookEvent, webhookEvents, webhookEventTypes } from '@/lib/domain/webhooks/webhooks.schema'

type Control<Value> = Pick<FieldMetadata<Value>, 'id' | 'errors' | 'initialValue'>

/** The address of a webhook and what it is told of. */
export function WebhookFields({
  fields,
  values,
}: {
  fields: { url: Control<string>; events: Control<string[]> }
  values: { url: string; events: readonly WebhookEvent[] }
}) {
  return (
    <>
      <Field
        id={fields.url.id}
        label="Address"
        hint="Where your server takes POST requests. It must be https and reachable from the internet."
        error={fields.url.errors ?? null}
      >
        {(control) => (
          <Input
            {...control}
            name="url"
            type="url"
            mono
            required
            maxLength={2000}
            placeholder="https://crm.example.com/webhooks/framegate"
            autoComplete="off"
            spellCheck={false}
            defaultValue={fields.url.initialValue ?? values.url}
          />
        )}
      </Field>
      <FieldSet id={fields.events.id} legend="Events" error={fields.events.errors ?? null}>
        {webhookEventTypes.map((type) => (
          <Checkbox
            key={type}
            name="events"
            value={type}
            defaultChecked={values.events.includes(type)}
            label={<code className="mono">{type}</code>}
            hint={webhookEvents[type]}
          />
        ))}
      </FieldSet>
    </>
  )
}

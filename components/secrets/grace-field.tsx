import { Field, Select } from '@/components/ui/field'
import { graceChoices, graceHours } from '@/lib/domain/secrets/durations.schema'

/** How long the previous secret is still accepted. */
export function GraceField({
  id = 'grace',
  label,
  error = null,
}: {
  id?: string
  label: string
  error?: string[] | null
}) {
  return (
    <Field id={id} label={label} error={error}>
      {(control) => (
        <Select {...control} name="graceHours" defaultValue={String(graceHours.default)}>
          {graceChoices.map((choice) => (
            <option key={choice.hours} value={choice.hours}>
              {choice.label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

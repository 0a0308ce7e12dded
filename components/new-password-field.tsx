import { Field, Input } from '@/components/ui/field'

/** The field for a new password, with its only rule. */
export function NewPasswordField({
  id,
  label,
  remark,
  error,
}: {
  id: string
  label: string
  /** A sentence about what the new password does. */
  remark?: string
  error: string[] | null
}) {
  const hint = 'At least 12 characters. A sentence is easiest to remember.'
  return (
    <Field id={id} label={label} hint={remark ? `${hint} ${remark}` : hint} error={error}>
      {(control) => (
        <Input
          {...control}
          name="password"
          type="password"
          autoComplete="new-password"
          required
          minLength={12}
          maxLength={256}
        />
      )}
    </Field>
  )
}

import { Field, Input } from '@/components/ui/field'

/** The field for a password that is chosen, with the one rule that it has. */
export function NewPasswordField({
  id,
  label,
  remark,
  error,
}: {
  id: string
  label: string
  /** A sentence more: what the new password does. */
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

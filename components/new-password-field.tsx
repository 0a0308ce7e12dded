import { PasswordInput } from '@/components/password-input'
import { Field } from '@/components/ui/field'

/** The field for a new password, with its one rule. An error repeats the rule, so the hint gives way to it. */
export function NewPasswordField({
  id,
  label,
  remark,
  error,
  autoFocus = false,
}: {
  id: string
  label: string
  /** A sentence about what the new password does. */
  remark?: string
  error: string[] | null
  autoFocus?: boolean
}) {
  const hint = [...(error ? [] : ['At least 12 characters. A sentence is easiest to remember.']), remark]
  return (
    <Field id={id} label={label} hint={hint.filter(Boolean).join(' ')} error={error}>
      {(control) => (
        <PasswordInput
          {...control}
          name="password"
          autoComplete="new-password"
          autoFocus={autoFocus}
          required
          minLength={12}
          maxLength={256}
        />
      )}
    </Field>
  )
}

'use client'

import { ActionForm } from '@/components/action-form'
import { Field, Input } from '@/components/ui/field'
import { SubmitButton } from '@/components/ui/submit-button'
import { resetPasswordAction } from '../../actions'

export function ResetForm({ token }: { token: string }) {
  return (
    <ActionForm<{ token: string; password: string }, void> action={resetPasswordAction}>
      {(fields) => (
        <>
          <input type="hidden" name="token" value={token} />
          <Field
            id={fields.password.id}
            label="New password"
            hint="At least 12 characters. A sentence is easiest to remember."
            error={fields.password.errors ?? fields.token.errors ?? null}
          >
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
          <SubmitButton variant="primary">Set password</SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

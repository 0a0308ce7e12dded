'use client'

import { ActionForm } from '@/components/action-form'
import { NewPasswordField } from '@/components/new-password-field'
import { SubmitButton } from '@/components/ui/submit-button'
import { resetPasswordAction } from '../../actions'

export function ResetForm({ token }: { token: string }) {
  return (
    <ActionForm<{ token: string; password: string }, void> action={resetPasswordAction}>
      {(fields) => (
        <>
          <input type="hidden" name="token" value={token} />
          <NewPasswordField
            id={fields.password.id}
            label="New password"
            error={fields.password.errors ?? fields.token.errors ?? null}
          />
          <SubmitButton variant="primary">Set password</SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

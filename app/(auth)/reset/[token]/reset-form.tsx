'use client'

import { ActionForm } from '@/components/action-form'
import { NewPasswordField } from '@/components/new-password-field'
import { SubmitButton } from '@/components/ui/submit-button'
import { resetPasswordAction } from '../../actions'

export function ResetForm({ token, email, isFirst }: { token: string; email: string; isFirst: boolean }) {
  return (
    <ActionForm<{ token: string; password: string }, void> action={resetPasswordAction}>
      {(fields) => (
        <>
          <input type="hidden" name="token" value={token} />
          <input type="hidden" name="username" value={email} autoComplete="username" />
          <NewPasswordField
            id={fields.password.id}
            label={isFirst ? 'Password' : 'New password'}
            error={fields.password.errors ?? fields.token.errors ?? null}
            autoFocus
          />
          <SubmitButton variant="primary">Set password and sign in</SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

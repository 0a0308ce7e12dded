'use client'

import { changePasswordAction } from '@/app/(auth)/actions'
import { ActionForm } from '@/components/action-form'
import { NewPasswordField } from '@/components/new-password-field'
import { PasswordInput } from '@/components/password-input'
import { Field } from '@/components/ui/field'
import { Note } from '@/components/ui/note'
import { SubmitButton } from '@/components/ui/submit-button'

/** Changes the reader’s password. */
export function PasswordForm({ email }: { email: string }) {
  return (
    <ActionForm<{ current: string; password: string }, { changed: boolean }>
      action={changePasswordAction}
      after={() => (
        <Note tone="ok" title="Your password is changed." announce="politely">
          You stay signed in here. All your other sessions have ended.
        </Note>
      )}
    >
      {(fields) => (
        <>
          <input type="hidden" name="email" autoComplete="username" value={email} readOnly />
          <Field id={fields.current.id} label="Current password" error={fields.current.errors ?? null}>
            {(control) => (
              <PasswordInput
                {...control}
                name="current"
                autoComplete="current-password"
                required
                maxLength={256}
              />
            )}
          </Field>
          <NewPasswordField
            id={fields.password.id}
            label="New password"
            remark="All your other sessions end."
            error={fields.password.errors ?? null}
          />
          <div>
            <SubmitButton variant="default">Change password</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  )
}

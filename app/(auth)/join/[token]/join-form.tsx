'use client'

import { ActionForm } from '@/components/action-form'
import { NewPasswordField } from '@/components/new-password-field'
import { Field, Input } from '@/components/ui/field'
import { SubmitButton } from '@/components/ui/submit-button'
import type { JoinInput } from '@/lib/domain/accounts/accounts.schema'
import { joinAction } from '../../actions'

export function JoinForm({
  token,
  email,
  contentHash,
}: {
  token: string
  email: string
  contentHash: string
}) {
  return (
    <ActionForm<JoinInput, void> action={joinAction}>
      {(fields) => (
        <>
          <input type="hidden" name="token" value={token} />
          <input type="hidden" name="contentHash" value={contentHash} />
          <input type="hidden" name="username" value={email} autoComplete="username" />
          <Field id={fields.name.id} label="Your name" error={fields.name.errors ?? null}>
            {(control) => (
              <Input
                {...control}
                name="name"
                autoComplete="name"
                autoFocus
                required
                maxLength={80}
                defaultValue={fields.name.initialValue}
              />
            )}
          </Field>
          <NewPasswordField id={fields.password.id} label="Password" error={fields.password.errors ?? null} />
          <SubmitButton variant="primary">Join</SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

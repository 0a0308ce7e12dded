'use client'

import { ActionForm } from '@/components/action-form'
import { Field, Input } from '@/components/ui/field'
import { SubmitButton } from '@/components/ui/submit-button'
import type { JoinInput } from '@/lib/domain/accounts.schema'
import { joinAction } from '../../actions'

export function JoinForm({ token, email }: { token: string; email: string }) {
  return (
    <ActionForm<JoinInput, void> action={joinAction}>
      {(fields) => (
        <>
          <input type="hidden" name="token" value={token} />
          <input type="hidden" name="username" value={email} autoComplete="username" />
          <Field id={fields.name.id} label="Your name" error={fields.name.errors ?? null}>
            {(control) => (
              <Input
                {...control}
                name="name"
                autoComplete="name"
                required
                maxLength={80}
                defaultValue={fields.name.initialValue}
              />
            )}
          </Field>
          <Field
            id={fields.password.id}
            label="Password"
            hint="At least 12 characters. A sentence is easiest to remember."
            error={fields.password.errors ?? null}
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
          <SubmitButton variant="primary">Join</SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

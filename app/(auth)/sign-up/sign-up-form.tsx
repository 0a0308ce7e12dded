'use client'

import { ActionForm } from '@/components/action-form'
import { NewPasswordField } from '@/components/new-password-field'
import { Field, Input } from '@/components/ui/field'
import { SubmitButton } from '@/components/ui/submit-button'
import type { SignUpInput } from '@/lib/domain/accounts/accounts.schema'
import { signUpAction } from '../actions'

export function SignUpForm() {
  return (
    <ActionForm<SignUpInput, { isSignedIn: boolean }> action={signUpAction}>
      {(fields) => (
        <>
          <Field id={fields.email.id} label="Email" error={fields.email.errors ?? null}>
            {(control) => (
              <Input
                {...control}
                name="email"
                type="email"
                autoComplete="username"
                autoFocus
                required
                maxLength={254}
                defaultValue={fields.email.initialValue}
              />
            )}
          </Field>
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
          <NewPasswordField id={fields.password.id} label="Password" error={fields.password.errors ?? null} />
          <Field
            id={fields.organisation.id}
            label="Organisation"
            hint="Agents see this name on each of your widgets."
            error={fields.organisation.errors ?? null}
          >
            {(control) => (
              <Input
                {...control}
                name="organisation"
                autoComplete="organization"
                required
                maxLength={80}
                defaultValue={fields.organisation.initialValue}
              />
            )}
          </Field>
          <SubmitButton variant="primary">Sign up</SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

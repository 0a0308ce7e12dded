'use client'

import { useState } from 'react'
import { ActionForm } from '@/components/action-form'
import { LinkOnce } from '@/components/link-once'
import { Button } from '@/components/ui/button'
import { Field, Input, Select } from '@/components/ui/field'
import { SubmitButton } from '@/components/ui/submit-button'
import type { InviteInput } from '@/lib/domain/accounts/accounts.schema'
import { inviteMemberAction } from './actions'

/** Invites somebody by a link that the inviter sends. */
export function InviteForm({
  roles,
  defaultRole,
}: {
  roles: { value: string; label: string }[]
  defaultRole: string
}) {
  const [round, setRound] = useState(0)
  return (
    <ActionForm<InviteInput, { link: string; email: string }>
      key={round}
      action={inviteMemberAction}
      defaultValue={{ role: defaultRole }}
      className="grid gap-3"
      after={({ link, email }) => (
        <div className="grid gap-3" role="status">
          <p className="text-ink-2">
            Send this link to <strong className="break-all text-ink">{email}</strong>. It is valid for 7 days
            and works once.
          </p>
          <LinkOnce link={link} label="Copy invitation link" />
          <div>
            <Button onClick={() => setRound(round + 1)}>Invite someone else</Button>
          </div>
        </div>
      )}
    >
      {(fields) => (
        <div className="flex flex-wrap items-start gap-3">
          <Field
            id={fields.email.id}
            label="Email"
            error={fields.email.errors ?? null}
            className="flex-1 basis-64 max-md:basis-full"
          >
            {(control) => (
              <Input
                {...control}
                name="email"
                type="email"
                autoComplete="off"
                required
                maxLength={254}
                defaultValue={fields.email.initialValue}
              />
            )}
          </Field>
          <Field
            id={fields.role.id}
            label="Role"
            error={fields.role.errors ?? null}
            className="w-40 max-md:w-auto max-md:flex-1 max-md:[&_select]:w-full"
          >
            {(control) => (
              <Select {...control} name="role" defaultValue={fields.role.initialValue ?? defaultRole}>
                {roles.map((role) => (
                  <option key={role.value} value={role.value}>
                    {role.label}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <SubmitButton className="mt-[1.375rem]">Create invitation link</SubmitButton>
        </div>
      )}
    </ActionForm>
  )
}

'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { updateAccountAction } from '@/app/(auth)/actions'
import { ActionForm } from '@/components/action-form'
import { Checkbox, Field, Input } from '@/components/ui/field'
import { SubmitButton } from '@/components/ui/submit-button'
import { useToast } from '@/components/ui/toast'

/** The reader's name, and whether single-key shortcuts are on. */
export function AccountForm({ name, singleKeys }: { name: string; singleKeys: boolean }) {
  const router = useRouter()
  const { show } = useToast()
  // Controlled, because React resets an uncontrolled form after its action, before the page has the new values.
  const [value, setValue] = useState(name)
  const [keys, setKeys] = useState(singleKeys)

  const save: typeof updateAccountAction = async (previous, form) => {
    const state = await updateAccountAction(previous, form)
    if (state?.data) {
      show({ title: 'Account saved' })
      router.refresh()
    }
    return state
  }

  return (
    <ActionForm<{ name: string; singleKeys: string }, { saved: boolean }> action={save}>
      {(fields) => (
        <>
          <Field
            id={fields.name.id}
            label="Name"
            hint="Shown to members of your organisation and in the audit log."
            error={fields.name.errors ?? null}
          >
            {(control) => (
              <Input
                {...control}
                name="name"
                autoComplete="name"
                required
                maxLength={80}
                value={value}
                onChange={(event) => setValue(event.currentTarget.value)}
              />
            )}
          </Field>
          <Checkbox
            name="singleKeys"
            value="on"
            checked={keys}
            onChange={(event) => setKeys(event.currentTarget.checked)}
            label="Single-key shortcuts"
            hint="Keys such as / J K A or Z work when you aren’t typing in a field. Turn them off if you use dictation or press keys by accident."
          />
          <div>
            <SubmitButton>Save account</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  )
}

'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { ActionForm } from '@/components/action-form'
import { LeaveGuard } from '@/components/secrets/leave-guard'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Field, Input } from '@/components/ui/field'
import { SubmitButton } from '@/components/ui/submit-button'
import { createApiKeyAction } from './actions'

/** Creates a key and shows it once. */
export function CreateKeyForm() {
  const [round, setRound] = useState(0)
  return (
    <ActionForm<{ name: string }, { apiKeyId: string; key: string }>
      key={round}
      action={createApiKeyAction}
      className="flex max-w-[40rem] flex-wrap items-start gap-3"
      after={({ key }) => (
        <section ref={takeFocus} tabIndex={-1} aria-label="The new key" className="grid gap-2 rounded-md">
          <div className="rounded-md border border-line-strong">
            <code
              className="mono block select-all break-all rounded-none border-0 bg-sunken px-3.5 py-3 leading-6"
              data-testid="api-key"
            >
              {key}
            </code>
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-line border-t px-3.5 py-1.5">
              <span className="text-ink-3 text-xs">
                Shown only once: we store its hash. Send it as Authorization: Bearer.
              </span>
              <span className="ml-auto">
                <CopyButton size="sm" value={key} label="Copy key" />
              </span>
            </div>
          </div>
          <div>
            <Refresh />
            <LeaveGuard what="key" />
            <Button variant="primary" onClick={() => setRound(round + 1)}>
              I stored it
            </Button>
          </div>
        </section>
      )}
    >
      {(fields) => (
        <>
          <span className="min-w-0 flex-1 basis-64">
            <Field
              id={fields.name.id}
              label="Name"
              hint="The program that will use it, such as “CRM production”."
              error={fields.name.errors ?? null}
            >
              {(control) => <Input {...control} name="name" required autoComplete="off" />}
            </Field>
          </span>
          <SubmitButton variant="primary" className="mt-[1.375rem] max-md:mt-0">
            Create key
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

/** The list has the new key at once, while it's still shown here. */
function Refresh() {
  const router = useRouter()
  useEffect(() => router.refresh(), [router])
  return null
}

/** The focused form is gone, so screen readers have to hear that the key is here. */
function takeFocus(made: HTMLElement | null): void {
  made?.focus()
}

'use client'

import { ActionForm } from '@/components/action-form'
import { Field, Textarea } from '@/components/ui/field'
import { Verdict } from '@/components/ui/status'
import { SubmitButton } from '@/components/ui/submit-button'
import type { Done } from '@/lib/http/form-state.schema'
import { saveEmbedAction } from './actions'

/** Which origins may show the team's tabs, one a line. */
export function OriginsForm({ origins }: { origins: string[] }) {
  return (
    <ActionForm<{ origins: string }, Done>
      action={saveEmbedAction}
      className="grid max-w-[40rem] gap-4"
      after={() => <Verdict kind="ok">Saved. Browsers apply it to the next page that they open.</Verdict>}
    >
      {(fields) => (
        <>
          <Field
            id={fields.origins.id}
            label="Origins"
            hint="The scheme, host and port of your CRM’s pages, one origin per line. Leave it empty to turn embedding off."
            error={fields.origins.errors ?? null}
          >
            {(control) => (
              <Textarea
                {...control}
                name="origins"
                mono
                rows={3}
                maxLength={5000}
                placeholder="https://crm.example.com"
                autoComplete="off"
                spellCheck={false}
                defaultValue={fields.origins.initialValue ?? origins.join('\n')}
              />
            )}
          </Field>
          <div>
            <SubmitButton variant="primary">Save origins</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  )
}

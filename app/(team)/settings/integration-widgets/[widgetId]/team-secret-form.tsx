'use client'

import { useEffect, useState } from 'react'
import { ActionForm } from '@/components/action-form'
import { Checkbox, Field, Input, Select } from '@/components/ui/field'
import { SubmitButton } from '@/components/ui/submit-button'
import { graceHours } from '@/lib/domain/secrets/durations.schema'
import { isStrongSecret, secretBytesStrong, secretLengthMax } from '@/lib/domain/secrets/formats.schema'
import { setTeamSecretAction } from './team-secret-actions'

type Set = { version: number; secret: string; fingerprint: string; state: 'active' | 'staged' }

/** A secret shared with a partner: created here, or pasted as the partner gave it. */
export function TeamSecretForm({
  widgetId,
  source,
  onSet,
}: {
  widgetId: string
  source: 'team' | 'portal'
  onSet: (set: Set) => void
}) {
  const [isShort, setShort] = useState(false)
  return (
    <ActionForm<{ widgetId: string; secret: string; endpoint: string; acceptShort: string }, Set>
      action={setTeamSecretAction}
      after={(set) => <Handover set={set} onSet={onSet} />}
    >
      {(fields) => (
        <>
          <input type="hidden" name="widgetId" value={widgetId} />
          {source === 'team' ? (
            <>
              <Field
                id={fields.secret.id}
                label="Secret"
                aside="optional"
                hint="Paste the one that the partner gave you. Leave empty to create a strong one."
                error={fields.secret.errors ?? null}
              >
                {(control) => (
                  <Input
                    {...control}
                    name="secret"
                    mono
                    maxLength={secretLengthMax}
                    autoComplete="off"
                    spellCheck={false}
                    onChange={({ target: { value } }) => setShort(value !== '' && !isStrongSecret(value))}
                  />
                )}
              </Field>
              {isShort ? (
                <Checkbox
                  name="acceptShort"
                  value="on"
                  label="The partner doesn’t accept a longer one"
                  hint={`Secrets under ${secretBytesStrong} bytes are easier to guess.`}
                />
              ) : null}
              <Field
                id={fields.endpoint.id}
                label="For"
                hint="Search and frame can each have their own secret."
                error={fields.endpoint.errors ?? null}
              >
                {(control) => (
                  <Select {...control} name="endpoint" defaultValue="">
                    <option value="">Search and frame</option>
                    <option value="search">Only the search</option>
                    <option value="iframe">Only the frame</option>
                  </Select>
                )}
              </Field>
            </>
          ) : (
            <p className="text-ink-2">
              We create a new secret and show it to you once. Requests are signed with it at once. For the
              first {graceHours.default} hours the previous secret signs them too, so that the partner has
              time to switch.
            </p>
          )}
          <div>
            <SubmitButton variant="primary">Set secret</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  )
}

function Handover({ set, onSet }: { set: Set; onSet: (set: Set) => void }) {
  useEffect(() => onSet(set), [set, onSet])
  return null
}

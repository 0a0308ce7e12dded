'use client'

import { useEffect, useState } from 'react'
import { ActionForm } from '@/components/action-form'
import { Checkbox, Field, Input, Select } from '@/components/ui/field'
import { SubmitButton } from '@/components/ui/submit-button'
import { graceHours } from '@/lib/domain/secrets/durations.schema'
import { isStrongSecret, secretBytesStrong, secretLengthMax } from '@/lib/domain/secrets/formats.schema'
import { setTeamSecretAction } from './team-secret-actions'

type Set = { version: number; secret: string; fingerprint: string; state: 'active' | 'staged' }

/** A secret to agree on with a partner: made here, or the one that they gave. */
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
                hint="As the partner gave it. Leave it empty and a strong one is made here."
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
                  label="The partner takes no longer one"
                  hint={`Under ${secretBytesStrong} bytes a secret is guessed sooner.`}
                />
              ) : null}
              <Field
                id={fields.endpoint.id}
                label="For"
                hint="Search and frame may have a secret each."
                error={fields.endpoint.errors ?? null}
              >
                {(control) => (
                  <Select {...control} name="endpoint" defaultValue="">
                    <option value="">Search and frame</option>
                    <option value="search">The search alone</option>
                    <option value="iframe">The frame alone</option>
                  </Select>
                )}
              </Field>
            </>
          ) : (
            <p className="text-ink-2">
              A new secret is made and shown to you once. Calls carry a signature by it from that moment; one
              that signed before signs beside it for {graceHours.default} hours, so that the partner has time
              to take the new one.
            </p>
          )}
          <div>
            <SubmitButton variant="primary">Set the secret</SubmitButton>
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

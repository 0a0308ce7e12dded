'use client'

import { type FormEvent, useState } from 'react'
import { logToPartnerAction } from '@/app/partner-actions'
import { Button } from '@/components/ui/button'
import { Field, Input, Textarea } from '@/components/ui/field'
import { Note } from '@/components/ui/note'
import { useToast } from '@/components/ui/toast'
import type { PartnerResult } from '@/lib/domain/partner-search/partner-search.schema'

/** Logs an activity about people that a partner's search found. What was typed stays until the partner accepts it. */
export function PartnerActivity({
  widgetId,
  name,
  people,
  onLogged,
}: {
  widgetId: string
  name: string
  people: PartnerResult[]
  onLogged: () => void
}) {
  const { show } = useToast()
  const [isPending, setPending] = useState(false)
  const [fault, setFault] = useState<string>()
  const log = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setPending(true)
    const { failure } = await logToPartnerAction({
      widgetId,
      recipientIds: people.map(({ id }) => id),
      subject: String(form.get('subject') ?? ''),
      description: String(form.get('description') ?? ''),
    }).catch(() => ({
      failure: {
        detail: `Framegate didn’t respond. Check in ${name} whether it was logged before you try again.`,
      },
    }))
    setPending(false)
    setFault(failure?.detail)
    if (failure) return
    show({
      title: `Logged to ${name}`,
      description: `For ${people.map((person) => person.name).join(', ')}.`,
    })
    onLogged()
  }
  return (
    <form
      onSubmit={log}
      aria-label={`Activity for ${name}`}
      className="grid gap-3 rounded-md bg-sunken p-3.5"
    >
      {fault ? (
        <Note tone="danger" announce="at-once" title="The activity was not logged.">
          {fault}
        </Note>
      ) : null}
      <Field id={`subject-${widgetId}`} label={`Log activity to ${name}`} aside={countPeople(people.length)}>
        {(control) => (
          <Input {...control} name="subject" required maxLength={300} placeholder="Called about the tour" />
        )}
      </Field>
      <Field id={`description-${widgetId}`} label="Details" aside="optional">
        {(control) => <Textarea {...control} name="description" rows={2} maxLength={10_000} />}
      </Field>
      <div>
        <Button type="submit" scripted variant="primary" pending={isPending}>
          Log activity
        </Button>
      </div>
    </form>
  )
}

function countPeople(count: number): string {
  return count === 1 ? 'for one person' : `for ${count} people`
}

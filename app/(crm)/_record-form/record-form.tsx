'use client'

import type { FieldMetadata } from '@conform-to/react'
import { useRouter } from 'next/navigation'
import { Fragment, type ReactNode, useState } from 'react'
import { ActionForm } from '@/components/action-form'
import { LeaveGuard } from '@/components/leave-guard'
import { ButtonLink } from '@/components/ui/button'
import { Note } from '@/components/ui/note'
import { SubmitButton } from '@/components/ui/submit-button'
import { useToast } from '@/components/ui/toast'
import type { RecordChange } from '@/lib/domain/crm/change-records'
import type { CallResult, FormState } from '@/lib/http/form-state.schema'
import { ChangedPanel } from './changed-panel'
import {
  type ChangedField,
  describeField,
  findChanged,
  type PresentRecord,
  type RecordKind,
  type RecordValues,
  withField,
} from './record-values'

type Fields = Record<string, FieldMetadata<string>>

/** What a group of controls needs: what it starts with, and the problems of each control by its name. */
export type ControlProps = {
  values: RecordValues
  errorOf: (name: string) => string[] | undefined
  idOf: (name: string) => string
  onChange: () => void
}

type Conflict = {
  present: PresentRecord
  fields: ChangedField[]
  mine: RecordValues
  choices: Record<string, 'theirs' | 'mine'>
}

/** The form of a new or an existing record. What somebody else saved meanwhile is shown before it is overwritten. */
export function RecordForm({
  kind,
  action,
  existing,
  start,
  collection,
  submitLabel,
  read,
  nameOf,
  children,
}: {
  kind: RecordKind
  action: (previous: FormState<RecordChange>, form: FormData) => Promise<FormState<RecordChange>>
  existing?: { id: string; revision: number }
  start: RecordValues
  /** `/people` or `/companies`. */
  collection: string
  submitLabel: string
  /** What the record says now. */
  read: (id: string) => Promise<CallResult<PresentRecord>>
  /** How the record is called in messages. */
  nameOf: (values: RecordValues) => string
  /** The controls of one field each, by the field's name. */
  children: (controlsOf: (field: string, draw: (props: ControlProps) => ReactNode) => ReactNode) => ReactNode
}) {
  const router = useRouter()
  const { show } = useToast()
  const [opened, setOpened] = useState({ values: start, revision: existing?.revision })
  // What each field's controls start with, and how often that was replaced: they keep what is typed in them themselves.
  const [shown, setShown] = useState<{ values: RecordValues; times: Record<string, number> }>({
    values: start,
    times: {},
  })
  const [conflict, setConflict] = useState<Conflict>()
  const [isChanged, setChanged] = useState(false)
  const [saved, setSaved] = useState('')
  const change = () => setChanged(true)

  const showField = (field: string, from: RecordValues) =>
    setShown(({ values, times }) => ({
      values: withField(values, field, from),
      times: { ...times, [field]: (times[field] ?? 0) + 1 },
    }))

  const choose = (
    field: string,
    choice: 'theirs' | 'mine',
    given: Conflict,
    form: HTMLFormElement | null,
  ) => {
    // What was typed since then is part of what the user can come back to.
    const isLeft = choice === 'theirs' && given.choices[field] === 'mine' && form
    const mine = isLeft ? withField(given.mine, field, readForm(new FormData(form))) : given.mine
    setConflict({
      ...given,
      mine,
      fields: given.fields.map((entry) =>
        entry.name === field ? { ...entry, mine: describeField(mine, field) } : entry,
      ),
      choices: { ...given.choices, [field]: choice },
    })
    showField(field, choice === 'theirs' ? given.present.values : mine)
  }

  /** Shows what somebody else saved. What only they changed is taken over; what was typed stays. */
  const meet = (mine: RecordValues, present: PresentRecord) => {
    const fields = findChanged(kind, { opened: opened.values, mine, present: present.values })
    const choices = Object.fromEntries(
      fields.map(({ name, isTouched, isSame }) => [name, isTouched && !isSame ? 'mine' : 'theirs'] as const),
    )
    setConflict({ present, fields, mine, choices })
    for (const { name, isSame } of fields)
      if (choices[name] === 'theirs' && !isSame) showField(name, present.values)
    setOpened({ values: present.values, revision: present.revision })
  }

  const save = async (
    previous: FormState<RecordChange>,
    form: FormData,
  ): Promise<FormState<RecordChange>> => {
    const state = await action(previous, form)
    if (state?.data) {
      const { id, outcome } = state.data
      const title = `${nameOf(readForm(form))} ${outcomeWords[outcome]}`
      setSaved(title)
      show({ title, travels: true })
      router.push(`${collection}/${id}`)
    }
    if (state?.failure?.code !== 'changed_since_read' || !existing) return state
    const present = await read(existing.id)
    if (!present.data) return present.failure ? { ...state, failure: present.failure } : state
    meet(readForm(form), present.data)
    return state.submission ? { submission: state.submission } : undefined
  }

  return (
    <>
      <ActionForm<Record<string, string>, RecordChange>
        action={save}
        className="grid max-w-[46rem] gap-6"
        after={({ id }) => (
          <Note
            tone="ok"
            title={`${saved}.`}
            actions={
              <ButtonLink size="sm" href={`${collection}/${id}`}>
                Show record
              </ButtonLink>
            }
          />
        )}
      >
        {(fields) => {
          const controlsOf = (field: string, draw: (props: ControlProps) => ReactNode) => (
            <Fragment key={`${field} ${shown.times[field] ?? 0}`}>
              {draw({
                values: shown.values,
                errorOf: (name) => (fields as Fields)[name]?.errors,
                idOf: (name) => (fields as Fields)[name]?.id ?? name,
                onChange: change,
              })}
            </Fragment>
          )
          return (
            <>
              {conflict ? (
                <ChangedPanel
                  key={conflict.present.revision}
                  kind={kind}
                  change={conflict.present.change}
                  fields={conflict.fields}
                  choices={conflict.choices}
                  onChoose={(field, choice, form) => choose(field, choice, conflict, form)}
                />
              ) : null}
              <div className="contents" onInput={change}>
                {existing ? (
                  <>
                    <input type="hidden" name="id" value={existing.id} />
                    <input type="hidden" name="revision" value={opened.revision} />
                  </>
                ) : null}
                {children(controlsOf)}
              </div>
              <div className="flex flex-wrap items-center gap-2">
                <SubmitButton variant="primary">{conflict ? 'Save your choices' : submitLabel}</SubmitButton>
                <ButtonLink
                  href={existing ? `${collection}/${existing.id}` : collection}
                  variant="quiet"
                  scroll={false}
                >
                  Cancel
                </ButtonLink>
              </div>
            </>
          )
        }}
      </ActionForm>
      {/* Outside of the form, which would take the answer of its dialog for a submit. */}
      {isChanged && !saved ? (
        <LeaveGuard
          title="Leave without saving?"
          description="What you changed in this form is lost if you leave now."
        />
      ) : null}
    </>
  )
}

const outcomeWords: Record<RecordChange['outcome'], string> = {
  created: 'was added',
  updated: 'was saved',
  unchanged: 'was already saved like this',
  stale: 'was already saved like this',
}

function readForm(form: FormData): RecordValues {
  return Object.fromEntries(
    [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

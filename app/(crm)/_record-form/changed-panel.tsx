'use client'

import { useEffect, useRef } from 'react'
import { Missing } from '@/components/ui/missing'
import { Note } from '@/components/ui/note'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { ChangedField, PresentRecord, RecordKind } from './record-values'

type Choice = 'theirs' | 'mine'

/** What somebody else saved while this form was open, field by field, and which of both goes into the form. */
export function ChangedPanel({
  kind,
  change,
  fields,
  choices,
  onChoose,
}: {
  kind: RecordKind
  change: PresentRecord['change']
  fields: ChangedField[]
  choices: Record<string, Choice>
  onChoose: (field: string, choice: Choice, form: HTMLFormElement | null) => void
}) {
  const panel = useRef<HTMLDivElement>(null)
  // The button that saved is at the other end of the form.
  useEffect(() => panel.current?.focus(), [])
  const who = change ? (change.isYou ? 'You' : change.by) : 'Someone'
  const where = change?.isYou ? ', in another tab or window,' : ''
  return (
    <div ref={panel} tabIndex={-1} className="grid scroll-mt-16 gap-3 outline-none">
      <Note
        tone="warn"
        announce="at-once"
        title={`${who} changed this ${kind}${where} after you opened this form.`}
      >
        Nothing is saved yet, and what you typed is still here.{' '}
        {fields.length > 0
          ? 'Choose which value to keep in each field below, then save.'
          : 'The fields of this form are the same as before. Save again to keep yours.'}
        {change ? (
          <>
            {' '}
            Changed <Time value={change.at} shape="relative" />.
          </>
        ) : null}
      </Note>
      {fields.length > 0 ? (
        <Panel labelledBy="changed-fields">
          <PanelHeader id="changed-fields" title="Changed meanwhile" meta={countFields(fields.length)} />
          <Table
            caption="Fields that changed meanwhile"
            columns={[{ label: 'Field' }, { label: 'Saved now' }, { label: 'Yours' }]}
          >
            {fields.map((field) => (
              <TableRow key={field.name} still>
                <TableCell kind="lead" className="font-medium">
                  {field.label}
                </TableCell>
                <TableCell label="Saved now">
                  <ChoiceRadio
                    field={field}
                    choice="theirs"
                    chosen={choices[field.name]}
                    onChoose={onChoose}
                  />
                </TableCell>
                <TableCell label="Yours">
                  {field.isSame ? (
                    <Missing>The same</Missing>
                  ) : (
                    <ChoiceRadio
                      field={field}
                      choice="mine"
                      chosen={choices[field.name]}
                      onChoose={onChoose}
                    />
                  )}
                </TableCell>
              </TableRow>
            ))}
          </Table>
          <PanelBody className="border-line border-t text-ink-3 text-xs">
            A choice is put into the form below, where you can still change it.
          </PanelBody>
        </Panel>
      ) : null}
    </div>
  )
}

function ChoiceRadio({
  field,
  choice,
  chosen,
  onChoose,
}: {
  field: ChangedField
  choice: Choice
  chosen: Choice | undefined
  onChoose: (field: string, choice: Choice, form: HTMLFormElement | null) => void
}) {
  const texts = choice === 'theirs' ? field.theirs : field.mine
  return (
    <label className="flex cursor-pointer items-start gap-2">
      <input
        type="radio"
        name={`choice_${field.name}`}
        checked={chosen === choice}
        onChange={(event) => onChoose(field.name, choice, event.currentTarget.form)}
        className="mt-[3px] shrink-0 accent-accent"
      />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <span className="sr-only">
          {field.label}, {choice === 'theirs' ? 'saved now' : 'yours'}:{' '}
        </span>
        {texts.length === 0 ? <span className="text-ink-3">Empty</span> : null}
        {texts.map((text) => (
          <span key={text} className="block max-h-40 overflow-y-auto whitespace-pre-line">
            {text}
          </span>
        ))}
        {choice === 'mine' && !field.isTouched ? (
          <span className="block text-ink-3 text-xs">You didn’t change it</span>
        ) : null}
      </span>
    </label>
  )
}

function countFields(count: number): string {
  return count === 1 ? '1 field' : `${count} fields`
}

'use client'

import { Plus, Trash2 } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { FieldSet } from '@/components/ui/field'
import { Icon } from '@/components/ui/icon'
import {
  type ListName,
  type ListRow,
  listParts,
  primaryName,
  type RecordValues,
  readRows,
} from './record-values'

const words: Record<ListName, { legend: string; noun: string }> = {
  emails: { legend: 'Emails', noun: 'email' },
  phones: { legend: 'Phones', noun: 'phone' },
  addresses: { legend: 'Addresses', noun: 'address' },
}

const rowsMax = 50

/** Several emails, phones or addresses: add, remove, and choose the primary one. */
export function ListRows({
  list,
  values,
  errors,
  onChange,
  children,
}: {
  list: ListName
  /** What the form starts with. */
  values: RecordValues
  /** Of the list itself. */
  errors: string[] | undefined
  /** After a row is added or removed. */
  onChange: () => void
  /** The controls of a row, which is called `label` in their names. */
  children: (row: ListRow, label: string) => ReactNode
}) {
  const { legend, noun } = words[list]
  const [rows, setRows] = useState(() => {
    const given = readRows(values, list)
    return given.length > 0 ? given : [emptyRow(list, 0, true)]
  })
  const nextKey = useRef(rows.length)
  const [primary, setPrimary] = useState(() => rows.find(({ isPrimary }) => isPrimary)?.key)
  const group = useRef<HTMLDivElement>(null)
  const [added, setAdded] = useState<string>()
  useEffect(() => {
    if (added !== undefined) group.current?.querySelector<HTMLElement>(`[data-row="${added}"] input`)?.focus()
  }, [added])

  const add = () => {
    const row = emptyRow(list, nextKey.current++, rows.length === 0)
    if (row.isPrimary) setPrimary(row.key)
    setRows([...rows, row])
    setAdded(row.key)
    onChange()
  }
  const remove = (key: string) => {
    const rest = rows.filter((row) => row.key !== key)
    if (key === primary) setPrimary(rest[0]?.key)
    setRows(rest)
    group.current?.querySelector<HTMLElement>('[data-add]')?.focus()
    onChange()
  }

  return (
    <div ref={group}>
      <FieldSet id={list} legend={legend} error={errors ?? null}>
        {rows.length > 0 ? (
          <ul className="divide-y divide-line rounded-md border border-line bg-surface">
            {rows.map((row, index) => {
              const label = `${noun} ${index + 1}`
              return (
                <li
                  key={row.key}
                  data-row={row.key}
                  className="flex flex-wrap items-start gap-x-3 gap-y-2 p-2.5"
                >
                  <div className="min-w-0 flex-1 basis-64">{children(row, label)}</div>
                  <div className="flex items-center gap-3 max-md:w-full md:mt-5">
                    <label className="flex min-h-(--size-control) cursor-pointer items-center gap-1.5">
                      <input
                        type="radio"
                        name={primaryName(list)}
                        value={row.key}
                        checked={row.key === primary}
                        onChange={() => setPrimary(row.key)}
                        className="accent-accent"
                      />
                      Primary<span className="sr-only">: {label}</span>
                    </label>
                    <Button
                      variant="quiet"
                      icon={<Icon of={Trash2} size={14} />}
                      label={`Remove ${label}`}
                      className="max-md:ml-auto"
                      onClick={() => remove(row.key)}
                    />
                  </div>
                </li>
              )
            })}
          </ul>
        ) : null}
        <div className="mt-1">
          <Button
            size="sm"
            data-add=""
            icon={<Icon of={Plus} size={14} />}
            disabled={rows.length >= rowsMax}
            onClick={add}
          >
            {rows.length === 0 ? `Add ${noun === 'phone' ? 'a' : 'an'} ${noun}` : `Add another ${noun}`}
          </Button>
          {rows.length >= rowsMax ? (
            <span className="ml-2 text-ink-3 text-xs">A record has at most {rowsMax}.</span>
          ) : null}
        </div>
      </FieldSet>
    </div>
  )
}

function emptyRow(list: ListName, key: number, isPrimary: boolean): ListRow {
  return { key: String(key), parts: Object.fromEntries(listParts[list].map((part) => [part, ''])), isPrimary }
}

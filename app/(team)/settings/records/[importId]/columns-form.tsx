'use client'

import { useState } from 'react'
import { Field, Select } from '@/components/ui/field'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import { useCall } from '@/components/use-call'
import type { ColumnField } from '@/lib/domain/imports/columns.schema'
import { chooseColumnsAction, readImportAsAction } from '../actions'

const separatorNames = [
  { value: ',', label: 'Comma' },
  { value: ';', label: 'Semicolon' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Vertical bar' },
] as const

/** Which field each column is, how rows find their records, and how the file is read. Each choice shows in the first rows at once. */
export function ColumnsForm({
  importId,
  headers,
  columns: initialColumns,
  examples,
  fields,
  match: initialMatch,
  encoding,
  encodings,
  separator,
}: {
  importId: string
  headers: string[]
  columns: string[]
  examples: string[]
  fields: readonly ColumnField[]
  match: 'external_id' | 'email'
  encoding: string
  encodings: { value: string; label: string }[]
  separator: string
}) {
  const [columns, setColumns] = useState(initialColumns)
  const [match, setMatch] = useState(initialMatch)
  const rows = headers.map((header, index) => ({ id: `column-${index}`, header, index }))
  const choose = useCall(chooseColumnsAction)
  const read = useCall(readImportAsAction)

  function save(nextColumns: string[], nextMatch: typeof match) {
    setColumns(nextColumns)
    setMatch(nextMatch)
    void choose.call({ importId, columns: nextColumns, match: nextMatch })
  }

  function readAs(nextEncoding: string, nextSeparator: string) {
    void read.call({ importId, encoding: nextEncoding as 'utf8', separator: nextSeparator as ',' })
  }

  return (
    <Panel labelledBy="columns">
      <PanelHeader id="columns" title="Columns" meta="found by their headers; correct what is wrong" />
      <PanelBody className="grid grid-cols-3 gap-4 border-line border-b max-md:grid-cols-1">
        <Field
          id="match"
          label="Rows find their records by"
          hint="A row that finds none becomes a new record."
          error={null}
        >
          {(control) => (
            <Select
              {...control}
              value={match}
              onChange={({ target }) => save(columns, target.value === 'email' ? 'email' : 'external_id')}
            >
              <option value="external_id">External ID</option>
              <option value="email">External ID, else email</option>
            </Select>
          )}
        </Field>
        <Field id="encoding" label="Encoding" error={null}>
          {(control) => (
            <Select
              {...control}
              value={encoding}
              disabled={read.isPending}
              onChange={({ target }) => readAs(target.value, separator)}
            >
              {encodings.map((choice) => (
                <option key={choice.value} value={choice.value}>
                  {choice.label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field id="separator" label="Columns are separated by" error={null}>
          {(control) => (
            <Select
              {...control}
              value={separator}
              disabled={read.isPending}
              onChange={({ target }) => readAs(encoding, target.value)}
            >
              {separatorNames.map((choice) => (
                <option key={choice.value} value={choice.value}>
                  {choice.label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </PanelBody>
      <Table
        caption="Columns of the file"
        density="tight"
        columns={[{ label: 'Column' }, { label: 'Example' }, { label: 'Field' }]}
      >
        {rows.map(({ id, header, index }) => (
          <TableRow key={id} still dim={columns[index] === ''}>
            <TableCell kind="lead" className="[overflow-wrap:anywhere]">
              {header}
            </TableCell>
            <TableCell label="Example" className="[overflow-wrap:anywhere]">
              {examples[index]}
            </TableCell>
            <TableCell label="Field">
              <Select
                size="sm"
                aria-label={`Field of ${header}`}
                value={columns[index]}
                onChange={({ target }) =>
                  save(
                    columns.map((column, at) => (at === index ? target.value : column)),
                    match,
                  )
                }
              >
                <option value="">Not imported</option>
                {fields.map((field) => (
                  <option key={field.value} value={field.value}>
                    {field.label}
                  </option>
                ))}
              </Select>
            </TableCell>
          </TableRow>
        ))}
      </Table>
    </Panel>
  )
}

import { Verdict } from '@/components/ui/status'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import type { RecordType } from '@/lib/domain/imports/imports.schema'
import type { ReadRow, RowValues } from '@/lib/domain/imports/row-values'

/** The first rows of a file as they would be written, or why they would not. */
export function PreviewTable({ rows, type }: { rows: { read: ReadRow }[]; type: RecordType }) {
  return (
    <Table
      caption="The first rows, as they will be"
      density="tight"
      columns={[
        { label: 'Line', align: 'end', className: 'w-0' },
        { label: 'External ID' },
        { label: 'Name' },
        { label: 'Stage' },
        { label: 'Emails' },
        { label: 'Phones' },
        { label: type === 'people' ? 'Company' : 'Website' },
      ]}
    >
      {rows.map(({ read }) =>
        'problems' in read ? (
          <TableRow key={read.line} still>
            <TableCell label="Line" align="end">
              {read.line}
            </TableCell>
            <td colSpan={6} className="px-3.5 py-[0.3125rem]">
              <Verdict kind="bad">{read.problems.map(({ detail }) => detail).join(' ')}</Verdict>
            </td>
          </TableRow>
        ) : (
          <PreviewRow key={read.line} line={read.line} values={read.values} />
        ),
      )}
    </Table>
  )
}

function PreviewRow({ line, values }: { line: number; values: RowValues }) {
  const { changes, companyName, companyExternalId, externalId } = values
  const { firstName, lastName, name, website } = changes as Record<string, string | undefined>
  return (
    <TableRow still>
      <TableCell label="Line" align="end">
        {line}
      </TableCell>
      <TableCell label="External ID">{externalId}</TableCell>
      <TableCell label="Name">{name ?? [firstName, lastName].filter(Boolean).join(' ')}</TableCell>
      <TableCell label="Stage">{changes.stage}</TableCell>
      <TableCell label="Emails">{changes.emails?.map(({ email }) => email).join(', ')}</TableCell>
      <TableCell label="Phones">
        {changes.phones?.map(({ phone, type }) => `${phone} (${type})`).join(', ')}
      </TableCell>
      <TableCell label="Company">{website ?? companyName ?? companyExternalId}</TableCell>
    </TableRow>
  )
}

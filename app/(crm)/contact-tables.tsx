import { EmptyState } from '@/components/ui/empty-state'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { CompanyRecord, PersonRecord } from '@/lib/domain/crm/records'

/** Emails and phones with every field that a widget receives. */
export function ContactTables({ emails, phones }: Pick<PersonRecord | CompanyRecord, 'emails' | 'phones'>) {
  return (
    <>
      <Panel>
        <PanelHeader title="Emails" meta={emails.length > 0 ? emails.length : undefined} />
        {emails.length === 0 ? (
          <PanelBody>
            <EmptyState title="No email address">Widgets receive an empty list.</EmptyState>
          </PanelBody>
        ) : (
          <Table
            caption="Emails"
            density="tight"
            columns={[{ label: 'Email' }, { label: 'Primary' }, { label: 'Updated' }]}
          >
            {emails.map((entry) => (
              <TableRow key={entry.id}>
                <TableCell kind="lead" className="break-all">
                  <a href={`mailto:${entry.email}`}>{entry.email}</a>
                </TableCell>
                <TableCell label="Primary">{entry.isPrimary ? 'Yes' : 'No'}</TableCell>
                <TableCell label="Updated">
                  <Time value={entry.updatedAt} shape="date" />
                </TableCell>
              </TableRow>
            ))}
          </Table>
        )}
      </Panel>
      <Panel>
        <PanelHeader title="Phones" meta={phones.length > 0 ? phones.length : undefined} />
        {phones.length === 0 ? (
          <PanelBody>
            <EmptyState title="No phone number">Widgets receive an empty list.</EmptyState>
          </PanelBody>
        ) : (
          <Table
            caption="Phones"
            density="tight"
            columns={[
              { label: 'Phone' },
              { label: 'Type' },
              { label: 'Digits' },
              { label: 'Primary' },
              { label: 'Updated' },
            ]}
          >
            {phones.map((entry) => (
              <TableRow key={entry.id}>
                <TableCell kind="lead">
                  <a href={`tel:${entry.phone}`}>{entry.phone}</a>
                </TableCell>
                <TableCell label="Type">{entry.type}</TableCell>
                <TableCell label="Digits" className="tabular-nums">
                  {entry.normalized}
                </TableCell>
                <TableCell label="Primary">{entry.isPrimary ? 'Yes' : 'No'}</TableCell>
                <TableCell label="Updated">
                  <Time value={entry.updatedAt} shape="date" />
                </TableCell>
              </TableRow>
            ))}
          </Table>
        )}
      </Panel>
    </>
  )
}

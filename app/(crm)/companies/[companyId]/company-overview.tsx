import { DefinitionList } from '@/components/ui/definition-list'
import { Missing } from '@/components/ui/missing'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { CompanyRecord } from '@/lib/domain/crm/records'
import { ContactTables } from '../../contact-tables'

/** Every field of a company, as a widget receives it. */
export function CompanyOverview({ company }: { company: CompanyRecord }) {
  return (
    <div className="grid gap-4">
      <Panel>
        <PanelHeader title="Company" />
        <PanelBody>
          <DefinitionList
            items={[
              { term: 'Name', value: company.name },
              { term: 'Description', value: company.description ?? <Missing /> },
              { term: 'Size', value: company.companySize ?? <Missing /> },
              {
                term: 'Annual revenue',
                value:
                  company.annualRevenue === null ? (
                    <Missing />
                  ) : (
                    <span className="tabular-nums">{company.annualRevenue.toLocaleString('en-GB')}</span>
                  ),
              },
              {
                term: 'Founded',
                value: company.foundedDate ? <Time value={company.foundedDate} shape="date" /> : <Missing />,
              },
              { term: 'Registration number', value: company.registrationNumber ?? <Missing /> },
              { term: 'Tax ID', value: company.taxId ?? <Missing /> },
              { term: 'Id', value: <span className="mono break-all">{company.id}</span> },
            ]}
          />
        </PanelBody>
      </Panel>
      <ContactTables emails={company.emails} phones={company.phones} />
      {company.addresses.length > 0 ? (
        <Panel>
          <PanelHeader title="Addresses" meta={company.addresses.length} />
          <Table
            caption="Addresses"
            density="tight"
            columns={[{ label: 'Address' }, { label: 'Type' }, { label: 'Primary' }]}
          >
            {company.addresses.map((address) => (
              <TableRow key={address.id}>
                <TableCell kind="lead">
                  {address.street}, {address.city}, {address.state} {address.code}, {address.country}
                </TableCell>
                <TableCell label="Type">{address.type}</TableCell>
                <TableCell label="Primary">{address.isPrimary ? 'Yes' : 'No'}</TableCell>
              </TableRow>
            ))}
          </Table>
        </Panel>
      ) : null}
    </div>
  )
}

import { DefinitionList } from '@/components/ui/definition-list'
import { Missing } from '@/components/ui/missing'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { CompanyRecord } from '@/lib/domain/crm/records'

/** Without a currency, because the data has none; cents only where there are any. */
const revenueFormat = new Intl.NumberFormat('en', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  trailingZeroDisplay: 'stripIfInteger',
})

/** What is known about a company beyond the details beside it. */
export function CompanyOverview({ company }: { company: CompanyRecord }) {
  return (
    <div className="grid gap-4">
      <Panel>
        <PanelHeader title="About" />
        <PanelBody>
          <DefinitionList
            items={[
              { term: 'Description', value: company.description ?? <Missing /> },
              { term: 'Size', value: company.companySize ?? <Missing /> },
              {
                term: 'Annual revenue',
                value:
                  company.annualRevenue === null ? (
                    <Missing />
                  ) : (
                    <span className="tabular-nums">{revenueFormat.format(company.annualRevenue)}</span>
                  ),
              },
              {
                term: 'Founded',
                value: company.foundedDate ? <Time value={company.foundedDate} shape="date" /> : <Missing />,
              },
              { term: 'Registration number', value: company.registrationNumber ?? <Missing /> },
              { term: 'Tax ID', value: company.taxId ?? <Missing /> },
            ]}
          />
        </PanelBody>
      </Panel>
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
                <TableCell kind="lead">{describeAddress(address)}</TableCell>
                <TableCell label="Type">{address.type}</TableCell>
                <TableCell label="Primary">{address.isPrimary ? 'Yes' : <Missing>No</Missing>}</TableCell>
              </TableRow>
            ))}
          </Table>
        </Panel>
      ) : null}
    </div>
  )
}

/** Without commas for what is left out. */
function describeAddress({ street, city, state, code, country }: CompanyRecord['addresses'][number]): string {
  return [street, city, `${state} ${code}`.trim(), country].filter(Boolean).join(', ')
}

import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Icon } from '@/components/ui/icon'
import { Missing } from '@/components/ui/missing'
import { PageHead } from '@/components/ui/page-head'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelFooter } from '@/components/ui/panel'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import { hasPermission } from '@/lib/auth/permissions'
import { countCompanies, listCompanies } from '@/lib/domain/crm/records'
import { listRecordsInput } from '@/lib/domain/crm/records.schema'
import { listStages } from '@/lib/domain/crm/stages'
import { filtersOf, ListFilters } from '../list-filters'
import { NoRecords } from '../no-records'
import { RecordName } from '../record-name'

export const metadata: Metadata = { title: 'Companies' }

export default async function CompaniesPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('record.read')
  const input = listRecordsInput.parse(await readSearch(searchParams))
  const { query, stage, sort = 'name' } = input
  const filters = filtersOf(input)
  const isFiltered = Boolean(query || stage)
  const [{ companies, before, after }, count, stages] = await Promise.all([
    listCompanies(actor, input),
    countCompanies(actor, input),
    listStages(actor, 'company'),
  ])
  const add = hasPermission(actor, 'record.write') ? (
    <ButtonLink href="/companies/new" variant="primary" icon={<Icon of={Plus} />}>
      Add a company
    </ButtonLink>
  ) : null
  const canImport = hasPermission(actor, 'record.import')
  const isEmpty = count === 0 && !isFiltered
  return (
    <PortalPage actor={actor} crumbs={[{ label: 'Companies' }]}>
      <PageHead
        title="Companies"
        lead="Open a company to see its details and your team’s widgets."
        actions={isEmpty ? undefined : add}
      />
      {isEmpty ? null : (
        <ListFilters
          path="/companies"
          search={{ label: 'Search companies', placeholder: 'Name, website, email or phone' }}
          stages={stages}
          input={input}
          singleKeys={actor.singleKeys}
          count={`${count.toLocaleString('en')} ${count === 1 ? 'company' : 'companies'}${isFiltered ? ' found' : ''}`}
        />
      )}
      {isEmpty ? (
        <NoRecords title="No companies yet" add={add} canImport={canImport}>
          {canImport
            ? 'Add the first company here, or import companies from a file or from your CRM.'
            : 'Add the first company here. An admin of your team can import companies from a file.'}
        </NoRecords>
      ) : companies.length === 0 ? (
        <EmptyState
          framed
          title={stage || !query ? 'No company matches' : `No company matches “${query}”`}
          actions={
            <ButtonLink href={hrefWith('/companies', { sort: filters.sort })}>
              {stage ? 'Clear search and filters' : 'Clear search'}
            </ButtonLink>
          }
        >
          Search looks at names, websites, email addresses and phone numbers. It ignores accents and case.
        </EmptyState>
      ) : (
        <Panel>
          <Table
            caption="Companies"
            columns={[
              { label: 'Name' },
              { label: 'Stage' },
              { label: 'Industry' },
              { label: 'Size' },
              { label: 'Phone' },
            ]}
          >
            {companies.map((company) => (
              <TableRow key={company.id}>
                <TableCell kind="lead">
                  <RecordName href={`/companies/${company.id}`} name={company.name} />
                </TableCell>
                <TableCell label="Stage" hideOnPhone={!company.stage} className="md:whitespace-nowrap">
                  {company.stage || <Missing />}
                </TableCell>
                <TableCell label="Industry" hideOnPhone={!company.industry}>
                  {company.industry ?? <Missing />}
                </TableCell>
                <TableCell label="Size" hideOnPhone={!company.companySize} className="tabular-nums">
                  {company.companySize ?? <Missing />}
                </TableCell>
                <TableCell label="Phone" hideOnPhone={!company.phone} className="md:whitespace-nowrap">
                  {company.phone ?? <Missing />}
                </TableCell>
              </TableRow>
            ))}
          </Table>
          <PanelFooter>
            <Pager
              summary={`${companies.length} of ${count.toLocaleString('en')}, ${orderWords[sort]}`}
              {...(before ? { previousHref: hrefWith('/companies', { ...filters, before }) } : {})}
              {...(after ? { nextHref: hrefWith('/companies', { ...filters, after }) } : {})}
            />
          </PanelFooter>
        </Panel>
      )}
    </PortalPage>
  )
}

const orderWords = { name: 'by name', newest: 'newest first', changed: 'last changed first' }

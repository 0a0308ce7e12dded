import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { SearchForm } from '@/app/search-form'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Missing } from '@/components/ui/missing'
import { PageHead } from '@/components/ui/page-head'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelFooter } from '@/components/ui/panel'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import { countCompanies, listCompanies } from '@/lib/domain/crm/records'
import { listRecordsInput } from '@/lib/domain/crm/records.schema'
import { RecordName } from '../record-name'

export const metadata: Metadata = { title: 'Companies' }

export default async function CompaniesPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('record.read')
  const input = listRecordsInput.parse(await readSearch(searchParams))
  const { query } = input
  const [{ companies, before, after }, count] = await Promise.all([
    listCompanies(actor, input),
    countCompanies(actor, { query }),
  ])
  return (
    <PortalPage actor={actor} crumbs={[{ label: 'Companies' }]}>
      <PageHead title="Companies" lead="Open a company to see its details and your team’s widgets." />
      <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2">
        <SearchForm
          path="/companies"
          label="Search companies"
          placeholder="Name, website, email or phone"
          query={query}
          singleKeys={actor.singleKeys}
        />
        <p className="text-ink-3 tabular-nums">
          {count.toLocaleString('en')} {count === 1 ? 'company' : 'companies'}
          {query ? ' found' : ''}
        </p>
      </div>
      {companies.length === 0 ? (
        <EmptyState
          framed
          title={query ? `No company matches “${query}”` : 'No companies yet'}
          actions={query ? <ButtonLink href="/companies">Clear search</ButtonLink> : undefined}
        >
          {query
            ? 'Search looks at names, websites, email addresses and phone numbers. It ignores accents and case.'
            : 'Companies appear here when your CRM’s data is loaded.'}
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
                <TableCell label="Stage" className="md:whitespace-nowrap">
                  {company.stage}
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
              summary={`${companies.length} of ${count.toLocaleString('en')}, by name`}
              {...(before ? { previousHref: hrefWith('/companies', { query, before }) } : {})}
              {...(after ? { nextHref: hrefWith('/companies', { query, after }) } : {})}
            />
          </PanelFooter>
        </Panel>
      )}
    </PortalPage>
  )
}

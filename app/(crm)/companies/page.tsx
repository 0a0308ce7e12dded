import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { SearchForm } from '@/app/search-form'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { Missing } from '@/components/ui/missing'
import { PageHead } from '@/components/ui/page-head'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelFooter } from '@/components/ui/panel'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import { listCompanies } from '@/lib/domain/crm/records'
import { listRecordsInput } from '@/lib/domain/crm/records.schema'

export const metadata: Metadata = { title: 'Companies' }

export default async function CompaniesPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('record.read')
  const input = listRecordsInput.parse(await readSearch(searchParams))
  const { companies, before, after } = await listCompanies(actor, input)
  const { query } = input
  return (
    <PortalPage actor={actor} crumbs={[{ label: 'Companies' }]}>
      <PageHead
        title="Companies"
        lead={`The companies of ${actor.organisation}. Every widget that is on for the company view is a tab on each of them.`}
      />
      <div className="mb-4">
        <SearchForm
          path="/companies"
          label="Search companies"
          placeholder="Name, website, email or phone"
          query={query}
          singleKeys={actor.singleKeys}
        />
      </div>
      {companies.length === 0 ? (
        <EmptyState
          framed
          title={query ? `No company matches “${query}”` : 'No companies yet'}
          actions={query ? <ButtonLink href="/companies">Clear search</ButtonLink> : undefined}
        >
          {query
            ? 'The search looks at names, websites, email addresses and phone numbers, without accents and in any case.'
            : 'Companies arrive with your CRM’s data.'}
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
                  <Link className="font-medium text-base text-ink" href={`/companies/${company.id}`}>
                    {company.name}
                  </Link>
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
              summary={`${companies.length} ${companies.length === 1 ? 'company' : 'companies'} on this page, by name`}
              {...(before ? { previousHref: hrefWith('/companies', { query, before }) } : {})}
              {...(after ? { nextHref: hrefWith('/companies', { query, after }) } : {})}
            />
          </PanelFooter>
        </Panel>
      )}
    </PortalPage>
  )
}

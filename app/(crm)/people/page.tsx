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
import { listPeople } from '@/lib/domain/crm/records'
import { listRecordsInput } from '@/lib/domain/crm/records.schema'

export const metadata: Metadata = { title: 'People' }

export default async function PeoplePage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('record.read')
  const input = listRecordsInput.parse(await readSearch(searchParams))
  const { people, before, after } = await listPeople(actor, input)
  const { query } = input
  return (
    <PortalPage actor={actor} crumbs={[{ label: 'People' }]}>
      <PageHead
        title="People"
        lead={`The people of ${actor.organisation}. Every widget that is on for the person view is a tab on each of them.`}
      />
      <div className="mb-4">
        <SearchForm
          path="/people"
          label="Search people"
          placeholder="Name, email or phone"
          query={query}
          singleKeys={actor.singleKeys}
        />
      </div>
      {people.length === 0 ? (
        <EmptyState
          framed
          title={query ? `No person matches “${query}”` : 'No people yet'}
          actions={query ? <ButtonLink href="/people">Clear search</ButtonLink> : undefined}
        >
          {query
            ? 'The search looks at names, email addresses and phone numbers, without accents and in any case.'
            : 'People arrive with your CRM’s data.'}
        </EmptyState>
      ) : (
        <Panel>
          <Table
            caption="People"
            columns={[
              { label: 'Name' },
              { label: 'Stage' },
              { label: 'Email' },
              { label: 'Phone' },
              { label: 'Company' },
            ]}
          >
            {people.map((person) => (
              <TableRow key={person.id}>
                <TableCell kind="lead">
                  <Link className="font-medium text-base text-ink" href={`/people/${person.id}`}>
                    {person.firstName} {person.lastName}
                  </Link>
                </TableCell>
                <TableCell label="Stage" className="md:whitespace-nowrap">
                  {person.stage}
                </TableCell>
                <TableCell label="Email" hideOnPhone={!person.email} className="[overflow-wrap:anywhere]">
                  {person.email ?? <Missing />}
                </TableCell>
                <TableCell label="Phone" hideOnPhone={!person.phone} className="md:whitespace-nowrap">
                  {person.phone ?? <Missing />}
                </TableCell>
                <TableCell label="Company" hideOnPhone={!person.company}>
                  {person.company ? (
                    <Link href={`/companies/${person.company.id}`}>{person.company.name}</Link>
                  ) : (
                    <Missing />
                  )}
                </TableCell>
              </TableRow>
            ))}
          </Table>
          <PanelFooter>
            <Pager
              summary={`${people.length} ${people.length === 1 ? 'person' : 'people'} on this page, by last name`}
              {...(before ? { previousHref: hrefWith('/people', { query, before }) } : {})}
              {...(after ? { nextHref: hrefWith('/people', { query, after }) } : {})}
            />
          </PanelFooter>
        </Panel>
      )}
    </PortalPage>
  )
}

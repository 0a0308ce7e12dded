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
import { countPeople, listPeople } from '@/lib/domain/crm/records'
import { listRecordsInput } from '@/lib/domain/crm/records.schema'
import { RecordName } from '../record-name'

export const metadata: Metadata = { title: 'People' }

export default async function PeoplePage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('record.read')
  const input = listRecordsInput.parse(await readSearch(searchParams))
  const { query } = input
  const [{ people, before, after }, count] = await Promise.all([
    listPeople(actor, input),
    countPeople(actor, { query }),
  ])
  return (
    <PortalPage actor={actor} crumbs={[{ label: 'People' }]}>
      <PageHead title="People" lead="Open a person to see their details and your team’s widgets." />
      <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2">
        <SearchForm
          path="/people"
          label="Search people"
          placeholder="Name, email or phone"
          query={query}
          singleKeys={actor.singleKeys}
        />
        <p className="text-ink-3 tabular-nums">
          {count.toLocaleString('en')} {count === 1 ? 'person' : 'people'}
          {query ? ' found' : ''}
        </p>
      </div>
      {people.length === 0 ? (
        <EmptyState
          framed
          title={query ? `No person matches “${query}”` : 'No people yet'}
          actions={query ? <ButtonLink href="/people">Clear search</ButtonLink> : undefined}
        >
          {query
            ? 'Search looks at names, email addresses and phone numbers. It ignores accents and case.'
            : 'People appear here when your CRM’s data is loaded.'}
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
                  <RecordName
                    href={`/people/${person.id}`}
                    name={`${person.firstName} ${person.lastName}`.trim()}
                  />
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
              summary={`${people.length} of ${count.toLocaleString('en')}, by last name`}
              {...(before ? { previousHref: hrefWith('/people', { query, before }) } : {})}
              {...(after ? { nextHref: hrefWith('/people', { query, after }) } : {})}
            />
          </PanelFooter>
        </Panel>
      )}
    </PortalPage>
  )
}

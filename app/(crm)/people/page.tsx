import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Icon } from '@/components/ui/icon'
import { Link } from '@/components/ui/link'
import { Missing } from '@/components/ui/missing'
import { PageHead } from '@/components/ui/page-head'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelFooter } from '@/components/ui/panel'
import { Table, TableCell, TableRow } from '@/components/ui/table'
import { hasPermission } from '@/lib/auth/permissions'
import { countPeople, findCompanyName, listPeople } from '@/lib/domain/crm/records'
import { listPeopleInput } from '@/lib/domain/crm/records.schema'
import { listStages } from '@/lib/domain/crm/stages'
import { filtersOf, ListFilters } from '../list-filters'
import { nameOfPerson } from '../name-of-person'
import { NoRecords } from '../no-records'
import { RecordName } from '../record-name'

export const metadata: Metadata = { title: 'People' }

export default async function PeoplePage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('record.read')
  const input = listPeopleInput.parse(await readSearch(searchParams))
  const { query, stage, company, sort = 'name' } = input
  const filters = filtersOf(input)
  const isFiltered = Boolean(query || stage || company)
  const [{ people, before, after }, count, stages, companyName] = await Promise.all([
    listPeople(actor, input),
    countPeople(actor, input),
    listStages(actor, 'person'),
    company ? findCompanyName(actor, company) : undefined,
  ])
  const add = hasPermission(actor, 'record.write') ? (
    <ButtonLink href="/people/new" variant="primary" icon={<Icon of={Plus} />}>
      Add a person
    </ButtonLink>
  ) : null
  const canImport = hasPermission(actor, 'record.import')
  const isEmpty = count === 0 && !isFiltered
  return (
    <PortalPage actor={actor} crumbs={[{ label: 'People' }]}>
      <PageHead
        title="People"
        lead="Open a person to see their details and your team’s widgets."
        actions={isEmpty ? undefined : add}
      />
      {isEmpty ? null : (
        <ListFilters
          path="/people"
          search={{ label: 'Search people', placeholder: 'Name, email or phone' }}
          stages={stages}
          input={input}
          company={{
            chosen: company ? { id: company, label: companyName ?? 'Unknown company' } : undefined,
          }}
          singleKeys={actor.singleKeys}
          count={`${count.toLocaleString('en')} ${count === 1 ? 'person' : 'people'}${isFiltered ? ' found' : ''}`}
        />
      )}
      {isEmpty ? (
        <NoRecords title="No people yet" add={add} canImport={canImport}>
          {canImport
            ? 'Add the first person here, or import people from a file or from your CRM.'
            : 'Add the first person here. An admin of your team can import people from a file.'}
        </NoRecords>
      ) : people.length === 0 ? (
        <EmptyState
          framed
          title={stage || company || !query ? 'No person matches' : `No person matches “${query}”`}
          actions={
            <ButtonLink href={hrefWith('/people', { sort: filters.sort })}>
              {stage || company ? 'Clear search and filters' : 'Clear search'}
            </ButtonLink>
          }
        >
          Search looks at names, email addresses and phone numbers. It ignores accents and case.
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
                  <RecordName href={`/people/${person.id}`} name={nameOfPerson(person)} />
                </TableCell>
                <TableCell label="Stage" hideOnPhone={!person.stage} className="md:whitespace-nowrap">
                  {person.stage || <Missing />}
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
              summary={`${people.length} of ${count.toLocaleString('en')}, ${orderWords[sort]}`}
              {...(before ? { previousHref: hrefWith('/people', { ...filters, before }) } : {})}
              {...(after ? { nextHref: hrefWith('/people', { ...filters, after }) } : {})}
            />
          </PanelFooter>
        </Panel>
      )}
    </PortalPage>
  )
}

const orderWords = { name: 'by last name', newest: 'newest first', changed: 'last changed first' }
